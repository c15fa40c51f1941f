package io.rankstream.replay.republish;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The whole range, and how far it has been sent: one reader keeps the order. */
final class ArchiveSplit implements SourceSplit {

    static final String ID = "archive";

    private final ReplayPosition position;

    private ArchiveSplit(ReplayPosition position) {
        this.position = position;
    }

    static ArchiveSplit initial() {
        return new ArchiveSplit(null);
    }

    /** The rest after a record. */
    static ArchiveSplit after(ReplayPosition position) {
        return new ArchiveSplit(position);
    }

    @Override
    public String splitId() {
        return ID;
    }

    /** The last record that was sent; empty before the first. */
    Optional<ReplayPosition> position() {
        return Optional.ofNullable(position);
    }

    /** How a split is stored. */
    static final class Serializer implements SimpleVersionedSerializer<ArchiveSplit> {

        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(ArchiveSplit split) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeBoolean(split.position != null);
            if (split.position != null) {
                split.position.write(out);
            }
            return bytes.toByteArray();
        }

        @Override
        public ArchiveSplit deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "stored in version " + version + ", this release knows " + VERSION);
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
            return in.readBoolean() ? after(ReplayPosition.read(in)) : initial();
        }
    }
}
