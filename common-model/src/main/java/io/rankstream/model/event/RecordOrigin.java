package io.rankstream.model.event;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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

    /** Writes an origin, or that there is none. */
    public static void write(RecordOrigin origin, DataOutput out) throws IOException {
        if (origin == null) {
            Texts.write(null, out);
            return;
        }
        Texts.write(origin.stream, out);
        Texts.write(origin.shard, out);
        Texts.write(origin.sequenceNumber, out);
    }

    /** What was written: an origin, or null where there was none. */
    public static RecordOrigin read(DataInput in) throws IOException {
        String stream = Texts.read(in);
        return stream == null ? null : new RecordOrigin(stream, Texts.read(in), Texts.read(in));
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
