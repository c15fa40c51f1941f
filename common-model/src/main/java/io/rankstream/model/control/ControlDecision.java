package io.rankstream.model.control;

import io.rankstream.model.player.PlayerMessage;
import java.util.List;

/** What the validator makes of one record: the answer, and what is to be passed on. */
public final class ControlDecision {

    private final ControlStatus status;
    private final List<ControlUpdate> updates;
    private final List<PlayerMessage> playerMessages;

    ControlDecision(
            ControlStatus status, List<ControlUpdate> updates, List<PlayerMessage> playerMessages) {
        this.status = status;
        this.updates = List.copyOf(updates);
        this.playerMessages = List.copyOf(playerMessages);
    }

    public ControlStatus status() {
        return status;
    }

    /** What every scoring task must hear of; empty if nothing changed. */
    public List<ControlUpdate> updates() {
        return updates;
    }

    /** What one player's scoring must hear of. */
    public List<PlayerMessage> playerMessages() {
        return playerMessages;
    }
}
