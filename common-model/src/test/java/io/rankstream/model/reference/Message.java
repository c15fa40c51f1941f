package io.rankstream.model.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a control message asks for, without its envelope. Versions are 0 for the live board. */
public sealed interface Message {

    /** The word that the stream uses. */
    String type();

    /** The fields beside the envelope. */
    ObjectNode body();

    /** The player it is about, or null. */
    default String player() {
        return null;
    }

    record BoardPut(BoardSpec spec) implements Message {

        @Override
        public String type() {
            return "board.put";
        }

        @Override
        public ObjectNode body() {
            return spec.toJson();
        }
    }

    /** {@code type} is board.pause or board.resume. */
    record BoardPause(String type, String board, int version) implements Message {

        @Override
        public ObjectNode body() {
            return fields("board", board, "version", version == 0 ? null : version);
        }
    }

    record BoardDelete(String board, int version) implements Message {

        @Override
        public String type() {
            return "board.delete";
        }

        @Override
        public ObjectNode body() {
            return fields("board", board, "version", version == 0 ? null : version);
        }
    }

    record BoardPromote(String board, int version, boolean force) implements Message {

        @Override
        public String type() {
            return "board.promote";
        }

        @Override
        public ObjectNode body() {
            return fields("board", board, "version", version, "force", force ? true : null);
        }
    }

    record BoardReset(String board, int version, Long effectiveFrom) implements Message {

        @Override
        public String type() {
            return "board.reset";
        }

        @Override
        public ObjectNode body() {
            return fields(
                    "board",
                    board,
                    "version",
                    version == 0 ? null : version,
                    "effective_from",
                    instant(effectiveFrom));
        }
    }

    record ParamPut(String name, Object value, Long effectiveFrom) implements Message {

        @Override
        public String type() {
            return "param.put";
        }

        @Override
        public ObjectNode body() {
            ObjectNode body = fields("name", name, "effective_from", instant(effectiveFrom));
            return body.putPOJO("value", value);
        }
    }

    record SeasonEnd(String board, String season, Long at) implements Message {

        @Override
        public String type() {
            return "season.end";
        }

        @Override
        public ObjectNode body() {
            return fields("board", board, "season", season, "at", instant(at));
        }
    }

    record PlayerBan(String player, Long from, Long until) implements Message {

        @Override
        public String type() {
            return "player.ban";
        }

        @Override
        public ObjectNode body() {
            return fields("player_id", player, "from", instant(from), "until", instant(until));
        }
    }

    record PlayerUnban(String player) implements Message {

        @Override
        public String type() {
            return "player.unban";
        }

        @Override
        public ObjectNode body() {
            return fields("player_id", player);
        }
    }

    record PlayerErase(String player) implements Message {

        @Override
        public String type() {
            return "player.erase";
        }

        @Override
        public ObjectNode body() {
            return fields("player_id", player);
        }
    }

    record EventRetract(String player, String eventId) implements Message {

        @Override
        public String type() {
            return "event.retract";
        }

        @Override
        public ObjectNode body() {
            return fields("player_id", player, "event_id", eventId);
        }
    }

    record ScoreAdjust(String player, String board, int version, BigDecimal amount, Long eventTime)
            implements Message {

        @Override
        public String type() {
            return "score.adjust";
        }

        @Override
        public ObjectNode body() {
            ObjectNode body =
                    fields(
                            "player_id",
                            player,
                            "board",
                            board,
                            "version",
                            version == 0 ? null : version,
                            "event_time",
                            instant(eventTime));
            return body.put("amount", amount);
        }
    }

    private static String instant(Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis).toString();
    }

    private static ObjectNode fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        fields.forEach(json::putPOJO);
        return json;
    }
}
