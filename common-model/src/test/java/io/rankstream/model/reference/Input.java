package io.rankstream.model.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.RecordOrigin;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One record that reaches the job. Times are epoch milliseconds. */
public sealed interface Input {

    /** Its place among all inputs, and among those of its source. */
    int number();

    /** When its stream took it. */
    long arrival();

    /** What it is read from: within it, order is that of {@link #number}. */
    String source();

    /** The player it is about, or null. */
    String player();

    /**
     * A gameplay event.
     *
     * @param eventId null if the event is identified by its content
     * @param nonce what makes the bytes of two events differ; equal in copies
     */
    record Event(
            int number,
            long arrival,
            String player,
            long time,
            String eventId,
            int nonce,
            Map<String, Object> fields)
            implements Input {

        @Override
        public String source() {
            return "events-" + Math.floorMod(player.hashCode(), 2);
        }

        public EventId id() {
            if (eventId != null) {
                return EventId.ofEventId(eventId);
            }
            byte[] bytes = bytes();
            return EventId.ofContent(player, bytes, 0, bytes.length);
        }

        public byte[] bytes() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("player_id", player).put("event_time", time).put("nonce", nonce);
            if (eventId != null) {
                json.put("event_id", eventId);
            }
            fields.forEach(json::putPOJO);
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }

        public GameplayEvent toGameplayEvent() {
            return new GameplayEvent(
                    player,
                    time,
                    arrival,
                    id(),
                    null,
                    Settings.values(Settings.FIELDS, fields),
                    new RecordOrigin("events", source(), Integer.toString(number)),
                    bytes());
        }
    }

    /**
     * A version of a player's row.
     *
     * @param validFrom null for a row found by a snapshot
     * @param columns null if the row was deleted
     */
    record Row(int number, long arrival, String player, Long validFrom, Map<String, Object> columns)
            implements Input {

        @Override
        public String source() {
            return "rows";
        }

        public DimensionRow toDimensionRow() {
            if (columns == null) {
                return DimensionRow.deleted(player, validFrom);
            }
            var values = Settings.values(Settings.COLUMNS, columns);
            return validFrom == null
                    ? DimensionRow.snapshot(player, values)
                    : DimensionRow.of(player, validFrom, values);
        }
    }

    /** A control message. */
    record Control(int number, long arrival, String id, long issuedAt, Message message)
            implements Input {

        @Override
        public String source() {
            return "control";
        }

        @Override
        public String player() {
            return message.player();
        }

        /** The record of the control stream. */
        public byte[] bytes() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("type", message.type()).put("id", id).put("issued_at", issuedAt);
            json.setAll(message.body());
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }

        public RecordOrigin origin() {
            return new RecordOrigin("control", "shard-0", Integer.toString(number));
        }
    }
}
