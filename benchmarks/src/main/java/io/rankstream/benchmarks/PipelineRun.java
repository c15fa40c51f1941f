package io.rankstream.benchmarks;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.LeaderboardPipeline;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.operator.BoardReport;
import io.rankstream.leaderboard.operator.ScoringTypes;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/**
 * One run of the whole leaderboard pipeline in this JVM, from bytes in memory to a store in memory.
 *
 * <p>Timed is from when the first record has been written, so that every task is up, until the last
 * one has been. Starting and ending the job are not.
 */
final class PipelineRun {

    /** Between two checkpoints, as in production more than a few seconds. */
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

    /** For RocksDB; what a task slot of Managed Flink has is of this order. */
    private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(512);

    /** The buffers between two tasks hold far less than is processed in this time. */
    private static final long PATIENCE_SECONDS = 60;

    private static final Map<String, PipelineRun> RUNS = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final RacingRecords records;
    private final LeaderboardConfig config;
    private final Path folder;

    private final Map<String, Map<String, Double>> boards = new ConcurrentHashMap<>();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private final CountDownLatch firstWritten;
    private final CountDownLatch lastWritten;
    private final CountDownLatch deadLettersDue;
    private final CompletableFuture<Void> allWritten = new CompletableFuture<>();
    private volatile long startedAt;
    private volatile long endedAt;

    /**
     * @param folder takes RocksDB's files and the checkpoints
     */
    PipelineRun(RacingRecords records, LeaderboardConfig config, Path folder) {
        this.records = records;
        this.config = config;
        this.folder = folder;
        firstWritten = new CountDownLatch(records.known().boardsOf(RacingRecords.FIRST_PLAYER));
        lastWritten = new CountDownLatch(records.known().boardsOf(RacingRecords.LAST_PLAYER));
        deadLettersDue = new CountDownLatch((int) records.known().late());
    }

    /**
     * Runs the job until everything is written, and compares what it wrote with what it had to.
     *
     * @return nanoseconds for all records but the first
     * @throws InexactRunException if any score differs
     */
    long execute() throws Exception {
        RUNS.put(id, this);
        try {
            StreamExecutionEnvironment env = JobEnvironment.strict();
            env.configure(configuration(), getClass().getClassLoader());
            define(env);
            runUntilWritten(env.executeAsync("leaderboard benchmark"));
        } finally {
            RUNS.remove(id);
        }
        records.known().requireEqual(boards);
        requireEqual("dead letters", records.known().late(), deadLetters.sum());
        requireEqual("control answers", 0, answers.sum());
        return endedAt - startedAt;
    }

    /** The job is cancelled: an end of its input would close and forget all it knows. */
    private void runUntilWritten(JobClient job) throws Exception {
        CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
        CompletableFuture.anyOf(result, allWritten).get();
        boolean complete = deadLettersDue.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        job.cancel().get();
        result.handle((success, failure) -> failure).get();
        if (!complete) {
            throw new InexactRunException("dead letters are missing");
        }
    }

    private static void requireEqual(String what, long expected, long actual) {
        if (actual != expected) {
            throw new InexactRunException(actual + " " + what + ", not " + expected);
        }
    }

    private Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        configuration.set(CoreOptions.TMP_DIRS, folder + File.separator + "state");
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_MEMORY);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(RestOptions.ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        return configuration;
    }

    private void define(StreamExecutionEnvironment env) {
        LeaderboardPipeline.define(
                new LeaderboardPipeline.Sources(
                        source(
                                env,
                                "events",
                                new RecordSource(id),
                                ModelTypes.parsedRecord(config.scoring().eventFields())),
                        source(env, "control", new SilentSource<>(), ScoringTypes.CONTROL_RECORD),
                        source(
                                env,
                                "players",
                                new SilentSource<>(),
                                ModelTypes.row(config.scoring().profile().columns())),
                        source(env, "watch-boards", new SilentSource<>(), BoardReport.TYPE)),
                new LeaderboardPipeline.Sinks(
                        new MemoryBoardWriter.Factory(id),
                        Optional.empty(),
                        new NotingSink<>(id, PipelineRun::answer),
                        new NotingSink<>(id, PipelineRun::deadLetter),
                        Optional.empty(),
                        Optional.empty()),
                config);
    }

    @SuppressWarnings("deprecation") // The form of the Kinesis consumer that the job reads with.
    private static <T> DataStream<T> source(
            StreamExecutionEnvironment env,
            String uid,
            SourceFunction<T> function,
            TypeInformation<T> type) {
        return env.addSource(function, uid, type).uid(uid);
    }

    /** The run of this id; tasks carry the id alone. */
    static PipelineRun of(String id) {
        PipelineRun run = RUNS.get(id);
        if (run == null) {
            throw new IllegalStateException("no run " + id + " in this JVM");
        }
        return run;
    }

    RacingRecords records() {
        return records;
    }

    RecordParser newParser() {
        return new RecordParser(records, config.scoring());
    }

    /** Starts the time, once the first record is on all its boards. */
    void awaitFirst() throws InterruptedException {
        await(firstWritten, "first");
        startedAt = System.nanoTime();
    }

    /** Waits until the last record is on all its boards. */
    void awaitLast() throws InterruptedException {
        await(lastWritten, "last");
        allWritten.complete(null);
    }

    private static void await(CountDownLatch written, String which) throws InterruptedException {
        if (!written.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new InexactRunException("the " + which + " record did not reach all its boards");
        }
    }

    /** Takes note of a score that was written. */
    void written(String member) {
        if (member.equals(RacingRecords.LAST_PLAYER)) {
            // The last of these calls is the one that counts, and nothing comes after it.
            endedAt = System.nanoTime();
            lastWritten.countDown();
        } else if (member.equals(RacingRecords.FIRST_PLAYER)) {
            firstWritten.countDown();
        }
    }

    void putBoards(Map<String, Map<String, Double>> written) {
        boards.putAll(written);
    }

    void deadLetter() {
        deadLetters.increment();
        deadLettersDue.countDown();
    }

    void answer() {
        answers.increment();
    }
}
