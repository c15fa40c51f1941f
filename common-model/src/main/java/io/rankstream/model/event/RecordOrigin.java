package io.rankstream.model.event;

import java.util.Objects;

/** Where a record was read: stream, shard and sequence number name it for good. */
public final class RecordOrigin {

    private final String stream;
    private final String shard;
    private final String sequenceNumber;

    public RecordOrigin(String stream, String shard, String sequenceNumber) {
        this.stream = Objects.requireNonNull(stream);
        this.shard = Objects.requireNonNull(shard);
        this.sequenceNumber = Objects.requireNonNull(sequenceNumber);
    }

    public String stream() {
        return stream;
    }

    public String shard() {
        return shard;
    }

    public String sequenceNumber() {
        return sequenceNumber;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordOrigin
                && stream.equals(((RecordOrigin) other).stream)
                && shard.equals(((RecordOrigin) other).shard)
                && sequenceNumber.equals(((RecordOrigin) other).sequenceNumber);
    }

    @Override
    public int hashCode() {
        return Objects.hash(stream, shard, sequenceNumber);
    }

    @Override
    public String toString() {
        return stream + "/" + shard + "/" + sequenceNumber;
    }
}
