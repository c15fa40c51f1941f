package io.rankstream.leaderboard.connector;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.leaderboard.config.AuditConfig;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardReport;
import io.rankstream.leaderboard.operator.BoardWriteException;
import io.rankstream.leaderboard.operator.LeaderboardMetrics;
import io.rankstream.model.command.RegisteredKey;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.RefillBoard;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/**
 * Reads Redis for {@link WatchBoardsSource}, one step after the other: a look at the lineage when
 * it is time for one, else the next page of the audit.
 *
 * <p>A step waits for Redis on a thread of its own, so an outage holds up no checkpoint. What it
 * found is taken in, and reported, on the task's thread and all at once: a checkpoint falls before
 * or after.
 */
final class WatchBoardsReader implements SourceReader<BoardReport, WatchSplit> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchBoardsReader.class);

    private static final long FIRST_BACKOFF_MILLIS = 50;

    /** Doubles at the most up to about a day, long before which the configured limit holds. */
    private static final int MOST_DOUBLINGS = 20;

    /** Takes in what a step has found. */
    private interface Outcome {
        void apply(ReaderOutput<BoardReport> out);
    }

    private final RedisConfig redisConfig;
    private final AuditConfig auditConfig;
    private final LongSupplier clock;

    private final Counter auditRounds;
    private final Counter boardLosses;
    private final Counter watchRetries;

    private final Object lock = new Object();
    private Outcome outcome;
    private CompletableFuture<Void> available = new CompletableFuture<>();

    private ScheduledExecutorService thread;
    private ScheduledFuture<?> underWay;
    private WatchedRedis redis;

    private WatchSplit split;
    private LineageWatch lineage;
    private AuditRound audit;
    private RefillWatch refills;
    private long lookAt;
    private int failures;
    private boolean auditing;
    private boolean auditFailed;
    private long failingSince;

    WatchBoardsReader(
            SourceReaderContext context,
            RedisConfig redisConfig,
            AuditConfig auditConfig,
            LongSupplier clock) {
        this.redisConfig = redisConfig;
        this.auditConfig = auditConfig;
        this.clock = clock;
        JobMetrics metrics = new JobMetrics(context.metricGroup());
        auditRounds = metrics.counter(LeaderboardMetrics.AUDIT_ROUNDS);
        boardLosses = metrics.counter(LeaderboardMetrics.BOARD_LOSSES);
        watchRetries = metrics.counter(LeaderboardMetrics.WATCH_RETRIES);
    }

    @Override
    public void start() {
        redis = new WatchedRedis(redisConfig);
        thread =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread watch = new Thread(work, "watch-boards");
                            watch.setDaemon(true);
                            return watch;
                        });
        if (split != null) {
            nextStep();
        }
    }

    @Override
    public void addSplits(List<WatchSplit> splits) {
        if (split != null || splits.size() != 1) {
            throw new IllegalStateException("there is one split alone, but came " + splits);
        }
        split = splits.get(0);
        lineage = new LineageWatch(split);
        audit = new AuditRound(auditConfig, split);
        refills = new RefillWatch(split);
        if (thread != null) {
            nextStep();
        }
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public InputStatus pollNext(ReaderOutput<BoardReport> out) {
        Outcome taken;
        synchronized (lock) {
            taken = outcome;
            if (taken == null) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            outcome = null;
            available = new CompletableFuture<>();
        }
        taken.apply(out);
        return InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        synchronized (lock) {
            return available;
        }
    }

    private void nextStep() {
        long now = clock.getAsLong();
        if (now < lookAt && lineage.isSettled()) {
            AuditRound.Step step = now < audit.dueAt() ? null : audit.next(now);
            if (step != null) {
                auditStep(step);
                return;
            }
        }
        long due = lineage.isSettled() ? Math.min(lookAt, audit.dueAt()) : lookAt;
        if (now < due) {
            submit(due - now, ignored -> null, nothing -> out -> nextStep());
            return;
        }
        lookStep();
    }

    private void lookStep() {
        auditing = false;
        LineageWatch.Request request = lineage.request();
        Map<String, Set<Integer>> shadows = refills.shadows();
        submit(
                0,
                watched -> watched.look(request, shadows),
                seen ->
                        out -> {
                            takeIn(request, seen, out);
                            nextStep();
                        });
    }

    private void takeIn(
            LineageWatch.Request request, WatchedRedis.Seen seen, ReaderOutput<BoardReport> out) {
        if (!auditFailed) {
            recovered();
        }
        LineageWatch.Loss loss =
                lineage.seen(request, seen.mark(), seen.beat(), !seen.boards().isEmpty());
        if (loss != null) {
            LOG.warn(
                    "Redis at {}:{} does not hold what was written, all of it is written again: {}",
                    redisConfig.host(),
                    redisConfig.port(),
                    loss);
            boardLosses.inc();
            out.collect(BoardReport.of(loss.lost()));
            out.collect(BoardReport.of(loss.answer(clock.getAsLong())));
        }
        if (lineage.isSettled()) {
            for (RefillBoard refill : refills.seen(seen.boards(), seen.refills())) {
                out.collect(BoardReport.of(refill));
            }
        }
        audit.boards(seen.boards());
        // What has to be asked before anything else is known is asked at once.
        lookAt =
                lineage.isSettled()
                        ? clock.getAsLong() + auditConfig.pollInterval().toMillis()
                        : clock.getAsLong();
    }

    private void auditStep(AuditRound.Step step) {
        auditing = true;
        if (step.key() != null) {
            submit(
                    0,
                    watched -> watched.scan(step.key().key(), step.cursor()),
                    page ->
                            out -> {
                                recovered();
                                report(step, page, out);
                                nextStep();
                            });
        } else if (step.counts()) {
            submit(
                    0,
                    watched -> {
                        NavigableMap<String, RegisteredKey> keys = watched.keys(step.board());
                        return Map.entry(keys, watched.members(keys.keySet()));
                    },
                    count ->
                            out -> {
                                recovered();
                                refills.keys(step.board(), count.getKey().values());
                                audit.counted(count.getKey().size(), count.getValue());
                                nextStep();
                            });
        } else {
            submit(
                    0,
                    watched -> watched.keys(step.board()),
                    keys ->
                            out -> {
                                recovered();
                                audit.listed(keys);
                                nextStep();
                            });
        }
    }

    private void report(
            AuditRound.Step step, ScanResult<Tuple> page, ReaderOutput<BoardReport> out) {
        RegisteredKey key = step.key();
        for (Tuple member : page.getResult()) {
            out.collect(
                    BoardReport.of(
                            new BoardProbe(
                                    step.board(),
                                    key.shadowVersion(),
                                    key.partition(),
                                    key.window(),
                                    member.getElement(),
                                    member.getScore())));
        }
        long rounds = audit.rounds();
        audit.scanned(page.getCursor(), page.getResult().size(), clock.getAsLong());
        auditRounds.inc(audit.rounds() - rounds);
    }

    /** Executes a step on the watch's thread; its outcome is taken in by {@link #pollNext}. */
    private <T> void submit(
            long delayMillis, Function<WatchedRedis, T> step, Function<T, Outcome> takeIn) {
        underWay = thread.schedule(() -> execute(step, takeIn), delayMillis, TimeUnit.MILLISECONDS);
    }

    private <T> void execute(Function<WatchedRedis, T> step, Function<T, Outcome> takeIn) {
        Outcome result;
        try {
            result = takeIn.apply(step.apply(redis));
        } catch (JedisException e) {
            result = out -> failed(e);
        } catch (RuntimeException | Error e) {
            result =
                    out -> {
                        throw e;
                    };
        }
        synchronized (lock) {
            outcome = result;
            available.complete(null);
        }
    }

    private void failed(JedisException e) {
        if (!RedisFailures.passes(e, redisConfig.cluster())) {
            throw new BoardWriteException(
                    "Redis at "
                            + redisConfig.host()
                            + ":"
                            + redisConfig.port()
                            + " cannot be watched: "
                            + e.getMessage()
                            + ". Remedy: "
                            + RedisFailures.remedy(e),
                    e);
        }
        watchRetries.inc();
        if (failures == 0) {
            failingSince = clock.getAsLong();
            LOG.warn(
                    "Redis at {}:{} cannot be watched, trying again until it can: {}",
                    redisConfig.host(),
                    redisConfig.port(),
                    e.toString());
        }
        failures++;
        // Of a cluster, the node with the lineage may answer while that of a board does not.
        auditFailed |= auditing;
        audit.interrupted();
        long growing = FIRST_BACKOFF_MILLIS << Math.min(failures - 1, MOST_DOUBLINGS);
        long pause = Math.min(growing, redisConfig.retryMaxBackoff().toMillis());
        lookAt = clock.getAsLong() + pause;
        submit(pause, ignored -> null, nothing -> out -> lookStep());
    }

    private void recovered() {
        if (failures > 0) {
            LOG.info(
                    "Redis at {}:{} can be watched again after {} ms and {} failed attempts",
                    redisConfig.host(),
                    redisConfig.port(),
                    clock.getAsLong() - failingSince,
                    failures);
            failures = 0;
            auditFailed = false;
        }
    }

    @Override
    public List<WatchSplit> snapshotState(long checkpointId) {
        return split == null
                ? List.of()
                : List.of(
                        lineage.snapshot(
                                checkpointId,
                                audit.board(),
                                audit.key(),
                                audit.cursor(),
                                refills.reported()));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        if (split != null) {
            lineage.completed(checkpointId);
        }
    }

    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        if (underWay != null) {
            underWay.cancel(true);
        }
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(
                    redisConfig.readTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a look at Redis did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        redis.close();
    }
}
