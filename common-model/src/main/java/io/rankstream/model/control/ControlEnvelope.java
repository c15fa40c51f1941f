package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.board.JsonFields;
import io.rankstream.model.event.RecordOrigin;
import java.util.List;

/** What every control message has around its body: who asks for what, when and why. */
final class ControlEnvelope {

    /** Reported by its full name so that an answer can be found again. */
    private static final int MAX_ID_LENGTH = 128;

    /** Of a text repeated in the answer, which has to be a record of its own. */
    private static final int MAX_REPEATED_LENGTH = 1_024;

    private static final List<String> FIELDS = List.of("type", "id", "by", "reason", "issued_at");

    private final String type;
    private final String id;
    private final String subject;
    private final String by;
    private final String reason;
    private final Long issuedAt;

    /** Any of them may be null as long as the message is not known to be right. */
    ControlEnvelope(
            String type, String id, String subject, String by, String reason, Long issuedAt) {
        this.type = type;
        this.id = id;
        this.subject = subject;
        this.by = by;
        this.reason = reason;
        this.issuedAt = issuedAt;
    }

    /** What can be read of a message that may be wrong; only for the answer. */
    static ControlEnvelope readable(JsonNode json) {
        JsonNode issuedAt = json.path("issued_at");
        return new ControlEnvelope(
                repeated(json.path("type").textValue()),
                repeated(json.path("id").textValue()),
                repeated(readableSubject(json)),
                repeated(json.path("by").textValue()),
                repeated(json.path("reason").textValue()),
                issuedAt.isIntegralNumber() ? issuedAt.longValue() : null);
    }

    private static String repeated(String text) {
        return text == null || text.length() <= MAX_REPEATED_LENGTH
                ? text
                : text.substring(0, MAX_REPEATED_LENGTH);
    }

    private static String readableSubject(JsonNode json) {
        String type = json.path("type").asText();
        if ((type.startsWith("board.") || type.startsWith("season."))
                && json.path("board").isTextual()) {
            return ControlUpdate.BOARD + json.path("board").textValue();
        }
        if (type.startsWith("param.") && json.path("name").isTextual()) {
            return ControlUpdate.PARAMETER + json.path("name").textValue();
        }
        boolean aboutAPlayer =
                type.startsWith("player.")
                        || type.startsWith("event.")
                        || type.startsWith("score.");
        if (aboutAPlayer && json.path("player_id").isValueNode()) {
            return ControlMessage.PLAYER + json.path("player_id").asText();
        }
        return null;
    }

    /** What must be right. */
    static ControlEnvelope parse(JsonFields fields, JsonNode json)
            throws InvalidDefinitionException {
        fields.text("type");
        String id = fields.text("id");
        if (id.isBlank() || id.length() > MAX_ID_LENGTH) {
            throw fields.invalid("id", "must have 1 to " + MAX_ID_LENGTH + " characters");
        }
        fields.text("by", null);
        fields.text("reason", null);
        fields.integer("issued_at", 0, Long.MAX_VALUE);
        return readable(json);
    }

    /** The rest of the message. */
    static ObjectNode bodyOf(JsonNode json) {
        ObjectNode body = json.deepCopy();
        return body.remove(FIELDS);
    }

    /** The envelope of a message that has none. */
    static ControlEnvelope ofBare(String type, RecordOrigin origin, String subject, long issuedAt) {
        return new ControlEnvelope(type, origin.toString(), subject, null, null, issuedAt);
    }

    String type() {
        return type;
    }

    String id() {
        return id;
    }

    String subject() {
        return subject;
    }

    String by() {
        return by;
    }

    String reason() {
        return reason;
    }

    Long issuedAt() {
        return issuedAt;
    }

    /** Its place among the messages about its subject that have no versions. */
    MessageOrder order() {
        return new MessageOrder(0, issuedAt, id);
    }
}
