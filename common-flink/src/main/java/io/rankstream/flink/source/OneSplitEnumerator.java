package io.rankstream.flink.source;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Gives the one split of a source to the first reader. What it stores is whether it has done so:
 * then a reader has the split in its own state.
 */
public final class OneSplitEnumerator<S extends SourceSplit>
        implements SplitEnumerator<S, Boolean> {

    private final SplitEnumeratorContext<S> context;
    private final Boundedness boundedness;
    private S unassigned;

    /**
     * @param split the only one; null if it was assigned before
     * @param boundedness a reader of a bounded source ends with the split
     */
    public OneSplitEnumerator(SplitEnumeratorContext<S> context, S split, Boundedness boundedness) {
        this.context = context;
        this.unassigned = split;
        this.boundedness = boundedness;
    }

    /** What it stores, as bytes. */
    public static SimpleVersionedSerializer<Boolean> serializer() {
        return new AssignedSerializer();
    }

    @Override
    public void start() {}

    @Override
    public void addReader(int reader) {
        if (unassigned != null) {
            context.assignSplit(unassigned, reader);
            unassigned = null;
        }
        if (boundedness == Boundedness.BOUNDED) {
            context.signalNoMoreSplits(reader);
        }
    }

    @Override
    public void handleSplitRequest(int reader, String host) {}

    @Override
    public void addSplitsBack(List<S> splits, int reader) {
        for (S split : splits) {
            unassigned = split;
        }
    }

    @Override
    public Boolean snapshotState(long checkpointId) {
        return unassigned == null;
    }

    @Override
    public void close() {}

    private static final class AssignedSerializer implements SimpleVersionedSerializer<Boolean> {

        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(Boolean assigned) {
            return new byte[] {(byte) (assigned ? 1 : 0)};
        }

        @Override
        public Boolean deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "stored in version " + version + ", this release knows " + VERSION);
            }
            return serialized[0] == 1;
        }
    }
}
