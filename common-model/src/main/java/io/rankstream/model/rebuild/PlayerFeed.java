package io.rankstream.model.rebuild;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.scoring.ArrivedRow;
import io.rankstream.model.scoring.PlayerRebuild;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Gives the records of one player after the other to a {@link PlayerRebuild}: rows and messages
 * first, in any order, then events by arrival time. Of a player it holds the rows, the messages and
 * the events of one millisecond.
 */
public final class PlayerFeed {

    private final PlayerRebuild rebuild;
    private final List<PlayerRecord> rows = new ArrayList<>();
    private final List<PlayerRecord> messages = new ArrayList<>();
    private final List<PlayerRecord> events = new ArrayList<>();

    private String playerId;
    private boolean begun;

    public PlayerFeed(PlayerRebuild rebuild) {
        this.rebuild = rebuild;
    }

    /** The player at hand, or null if there is none. */
    public String playerId() {
        return playerId;
    }

    /**
     * Takes a record of the player at hand, or the first of the next one.
     *
     * @throws IllegalStateException if the last player has not been finished, or if a row or a
     *     message comes after an event
     */
    public void add(PlayerRecord record) throws IOException {
        if (playerId == null) {
            playerId = record.playerId();
        } else if (!playerId.equals(record.playerId())) {
            throw new IllegalStateException(
                    "player " + record.playerId() + " comes before " + playerId + " is finished");
        }
        if (record.input() instanceof GameplayEvent) {
            if (!events.isEmpty() && events.get(0).arrivalTime() != record.arrivalTime()) {
                count();
            }
            events.add(record);
            return;
        }
        if (begun || !events.isEmpty()) {
            throw new IllegalStateException(
                    "player " + playerId + ": a row or a message comes after an event");
        }
        (record.input() instanceof DimensionRow ? rows : messages).add(record);
    }

    private void begin() throws IOException {
        if (begun) {
            return;
        }
        begun = true;
        Collections.sort(rows);
        List<ArrivedRow> arrived = new ArrayList<>(rows.size());
        rows.forEach(
                row -> arrived.add(new ArrivedRow((DimensionRow) row.input(), row.arrivalTime())));
        Collections.sort(messages);
        List<PlayerMessage> said = new ArrayList<>(messages.size());
        messages.forEach(message -> said.add((PlayerMessage) message.input()));
        rebuild.begin(playerId, arrived, said);
    }

    private void count() throws IOException {
        begin();
        if (events.size() > 1) {
            Collections.sort(events);
        }
        for (PlayerRecord event : events) {
            rebuild.event((GameplayEvent) event.input());
        }
        events.clear();
    }

    /** Ends with the player at hand, if there is one. */
    public void finish() throws IOException {
        if (playerId == null) {
            return;
        }
        count();
        rebuild.end();
        playerId = null;
        begun = false;
        rows.clear();
        messages.clear();
    }
}
