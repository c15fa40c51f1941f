package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.AuditConfig;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardReport;
import io.rankstream.leaderboard.operator.ControlAnswer;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.RefillBoard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.Collector;
import org.apache.flink.util.UserCodeClassLoader;

/** Runs a {@link WatchBoardsReader} as the task of a source does, in the thread of the test. */
final class WatchRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long TURN_MILLIS = 10;

    private final Counters counters = new Counters();
    private final Reports reports = new Reports();
    private final WatchBoardsReader reader;

    private WatchRun(RedisConfig redis, AuditConfig audit) {
        reader =
                new WatchBoardsReader(
                        new Context(counters), redis, audit, System::currentTimeMillis);
    }

    static WatchRun start(RedisConfig redis, AuditConfig audit, WatchSplit restored) {
        WatchRun run = new WatchRun(redis, audit);
        run.reader.start();
        run.reader.addSplits(List.of(restored));
        return run;
    }

    /** Runs the reader until something is the case. */
    void until(BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come to be, reports: " + reports.broadcast);
            }
            try {
                reader.isAvailable().get(TURN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                continue;
            }
            reader.pollNext(reports);
        }
    }

    /** Takes a checkpoint that completes. */
    WatchSplit checkpoint(long id) {
        WatchSplit state = reader.snapshotState(id).get(0);
        reader.notifyCheckpointComplete(id);
        return state;
    }

    List<BoardProbe> probes() {
        List<BoardProbe> probes = new ArrayList<>();
        reports.byMember.forEach(probe -> probes.add((BoardProbe) probe));
        return probes;
    }

    List<BoardsLost> losses() {
        List<BoardsLost> losses = new ArrayList<>();
        for (BroadcastInput input : reports.broadcast) {
            if (input instanceof BoardsLost lost) {
                losses.add(lost);
            }
        }
        return losses;
    }

    List<RefillBoard> refills() {
        List<RefillBoard> refills = new ArrayList<>();
        for (BroadcastInput input : reports.broadcast) {
            if (input instanceof RefillBoard refill) {
                refills.add(refill);
            }
        }
        return refills;
    }

    List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (ControlAnswer answer : reports.answers) {
            answers.add(new String(answer.json(), StandardCharsets.UTF_8));
        }
        return answers;
    }

    long counter(String name) {
        return counters.byName.get(name).getCount();
    }

    @Override
    public void close() {
        reader.close();
    }

    /** Keeps reports as the pipeline parts them. */
    private static final class Reports implements ReaderOutput<BoardReport> {

        private final List<PlayerInput> byMember = new ArrayList<>();
        private final List<BroadcastInput> broadcast = new ArrayList<>();
        private final List<ControlAnswer> answers = new ArrayList<>();

        @Override
        public void collect(BoardReport report) {
            BoardReport.toMember(report, into(byMember));
            BoardReport.toAll(report, into(broadcast));
            BoardReport.toStatus(report, into(answers));
        }

        private static <T> Collector<T> into(List<T> list) {
            return new Collector<>() {
                @Override
                public void collect(T value) {
                    list.add(value);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void collect(BoardReport report, long timestamp) {
            throw new AssertionError("carries time");
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            throw new AssertionError("carries time");
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<BoardReport> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}
    }

    /** Counters by their names, whatever their group. */
    private static final class Counters extends UnregisteredMetricsGroup
            implements SourceReaderMetricGroup {

        private final Map<String, Counter> byName = new HashMap<>();

        @Override
        public Counter counter(String name) {
            return byName.computeIfAbsent(name, ignored -> new SimpleCounter());
        }

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }

        @Override
        public OperatorIOMetricGroup getIOMetricGroup() {
            return UnregisteredMetricsGroup.createOperatorIOMetricGroup();
        }

        @Override
        public Counter getNumRecordsInErrorsCounter() {
            return new SimpleCounter();
        }

        @Override
        public void setPendingBytesGauge(Gauge<Long> gauge) {}

        @Override
        public void setPendingRecordsGauge(Gauge<Long> gauge) {}
    }

    /** What a reader knows of its task. */
    private static final class Context implements SourceReaderContext {

        private final SourceReaderMetricGroup metrics;

        private Context(SourceReaderMetricGroup metrics) {
            this.metrics = metrics;
        }

        @Override
        public SourceReaderMetricGroup metricGroup() {
            return metrics;
        }

        @Override
        public Configuration getConfiguration() {
            return new Configuration();
        }

        @Override
        public String getLocalHostName() {
            return "localhost";
        }

        @Override
        public int getIndexOfSubtask() {
            return 0;
        }

        @Override
        public void sendSplitRequest() {
            throw new AssertionError("splits are not asked for");
        }

        @Override
        public void sendSourceEventToCoordinator(SourceEvent event) {
            throw new AssertionError("the coordinator takes no events");
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            throw new UnsupportedOperationException();
        }
    }
}
