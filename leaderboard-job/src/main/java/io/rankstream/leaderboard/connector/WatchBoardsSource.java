package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.AuditConfig;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardReport;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Closes the loop from Redis back into the job: reports when Redis has lost what the job wrote, and
 * reads all members of all boards, over and over, for the job to compare.
 *
 * <p>There is one split, so it runs at parallelism 1. It never ends, and no outage of Redis ends
 * it.
 */
public final class WatchBoardsSource implements Source<BoardReport, WatchSplit, Boolean> {

    private static final long serialVersionUID = 1L;

    private final RedisConfig redis;
    private final AuditConfig audit;

    public WatchBoardsSource(RedisConfig redis, AuditConfig audit) {
        this.redis = redis;
        this.audit = audit;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<BoardReport, WatchSplit> createReader(SourceReaderContext context) {
        return new WatchBoardsReader(context, redis, audit, System::currentTimeMillis);
    }

    @Override
    public SplitEnumerator<WatchSplit, Boolean> createEnumerator(
            SplitEnumeratorContext<WatchSplit> context) {
        return new Enumerator(context, WatchSplit.initial());
    }

    @Override
    public SplitEnumerator<WatchSplit, Boolean> restoreEnumerator(
            SplitEnumeratorContext<WatchSplit> context, Boolean assigned) {
        return new Enumerator(context, assigned ? null : WatchSplit.initial());
    }

    @Override
    public SimpleVersionedSerializer<WatchSplit> getSplitSerializer() {
        return new WatchSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return new AssignedSerializer();
    }

    /** Gives the one split to the first reader. */
    private static final class Enumerator implements SplitEnumerator<WatchSplit, Boolean> {

        private final SplitEnumeratorContext<WatchSplit> context;
        private WatchSplit unassigned;

        private Enumerator(SplitEnumeratorContext<WatchSplit> context, WatchSplit unassigned) {
            this.context = context;
            this.unassigned = unassigned;
        }

        @Override
        public void start() {}

        @Override
        public void addReader(int reader) {
            if (unassigned != null) {
                context.assignSplit(unassigned, reader);
                unassigned = null;
            }
        }

        @Override
        public void handleSplitRequest(int reader, String host) {}

        @Override
        public void addSplitsBack(List<WatchSplit> splits, int reader) {
            for (WatchSplit split : splits) {
                unassigned = split;
            }
        }

        @Override
        public Boolean snapshotState(long checkpointId) {
            return unassigned == null;
        }

        @Override
        public void close() {}
    }

    /** Stores whether the split was assigned: then a reader has it in its own state. */
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
