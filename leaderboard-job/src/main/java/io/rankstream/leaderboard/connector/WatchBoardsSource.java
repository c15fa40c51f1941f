package io.rankstream.leaderboard.connector;

import io.rankstream.flink.source.OneSplitEnumerator;
import io.rankstream.leaderboard.config.AuditConfig;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardReport;
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
        return new OneSplitEnumerator<>(context, WatchSplit.initial(), getBoundedness());
    }

    @Override
    public SplitEnumerator<WatchSplit, Boolean> restoreEnumerator(
            SplitEnumeratorContext<WatchSplit> context, Boolean assigned) {
        return new OneSplitEnumerator<>(
                context, assigned ? null : WatchSplit.initial(), getBoundedness());
    }

    @Override
    public SimpleVersionedSerializer<WatchSplit> getSplitSerializer() {
        return new WatchSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return OneSplitEnumerator.serializer();
    }
}
