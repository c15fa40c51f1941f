package io.rankstream.datagen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;

/**
 * One message for the control stream, as something the known truth can account for.
 *
 * @param id names the message; racing's bare form carries none
 */
public record ControlMessage(String id, Instant issuedAt, Action action) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The jobs know no time between two milliseconds, so no message may hold one. */
    public ControlMessage {
        issuedAt = issuedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** What a message asks for. */
    public sealed interface Action {}

    /** Who may stand on the shadow boards: rows whose {@code is_bot} is the value; empty: all. */
    public record BotSwitch(OptionalInt value) implements Action {}

    /** Withdraws a player from every board. */
    public record Ban(String playerId) implements Action {}

    /** Takes a ban back. */
    public record Unban(String playerId) implements Action {}

    /**
     * A new version of a live board that counts only slow enough events from then on.
     *
     * @param effectiveFrom in event time
     * @param speedBelow the filter, km/h
     */
    public record PutBoard(String board, int version, Instant effectiveFrom, int speedBelow)
            implements Action {

        public PutBoard {
            effectiveFrom = effectiveFrom.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /** What the message is about: of several messages the last about a subject is in force. */
    public String subject() {
        if (action instanceof BotSwitch) {
            return "is_bot";
        }
        if (action instanceof PutBoard put) {
            return put.board();
        }
        return action instanceof Ban ban ? ban.playerId() : ((Unban) action).playerId();
    }

    /** The message as it stands on the stream. */
    public byte[] json() {
        return body().toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode body() {
        if (action instanceof BotSwitch bots) {
            return bots.value().isPresent()
                    ? bareBotSwitch(bots.value().getAsInt())
                    : envelope("param.put").put("name", "is_bot").putNull("value");
        }
        if (action instanceof Ban ban) {
            return envelope("player.ban").put("player_id", ban.playerId());
        }
        if (action instanceof Unban unban) {
            return envelope("player.unban").put("player_id", unban.playerId());
        }
        PutBoard put = (PutBoard) action;
        ObjectNode message = envelope("board.put");
        message.setAll(RacingBoards.definition(put.board()));
        return message.put("version", put.version())
                .put("filter", "event.speed_kmph < " + put.speedBelow())
                .put("effective_from", put.effectiveFrom().toString());
    }

    private ObjectNode bareBotSwitch(int value) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("is_bot", value)
                .put("event_time", issuedAt.toEpochMilli());
    }

    private ObjectNode envelope(String type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("id", id)
                .put("by", "datagen")
                .put("reason", "scripted scenario")
                .put("issued_at", issuedAt.toEpochMilli());
    }

    /** Racing's live boards, each in the definition its new versions start from. */
    private static final class RacingBoards {

        private static final JsonNode DEFINITIONS = read();

        static ObjectNode definition(String board) {
            if (!DEFINITIONS.has(board)) {
                throw new IllegalArgumentException(board + " is no live board of racing");
            }
            ObjectNode definition = DEFINITIONS.get(board).deepCopy();
            return definition.put("board", board);
        }

        private static JsonNode read() {
            try {
                return JSON.readTree(RacingBoards.class.getResource("racing-boards.json"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
