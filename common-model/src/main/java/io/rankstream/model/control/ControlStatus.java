package io.rankstream.model.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.event.RecordOrigin;
import java.nio.charset.StandardCharsets;

/** The one answer to a control message. */
public final class ControlStatus {

    /** What became of a message. */
    public enum Result {
        /** It has an effect, now or from the time it names. */
        APPLIED("applied"),
        /** What is in force was issued later. */
        SUPERSEDED("superseded"),
        /** It is wrong, and changes nothing. */
        REJECTED("rejected");

        private final String code;

        Result(String code) {
            this.code = code;
        }

        /** The word that answers use. */
        public String code() {
            return code;
        }
    }

    private static final String UNKNOWN_SUBJECT = "unknown";

    private final Result result;
    private final ControlEnvelope envelope;
    private final RecordOrigin origin;
    private final InvalidDefinitionException fault;
    private final String note;
    private final long at;
    private final ObjectNode inForce;

    private ControlStatus(
            Result result,
            ControlEnvelope envelope,
            RecordOrigin origin,
            InvalidDefinitionException fault,
            String note,
            long at,
            ObjectNode inForce) {
        this.result = result;
        this.envelope = envelope;
        this.origin = origin;
        this.fault = fault;
        this.note = note;
        this.at = at;
        this.inForce = inForce;
    }

    /**
     * @param note what is worth knowing beside, or null
     */
    static ControlStatus of(
            Result result, ControlEnvelope envelope, String note, long at, ObjectNode inForce) {
        return new ControlStatus(result, envelope, null, null, note, at, inForce);
    }

    static ControlStatus rejected(
            ControlEnvelope envelope,
            RecordOrigin origin,
            InvalidDefinitionException fault,
            long at,
            ObjectNode inForce) {
        return new ControlStatus(
                Result.REJECTED, envelope, origin, fault, fault.rule(), at, inForce);
    }

    public Result result() {
        return result;
    }

    /** What the answers about one subject share, so that they stay in order. */
    public String partitionKey() {
        return envelope.subject() == null ? UNKNOWN_SUBJECT : envelope.subject();
    }

    /** The answer as a record, UTF-8. A message that names no id is named by its origin. */
    public byte[] toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        putIfPresent(json, "id", envelope.id());
        if (envelope.id() == null) {
            json.put("origin", origin.toString());
        }
        putIfPresent(json, "type", envelope.type());
        putIfPresent(json, "subject", envelope.subject());
        json.put("status", result.code());
        if (fault != null) {
            json.put("field", fault.field());
            putIfPresent(json, "value", fault.value());
        }
        putIfPresent(json, "rule", note);
        putIfPresent(json, "by", envelope.by());
        putIfPresent(json, "reason", envelope.reason());
        if (envelope.issuedAt() != null) {
            json.put("issued_at", envelope.issuedAt());
        }
        json.put("at", at);
        json.set("in_force", inForce);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void putIfPresent(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    @Override
    public String toString() {
        return new String(toJson(), StandardCharsets.UTF_8);
    }
}
