package io.rankstream.model.event;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** Where a record was read: stream, shard and sequence number name it for good. */
public final class RecordOrigin {

    /** A shard and what it is written as: there are few, and each record names one. */
    private static final class Shard {

        /** The last of each hash. Two tasks may write at once; either is as good. */
        private static final Shard[] KNOWN = new Shard[256];

        private final byte[] streamBytes;
        private final byte[] shardBytes;
        private final String stream;
        private final String shard;

        private Shard(byte[] stream, byte[] shard) {
            this.streamBytes = stream;
            this.shardBytes = shard;
            this.stream = new String(stream, StandardCharsets.UTF_8);
            this.shard = new String(shard, StandardCharsets.UTF_8);
        }

        private static Shard of(byte[] stream, byte[] shard) {
            int hash = 31 * Arrays.hashCode(stream) + Arrays.hashCode(shard);
            int at = hash & (KNOWN.length - 1);
            Shard known = KNOWN[at];
            if (known == null
                    || !Arrays.equals(known.shardBytes, shard)
                    || !Arrays.equals(known.streamBytes, stream)) {
                known = new Shard(stream, shard);
                KNOWN[at] = known;
            }
            return known;
        }
    }

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
        byte[] stream = Texts.readBytes(in);
        if (stream == null) {
            return null;
        }
        Shard shard = Shard.of(stream, Texts.readBytes(in));
        return new RecordOrigin(shard.stream, shard.shard, Texts.read(in));
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
