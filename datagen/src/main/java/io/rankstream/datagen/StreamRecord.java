package io.rankstream.datagen;

/** One record for the events stream; a copy of it holds the very same bytes. */
public final class StreamRecord {

    /** What was done to the event on purpose. */
    public enum Kind {
        ON_TIME,
        LATE_BY_MINUTES,
        LATE_BY_DAYS,
        BAD
    }

    private final String partitionKey;
    private final byte[] data;
    private final Kind kind;
    private final boolean copy;

    private StreamRecord(String partitionKey, byte[] data, Kind kind, boolean copy) {
        this.partitionKey = partitionKey;
        this.data = data;
        this.kind = kind;
        this.copy = copy;
    }

    static StreamRecord of(String partitionKey, byte[] data, Kind kind) {
        return new StreamRecord(partitionKey, data, kind, false);
    }

    StreamRecord copied() {
        return new StreamRecord(partitionKey, data, kind, true);
    }

    /** The player, so that all copies of a record go to one shard. */
    public String partitionKey() {
        return partitionKey;
    }

    /** The bytes, shared and not to be changed. */
    public byte[] data() {
        return data;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same bytes have been sent before. */
    public boolean copy() {
        return copy;
    }
}
