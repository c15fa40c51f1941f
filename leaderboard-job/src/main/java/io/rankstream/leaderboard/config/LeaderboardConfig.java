package io.rankstream.leaderboard.config;

import io.rankstream.flink.cdc.DimensionOptions;
import io.rankstream.flink.cdc.DimensionTable;
import io.rankstream.flink.cdc.MySqlConnection;
import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.flink.event.EventConfig;
import io.rankstream.flink.event.EventOptions;
import io.rankstream.flink.kinesis.KinesisConnection;
import io.rankstream.flink.kinesis.ReadingPace;
import io.rankstream.flink.kinesis.StartPosition;
import io.rankstream.flink.kinesis.StreamOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that may be tuned on the leaderboard job. Read once, in {@code main}. */
public final class LeaderboardConfig {

    private static final OptionGroup[] GROUPS = {
        KinesisConnection.OPTIONS,
        EventOptions.GROUP,
        LeaderboardOptions.REPLAY,
        LeaderboardOptions.CONTROL,
        LeaderboardOptions.CONTROL_STATUS,
        LeaderboardOptions.DEAD_LETTERS,
        LeaderboardOptions.RESULTS,
        MySqlConnection.OPTIONS,
        LeaderboardOptions.DIMENSION,
        LeaderboardOptions.SCORING,
        LeaderboardOptions.SESSIONS,
        LeaderboardOptions.AUDIT,
        LeaderboardOptions.REDIS,
        LeaderboardOptions.REDIS_MIRROR,
        LeaderboardOptions.STANDINGS,
        LeaderboardOptions.BOARDS,
        LeaderboardOptions.PARAMS
    };

    private final KinesisConnection kinesis;
    private final List<String> eventStreams;
    private final StartPosition eventsStart;
    private final ReadingPace readingPace;
    private final Duration idleAfter;
    private final Optional<String> replayStream;
    private final StartPosition replayStart;
    private final String controlStream;
    private final String controlStatusStream;
    private final String deadLetterStream;
    private final Optional<String> resultsStream;
    private final MySqlConnection mysql;
    private final DimensionTable playerTable;
    private final RedisConfig redis;
    private final Optional<RedisConfig> mirror;
    private final Optional<StandingsConfig> standings;
    private final AuditConfig audit;
    private final ScoringConfig scoring;

    private LeaderboardConfig(RuntimeConfiguration runtime) {
        kinesis = KinesisConnection.from(runtime.group(KinesisConnection.OPTIONS.name()));
        eventStreams = EventConfig.from(runtime).streams();
        eventsStart = EventConfig.start(runtime);
        readingPace = EventConfig.readingPace(runtime);
        idleAfter = runtime.group(EventOptions.GROUP.name()).get(EventOptions.IDLE_AFTER);
        PropertyGroup replay = runtime.group(LeaderboardOptions.REPLAY.name());
        replayStream = replayStream(replay, eventStreams);
        replayStart = replay.get(LeaderboardOptions.REPLAY_START);
        controlStream =
                runtime.group(LeaderboardOptions.CONTROL.name()).get(StreamOptions.CONTROL_STREAM);
        controlStatusStream =
                runtime.group(LeaderboardOptions.CONTROL_STATUS.name())
                        .get(LeaderboardOptions.CONTROL_STATUS_STREAM);
        deadLetterStream =
                runtime.group(LeaderboardOptions.DEAD_LETTERS.name())
                        .get(StreamOptions.DEAD_LETTER_STREAM);
        resultsStream =
                runtime.group(LeaderboardOptions.RESULTS.name())
                        .find(LeaderboardOptions.RESULTS_STREAM);
        mysql = MySqlConnection.from(runtime.group(MySqlConnection.OPTIONS.name()));
        playerTable =
                DimensionOptions.playerTable(runtime.group(LeaderboardOptions.DIMENSION.name()));
        redis = RedisConfig.from(runtime.group(LeaderboardOptions.REDIS.name()));
        mirror =
                runtime.has(LeaderboardOptions.REDIS_MIRROR.name())
                        ? Optional.of(
                                RedisConfig.from(
                                        runtime.group(LeaderboardOptions.REDIS_MIRROR.name())))
                        : Optional.empty();
        standings = StandingsConfig.from(runtime.group(LeaderboardOptions.STANDINGS.name()));
        audit = AuditConfig.from(runtime.group(LeaderboardOptions.AUDIT.name()));
        scoring = ScoringConfig.from(runtime);
    }

    /**
     * Reads the properties.
     *
     * @throws InvalidConfigurationException naming the key, the value and what is allowed
     */
    public static LeaderboardConfig from(RuntimeConfiguration runtime) {
        return new LeaderboardConfig(runtime.declare(GROUPS));
    }

    /** Every property group of the job, in the order of the documentation. */
    public static List<OptionGroup> groups() {
        return List.of(GROUPS);
    }

    private static Optional<String> replayStream(PropertyGroup replay, List<String> eventStreams) {
        Optional<String> stream = replay.find(StreamOptions.REPLAY_STREAM);
        if (stream.isPresent() && eventStreams.contains(stream.get())) {
            throw replay.refusal(
                    StreamOptions.REPLAY_STREAM,
                    "'" + stream.get() + "' is one of events.streams, whose records are no replay");
        }
        return stream;
    }

    public KinesisConnection kinesis() {
        return kinesis;
    }

    public List<String> eventStreams() {
        return eventStreams;
    }

    /** Where a start without a snapshot begins to read events. */
    public StartPosition eventsStart() {
        return eventsStart;
    }

    public ReadingPace readingPace() {
        return readingPace;
    }

    /** After how long without events the wall clock takes over. */
    public Duration idleAfter() {
        return idleAfter;
    }

    /** The stream that replays write to, if any is read. */
    public Optional<String> replayStream() {
        return replayStream;
    }

    /** Where a start without a snapshot begins to read replays. */
    public StartPosition replayStart() {
        return replayStart;
    }

    public String controlStream() {
        return controlStream;
    }

    public String controlStatusStream() {
        return controlStatusStream;
    }

    public String deadLetterStream() {
        return deadLetterStream;
    }

    /** Where what was written is published, if anywhere. */
    public Optional<String> resultsStream() {
        return resultsStream;
    }

    public MySqlConnection mysql() {
        return mysql;
    }

    public DimensionTable playerTable() {
        return playerTable;
    }

    public RedisConfig redis() {
        return redis;
    }

    /** A second Redis that takes the same boards, if any. */
    public Optional<RedisConfig> mirror() {
        return mirror;
    }

    /** Where final standings are written, if anywhere. */
    public Optional<StandingsConfig> standings() {
        return standings;
    }

    /** How Redis is watched. */
    public AuditConfig audit() {
        return audit;
    }

    public ScoringConfig scoring() {
        return scoring;
    }
}
