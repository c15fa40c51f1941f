package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.board.JsonFields;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.event.EventLimits;
import io.rankstream.model.event.RecordOrigin;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** One message of the control stream, well-formed; whether it fits what is in force is open. */
public final class ControlMessage {

    /** What the subject of a message about a player starts with. */
    static final String PLAYER = "player:";

    /** Long enough for every identifier in use, short enough to be remembered by the player. */
    private static final int MAX_EVENT_ID_LENGTH = 1_024;

    /** More digits of a JSON number with a fraction may be lost before they are read. */
    private static final int MAX_EXACT_DIGITS = 15;

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,32}(\\.[0-9]{1,32})?");

    /** What a message asks for. */
    public enum Type {
        BOARD_PUT("board.put"),
        BOARD_PAUSE("board.pause"),
        BOARD_RESUME("board.resume"),
        BOARD_DELETE("board.delete"),
        BOARD_RESET("board.reset"),
        BOARD_PROMOTE("board.promote"),
        SEASON_END("season.end"),
        PARAM_PUT("param.put"),
        PLAYER_BAN("player.ban"),
        PLAYER_UNBAN("player.unban"),
        PLAYER_ERASE("player.erase"),
        EVENT_RETRACT("event.retract"),
        SCORE_ADJUST("score.adjust");

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
    private Long until;
    private boolean insistent;
    private String season;
    private String eventId;
    private String board;
    private BigDecimal amount;

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
        JsonFields bodyFields = JsonFields.of("message", body);
        switch (type) {
            case BOARD_PUT:
                message.definition = BoardDefinition.parse(body);
                message.insistent = message.definition.reset();
                message.name = message.definition.board();
                break;
            case BOARD_PAUSE:
            case BOARD_RESUME:
            case BOARD_DELETE:
            case BOARD_RESET:
            case BOARD_PROMOTE:
            case SEASON_END:
                message.readBoard(bodyFields);
                break;
            case PARAM_PUT:
                message.readParameter(bodyFields);
                break;
            default:
                message.readPlayer(bodyFields);
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
        if (type == Type.BOARD_PROMOTE) {
            fields.required("version");
            insistent = fields.bool("force", false);
        }
        readShadowVersion(fields);
        if (type == Type.BOARD_RESET) {
            effectiveFrom = fields.instantOrMillis("effective_from");
        }
        if (type == Type.SEASON_END) {
            season = fields.text("season");
            effectiveFrom = fields.instantOrMillis("at");
        }
        fields.refuseOthers();
    }

    private void readShadowVersion(JsonFields fields) throws InvalidDefinitionException {
        if (fields.has("version")) {
            shadowVersion = (int) fields.integer("version", 1, Integer.MAX_VALUE);
        }
    }

    private void readParameter(JsonFields fields) throws InvalidDefinitionException {
        name = fields.text("name");
        value = fields.required("value");
        effectiveFrom = fields.instantOrMillis("effective_from");
        fields.refuseOthers();
    }

    private void readPlayer(JsonFields fields) throws InvalidDefinitionException {
        name = identifier(fields, "player_id", EventLimits.MAX_PLAYER_LENGTH);
        if (type == Type.PLAYER_BAN) {
            effectiveFrom = fields.instantOrMillis("from");
            until = fields.instantOrMillis("until");
            if (effectiveFrom != null && until != null && until <= effectiveFrom) {
                throw fields.invalid("until", "must be after from");
            }
        }
        if (type == Type.EVENT_RETRACT) {
            eventId = identifier(fields, "event_id", MAX_EVENT_ID_LENGTH);
        }
        if (type == Type.SCORE_ADJUST) {
            board = BoardDefinition.boardName(fields);
            readShadowVersion(fields);
            amount = amount(fields);
            effectiveFrom = fields.instantOrMillis("event_time");
        }
        fields.refuseOthers();
    }

    /** Text, or an integer read as its digits, as events have it. */
    private static String identifier(JsonFields fields, String name, int maxLength)
            throws InvalidDefinitionException {
        JsonNode node = fields.required(name);
        String text = node.isIntegralNumber() ? node.asText() : fields.text(name);
        if (text.isEmpty() || text.length() > maxLength) {
            throw fields.invalid(name, "must have 1 to " + maxLength + " characters");
        }
        return text;
    }

    private static BigDecimal amount(JsonFields fields) throws InvalidDefinitionException {
        JsonNode node = fields.required("amount");
        if (node.isNumber()) {
            if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
                throw fields.invalid("amount", "must be a number that a double holds");
            }
            BigDecimal amount = node.decimalValue();
            if (!node.isIntegralNumber() && amount.precision() > MAX_EXACT_DIGITS) {
                throw fields.invalid(
                        "amount",
                        "must be a string to be exact: it has more than "
                                + MAX_EXACT_DIGITS
                                + " digits");
            }
            return amount;
        }
        String rule = "must be a number, or a string such as \"-12.5\"";
        if (!node.isTextual() || !DECIMAL.matcher(node.textValue()).matches()) {
            throw fields.invalid("amount", rule);
        }
        return new BigDecimal(node.textValue());
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

    /** Which shadow the message is about, or {@code BoardAddress.LIVE}. */
    int shadowVersion() {
        return shadowVersion;
    }

    /** The value of a {@link Type#PARAM_PUT}. */
    JsonNode value() {
        return value;
    }

    /**
     * From when a parameter has its value, a board counts anew, a player is banned, a season is
     * over or an adjustment counts, epoch milliseconds; null if the message does not say.
     */
    Long effectiveFrom() {
        return effectiveFrom;
    }

    /** When a ban ends, epoch milliseconds; null if the message does not say. */
    Long until() {
        return until;
    }

    /** Whether a put starts the scores anew, or a promotion is forced. */
    boolean insistent() {
        return insistent;
    }

    /** The season that ends. */
    String season() {
        return season;
    }

    /** The event that is retracted. */
    String eventId() {
        return eventId;
    }

    /** The board of an adjustment. */
    String board() {
        return board;
    }

    /** What an adjustment adds. */
    BigDecimal amount() {
        return amount;
    }
}
