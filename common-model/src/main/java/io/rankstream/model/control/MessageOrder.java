package io.rankstream.model.control;

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
        return new MessageOrder(0, issuedAt, id);
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
}
