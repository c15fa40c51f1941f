package io.rankstream.model.rebuild;

import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.control.ControlDecision;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ControlStatus;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.player.PlayerMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Every control message that was archived, decided on once more by the live job's own registry, in
 * the order of arrival.
 */
public final class ControlHistory {

    private final ControlRegistry registry;
    private final List<PlayerRecord> playerMessages = new ArrayList<>();
    private int rejected;

    private ControlHistory(ControlRegistry registry) {
        this.registry = registry;
    }

    /**
     * Decides on messages.
     *
     * @param registry knows what properties say and has heard no message
     * @param records of the control stream, in any order
     */
    public static ControlHistory of(ControlRegistry registry, List<ArchivedRecord> records) {
        List<ArchivedRecord> sorted = new ArrayList<>(records);
        sorted.sort(
                (a, b) ->
                        a.arrivalTime() != b.arrivalTime()
                                ? Long.compare(a.arrivalTime(), b.arrivalTime())
                                : Positions.of(a, 0).compareTo(Positions.of(b, 0)));
        ControlHistory history = new ControlHistory(registry);
        sorted.forEach(history::apply);
        return history;
    }

    private void apply(ArchivedRecord record) {
        ControlDecision decision =
                registry.apply(
                        record.bytes(),
                        record.arrivalTime(),
                        new RecordOrigin(record.source(), record.shard(), record.sequenceNumber()));
        if (decision.status().result() == ControlStatus.Result.REJECTED) {
            rejected++;
        }
        List<PlayerMessage> messages = decision.playerMessages();
        for (int i = 0; i < messages.size(); i++) {
            playerMessages.add(
                    new PlayerRecord(
                            record.arrivalTime(), Positions.of(record, i), messages.get(i)));
        }
    }

    /** Everything that is in force or was. */
    public List<ControlUpdate> updates() {
        return registry.updates();
    }

    /** What was said of players, in the order of arrival. */
    public List<PlayerRecord> playerMessages() {
        return Collections.unmodifiableList(playerMessages);
    }

    /** How many messages were not accepted, as they were not then. */
    public int rejected() {
        return rejected;
    }
}
