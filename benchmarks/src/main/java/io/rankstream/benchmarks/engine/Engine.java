package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.Boards;
import io.rankstream.benchmarks.load.KnownBoards;
import io.rankstream.benchmarks.load.RacingPlan;
import io.rankstream.benchmarks.load.RacingRecords;
import io.rankstream.benchmarks.parts.PartsRun;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.connector.JedisBoardWriterFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;

/** What can be measured on the records. */
public enum Engine {
    /** The leaderboard job, its boards discarded. */
    PIPELINE,
    /** Reading and parsing as the leaderboard job does, alone. */
    PARSE,
    /** Reading and parsing alone, in two tasks: each record goes to that of its player. */
    SHUFFLE,
    /** Flink SQL, a query for each window. */
    SQL,
    /** Flink SQL, a query for each board. */
    SQL_EACH,
    /** A plain DataStream job: Flink's windows, a state for each board. */
    NAIVE,
    /** The leaderboard job on a real Redis. */
    REDIS,
    /** The leaderboard job on a Redis cluster of three masters. */
    REDIS_CLUSTER,
    /** A consumer that adds events to Redis as they come. */
    DIRECT,
    /** Our Redis writer beside plain pipelined ZADDs; figures are commands a second. */
    SINK,
    /** The same in cluster mode. */
    SINK_CLUSTER,
    /** Our parser beside Jackson's streaming parser. */
    PARSER,
    /** The bytes of the records written to the local S3 as they are. */
    S3_COPY,
    /** The archive job on the local S3. */
    ARCHIVE,
    /** Reading the files of the archive job. */
    ARCHIVE_FILES,
    /** The replay job at full speed, its records discarded. */
    REPLAY,
    /** The replay job making the boards from the archive. */
    REBUILD,
    /** Listing a year of hours of the archive; its events are files. */
    LISTING,
    /** The deployed job on local servers; its events are the seconds that each share takes. */
    LIVE,
    /** Single steps, with JMH; its events are the seconds that each step takes. */
    PARTS;

    private static final long SEED = 1;
    private static final long WARMUP_SEED = 2;

    /** Players beyond whom some stand for all in the comparison, which would not fit the heap. */
    private static final int MOST_COMPARED = 200_000;

    private static final int ONE_IN = 8;

    /**
     * Warms up, measures once and compares the results.
     *
     * @param folder for files, which are gone in the end
     */
    public static CaseResult run(CaseSpec spec, Path folder) throws Exception {
        if (spec.engine() == LIVE) {
            Path home = Path.of(System.getProperty("rankstream.home", "")).toAbsolutePath();
            return new LiveRun(home, folder, Duration.ofSeconds(spec.events())).run();
        }
        if (spec.engine() == PARTS) {
            return new CaseResult(0, PartsRun.run(spec.events()));
        }
        if (spec.engine() == LISTING) {
            return new ListingRun(folder, spec.events()).run();
        }
        if (!EnumSet.of(PARSER, SINK, SINK_CLUSTER).contains(spec.engine())) {
            // The others do so themselves.
            run(spec, WARMUP_SEED, spec.warmup(), folder.resolve("warmup"));
        }
        return measure(spec, folder.resolve("measured"));
    }

    /** Measures once without warming up. */
    static CaseResult measure(CaseSpec spec, Path folder) throws Exception {
        return run(spec, SEED, spec.events(), folder);
    }

    private static CaseResult run(CaseSpec spec, long seed, int events, Path folder)
            throws Exception {
        RacingPlan plan = RacingPlan.usual(seed, events, spec.players());
        // What warms up only need not fill the disk.
        boolean preload = spec.preload() && seed == SEED;
        RacingRecords records = new RacingRecords(preload ? plan.preloaded() : plan);
        KnownBoards known =
                new KnownBoards(
                        records,
                        Boards.of(spec.boards()),
                        preload && spec.players() > MOST_COMPARED ? ONE_IN : 1);
        return switch (spec.engine()) {
            case DIRECT -> new DirectLoop(records, known).run();
            case PARSER ->
                    new ParserLoop(records, config(spec, known, folder, Map.of()).scoring()).run();
            case REDIS -> onRedis(spec, records, known, folder, false);
            case REDIS_CLUSTER -> onRedis(spec, records, known, folder, true);
            case SINK -> sink(spec, records, known, folder, false);
            case SINK_CLUSTER -> sink(spec, records, known, folder, true);
            case S3_COPY, ARCHIVE, ARCHIVE_FILES, REPLAY, REBUILD ->
                    ArchiveRun.run(spec.engine(), records, known, folder);
            default -> flink(spec, job(spec, known, folder), records, known, folder);
        };
    }

    private static FlinkJob job(CaseSpec spec, KnownBoards known, Path folder) throws IOException {
        return switch (spec.engine()) {
            case PIPELINE ->
                    new PipelineJob(
                            config(spec, known, folder, Map.of()),
                            spec.parallelism(),
                            spec.columns(),
                            Optional.empty());
            case PARSE, SHUFFLE ->
                    new ParseJob(
                            config(spec, known, folder, Map.of()),
                            spec.parallelism(),
                            spec.engine() == SHUFFLE);
            case SQL -> new SqlJob(known.boards(), spec.parallelism(), true);
            case SQL_EACH -> new SqlJob(known.boards(), spec.parallelism(), false);
            case NAIVE -> new NaiveJob(known.boards(), spec.parallelism());
            default -> throw new IllegalArgumentException(spec.engine() + " is no job");
        };
    }

    private static CaseResult flink(
            CaseSpec spec, FlinkJob job, RacingRecords records, KnownBoards known, Path folder)
            throws Exception {
        try (TimedRun run =
                job.writesBoards()
                        ? new TimedRun(records, known)
                        : TimedRun.withoutBoards(records, known)) {
            Map<String, Double> figures =
                    new FlinkRun(job, run, spec.parallelism(), spec.state()).execute(folder);
            if (spec.state()) {
                figures.put(
                        "state_bytes_per_player_and_board",
                        figures.get("state_bytes") / records.distinctPlayers() / spec.boards());
            }
            return new CaseResult(records.load() * 1e9 / run.nanos(), figures);
        }
    }

    private static CaseResult onRedis(
            CaseSpec spec, RacingRecords records, KnownBoards known, Path folder, boolean cluster)
            throws Exception {
        try (RedisServer redis = RedisServer.start(cluster)) {
            LeaderboardConfig config =
                    config(spec, known, folder, Map.of("redis", redis.properties()));
            FlinkJob job =
                    new PipelineJob(
                            config,
                            spec.parallelism(),
                            spec.columns(),
                            Optional.of(new JedisBoardWriterFactory(config.redis())));
            CaseResult result = flink(spec, job, records, known, folder);
            try (UnifiedJedis client = redis.connect()) {
                known.compare(key -> RedisServer.scores(client, key)).requireNone();
            }
            return result;
        }
    }

    private static CaseResult sink(
            CaseSpec spec, RacingRecords records, KnownBoards known, Path folder, boolean cluster)
            throws Exception {
        String name = folder.toString();
        LeaderboardConfig discarding = config(spec, known, folder, Map.of());
        FlinkJob job =
                new PipelineJob(
                        discarding,
                        spec.parallelism(),
                        spec.columns(),
                        Optional.of(new CapturingWriter.Factory(name)));
        flink(spec, job, records, known, folder);
        try (RedisServer redis = RedisServer.start(cluster)) {
            LeaderboardConfig config =
                    config(spec, known, folder, Map.of("redis", redis.properties()));
            return new SinkLoop(CapturingWriter.take(name), known, config, redis).run();
        }
    }

    private static LeaderboardConfig config(
            CaseSpec spec, KnownBoards known, Path folder, Map<String, Map<String, String>> more)
            throws IOException {
        return JobSettings.leaderboard(folder, known.boards(), spec.columns(), more);
    }
}
