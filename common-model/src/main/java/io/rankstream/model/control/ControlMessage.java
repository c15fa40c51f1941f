package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.board.JsonFields;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.event.RecordOrigin;
import java.nio.charset.StandardCharsets;

/** One message of the control stream, well-formed; whether it fits what is in force is open. */
public final class ControlMessage {

    /** What the subject of a message about a player starts with. */
    static final String PLAYER = "player:";

    private static final int MAX_PLAYER_ID_LENGTH = 128;
    private static final String UNDATED = "is not supported: a ban holds for all time";

    /** What a message asks for. */
    public enum Type {
        BOARD_PUT("board.put"),
        BOARD_PAUSE("board.pause"),
        BOARD_RESUME("board.resume"),
        BOARD_DELETE("board.delete"),
        PARAM_PUT("param.put"),
        PLAYER_BAN("player.ban"),
        PLAYER_UNBAN("player.unban");

        private final String code;

        Type(String code) {
            this.code = code;
        }

        /** The word that messages use. */
        public String code() {
            return code;
        }
    }

    private final Type type;
    private final ControlEnvelope envelope;
    private String name;
    private BoardDefinition definition;
    private int shadowVersion = BoardAddress.LIVE;
    private JsonNode value;
    private Long effectiveFrom;

    private ControlMessage(Type type, ControlEnvelope envelope) {
        this.type = type;
        this.envelope = envelope;
    }

    /**
     * Reads a message from its record.
     *
     * @param origin what racing's messages, which have no id, are identified by
     * @throws InvalidDefinitionException naming what is wrong with it
     */
    public static ControlMessage parse(byte[] record, RecordOrigin origin)
            throws InvalidDefinitionException {
        return parse(parseJson(record), origin);
    }

    static JsonNode parseJson(byte[] record) throws InvalidDefinitionException {
        return JsonFields.parse("message", record, new String(record, StandardCharsets.UTF_8));
    }

    static ControlMessage parse(JsonNode json, RecordOrigin origin)
            throws InvalidDefinitionException {
        JsonFields fields = JsonFields.of("message", json);
        if (json.has("is_bot") && !json.has("type")) {
            return parseRacing(json, origin);
        }
        Type type = fields.choice("type", null, Type.values(), Type::code);
        ControlMessage message = new ControlMessage(type, ControlEnvelope.parse(fields, json));
        ObjectNode body = ControlEnvelope.bodyOf(json);
        switch (type) {
            case BOARD_PUT:
                message.definition = BoardDefinition.parse(body);
                message.name = message.definition.board();
                break;
            case BOARD_PAUSE:
            case BOARD_RESUME:
            case BOARD_DELETE:
                message.readBoard(JsonFields.of("message", body));
                break;
            case PARAM_PUT:
                message.readParameter(JsonFields.of("message", body));
                break;
            case PLAYER_BAN:
            case PLAYER_UNBAN:
                message.readPlayer(JsonFields.of("message", body));
                break;
        }
        return message;
    }

    /** {@code {"is_bot":0,"event_time":1691094772000}}: null stands for everyone. */
    private static ControlMessage parseRacing(JsonNode json, RecordOrigin origin)
            throws InvalidDefinitionException {
        JsonFields fields = JsonFields.of("message", json);
        JsonNode value = fields.required("is_bot");
        long issuedAt = fields.integer("event_time", 0, Long.MAX_VALUE);
        fields.refuseOthers();
        ControlMessage message =
                new ControlMessage(
                        Type.PARAM_PUT,
                        ControlEnvelope.ofBare(
                                Type.PARAM_PUT.code(),
                                origin,
                                ControlUpdate.PARAMETER + "is_bot",
                                issuedAt));
        message.name = "is_bot";
        message.value = value;
        return message;
    }

    private void readBoard(JsonFields fields) throws InvalidDefinitionException {
        name = BoardDefinition.boardName(fields);
        if (fields.has("version")) {
            shadowVersion = (int) fields.integer("version", 1, Integer.MAX_VALUE);
        }
        fields.refuseOthers();
    }

    private void readParameter(JsonFields fields) throws InvalidDefinitionException {
        name = fields.text("name");
        value = fields.required("value");
        effectiveFrom = fields.instantOrMillis("effective_from");
        fields.refuseOthers();
    }

    private void readPlayer(JsonFields fields) throws InvalidDefinitionException {
        fields.refuse("from", UNDATED);
        fields.refuse("until", UNDATED);
        JsonNode id = fields.required("player_id");
        name = id.isIntegralNumber() ? id.asText() : fields.text("player_id");
        if (name.isEmpty() || name.length() > MAX_PLAYER_ID_LENGTH) {
            throw fields.invalid(
                    "player_id", "must have 1 to " + MAX_PLAYER_ID_LENGTH + " characters");
        }
        fields.refuseOthers();
    }

    public Type type() {
        return type;
    }

    /** The name of the board or parameter, or the id of the player. */
    public String name() {
        return name;
    }

    public String id() {
        return envelope.id();
    }

    /** Epoch milliseconds. */
    public long issuedAt() {
        return envelope.issuedAt();
    }

    ControlEnvelope envelope() {
        return envelope;
    }

    /** The body of a {@link Type#BOARD_PUT}. */
    BoardDefinition definition() {
        return definition;
    }

    /** Which shadow is paused, resumed or deleted, or {@code BoardAddress.LIVE}. */
    int shadowVersion() {
        return shadowVersion;
    }

    /** The value of a {@link Type#PARAM_PUT}. */
    JsonNode value() {
        return value;
    }

    /** From when a parameter has its value, epoch milliseconds; null for the arrival. */
    Long effectiveFrom() {
        return effectiveFrom;
    }
}
