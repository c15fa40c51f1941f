package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;

/** Which of several messages about one subject is the last, whatever the order they arrive in. */
final class MessageOrder implements Comparable<MessageOrder> {

    /** Before every message: what properties say. */
    static final long FROM_PROPERTIES = Long.MIN_VALUE;

    private static final Comparator<MessageOrder> ORDER =
            Comparator.comparingInt((MessageOrder order) -> order.version)
                    .thenComparingLong(order -> order.issuedAt)
                    .thenComparing(order -> order.id);

    private final int version;
    private final long issuedAt;
    private final String id;

    MessageOrder(int version, long issuedAt, String id) {
        this.version = version;
        this.issuedAt = issuedAt;
        this.id = id;
    }

    long issuedAt() {
        return issuedAt;
    }

    String id() {
        return id;
    }

    /** The same place among messages that have no versions. */
    MessageOrder unversioned() {
        return version == 0 ? this : new MessageOrder(0, issuedAt, id);
    }

    /** Adds what {@link #of} reads; the version is the writer's business. */
    ObjectNode addTo(ObjectNode json) {
        return json.put("issued_at", issuedAt).put("id", id);
    }

    /** The place that {@link #addTo} has written, among messages of a version, or 0 for none. */
    static MessageOrder of(int version, JsonNode json) {
        return new MessageOrder(
                version, json.required("issued_at").longValue(), json.required("id").textValue());
    }

    @Override
    public int compareTo(MessageOrder other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageOrder && compareTo((MessageOrder) other) == 0;
    }

    @Override
    public int hashCode() {
        return id.hashCode() * 31 + Long.hashCode(issuedAt);
    }

    @Override
    public String toString() {
        return issuedAt + " " + id;
    }
}
