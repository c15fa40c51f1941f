package io.rankstream.leaderboard.config;

import io.rankstream.flink.cdc.DimensionOptions;
import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.flink.config.Secret;
import io.rankstream.flink.kinesis.StartPosition;
import io.rankstream.flink.kinesis.StreamOptions;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** Every property of the leaderboard job, group by group, in the order of the documentation. */
public final class LeaderboardOptions {

    static final Option<StartPosition> REPLAY_START =
            Option.of("start", "position", StartPosition::parse)
                    .withDefault("TRIM_HORIZON")
                    .describedAs(
                            "Where a start without a snapshot begins to read it: `TRIM_HORIZON`,"
                                    + " `LATEST` or an ISO-8601 instant.");

    public static final OptionGroup REPLAY =
            OptionGroup.of(
                    "replay",
                    "Archived events that are read again.",
                    StreamOptions.REPLAY_STREAM,
                    REPLAY_START);

    static final Option<String> CONTROL_BOOTSTRAP =
            Option.string("bootstrap")
                    .describedAs(
                            "The URI of a file, such as `s3://bucket/bootstrap/control.json`, that"
                                    + " keeps what control messages amount to. A start without a"
                                    + " snapshot reads it, so that boards outlive the stream's"
                                    + " retention; none without it.");

    public static final OptionGroup CONTROL =
            OptionGroup.of(
                    "control",
                    "The live configuration.",
                    StreamOptions.CONTROL_STREAM,
                    CONTROL_BOOTSTRAP);

    static final Option<String> CONTROL_STATUS_STREAM =
            Option.string("stream")
                    .required()
                    .describedAs("The Kinesis stream that takes the answer to each message.");

    public static final OptionGroup CONTROL_STATUS =
            OptionGroup.of(
                    "control-status", "The answers to control messages.", CONTROL_STATUS_STREAM);

    public static final OptionGroup DEAD_LETTERS =
            OptionGroup.of(
                    "dead-letters",
                    "Records that could not be used.",
                    StreamOptions.DEAD_LETTER_STREAM);

    static final Option<String> RESULTS_STREAM =
            Option.string("stream")
                    .describedAs(
                            "The Kinesis stream that takes every command written to Redis and every"
                                    + " final window; without it they are not published.");

    public static final OptionGroup RESULTS =
            OptionGroup.of("results", "What was written, for other consumers.", RESULTS_STREAM);

    static final Option<String> PLAYER_DEFAULT =
            Option.string("player.default.<column>")
                    .describedAs(
                            "What a column is taken to be while a player has no row. Without it the"
                                    + " value is absent.");

    static final Option<List<String>> PLAYER_DISPLAY =
            Option.list("player.display")
                    .describedAs(
                            "The columns published as the hash `player:<id>`; none without it.");

    static final Option<Integer> BROADCAST_MAX_ROWS =
            Option.integer("player.broadcast_max_rows", 0, Integer.MAX_VALUE)
                    .withDefault("200000")
                    .describedAs(
                            "Up to how many players every task keeps a copy of all profiles; beyond"
                                    + " it each task knows the profiles of its own players only."
                                    + " Results are the same.");

    static final Option<Boolean> PLAYER_COPY =
            Option.bool("player.copy")
                    .withDefault("true")
                    .describedAs(
                            "Whether every task keeps a copy of all profiles for players it sees"
                                    + " for the first time; without it their events wait for the"
                                    + " row that is sent to them. The boards are the same.");

    static final Option<Duration> PARKING =
            Option.duration("parking")
                    .withDefault("PT30S")
                    .describedAs("How long an event of an unknown player waits for the profile.");

    static final Option<Integer> PARKING_MAX_EVENTS =
            Option.integer("parking_max_events", 1, 100_000)
                    .withDefault("1000")
                    .describedAs("How many events of one player wait at most.");

    static final Option<Duration> WARMUP =
            Option.durationOrZero("warmup")
                    .withDefault("PT2M")
                    .describedAs(
                            "Until how long after the start an unknown player's events wait at"
                                    + " least: the profiles are being loaded.");

    static final Option<Duration> ERASE_AFTER =
            Option.duration("erase_after")
                    .withDefault("P7D")
                    .describedAs(
                            "How long a deleted player's scores are kept, hidden, in case the row"
                                    + " comes back; at least `scoring.dedup.horizon`.");

    public static final OptionGroup DIMENSION =
            OptionGroup.of(
                    "dimension",
                    "The reference tables that boards look players up in.",
                    DimensionOptions.PLAYER_TABLE,
                    DimensionOptions.PLAYER_KEY,
                    DimensionOptions.PLAYER_COLUMNS,
                    PLAYER_DEFAULT,
                    PLAYER_DISPLAY,
                    BROADCAST_MAX_ROWS,
                    PLAYER_COPY,
                    PARKING,
                    PARKING_MAX_EVENTS,
                    WARMUP,
                    ERASE_AFTER);

    public static final Option<Duration> DEDUP_HORIZON =
            Option.duration("dedup.horizon")
                    .withDefault("P8D")
                    .describedAs(
                            "Within it an id counts once. An event that is older when it arrives is"
                                    + " not counted live (`beyond_horizon`). State grows with it.");

    static final Option<Duration> SLACK =
            Option.durationOrZero("slack")
                    .withDefault("PT2S")
                    .describedAs(
                            "How long after everything in time has come a window is announced"
                                    + " final.");

    static final Option<Integer> MAX_BOARDS =
            Option.integer("max_boards", 1, 1_024)
                    .withDefault("256")
                    .describedAs("How many boards there may be, shadows included.");

    static final Option<Duration> CORRECTIONS_HORIZON =
            Option.durationOrZero("corrections.horizon")
                    .withDefault("PT1H")
                    .describedAs(
                            "Within it an event is judged again when a rule, a parameter, a row, a"
                                    + " ban or a retraction of its time comes later. State grows"
                                    + " with it.");

    static final Option<Integer> MAX_DISTINCT =
            Option.integer("max_distinct", 1, 1_000_000)
                    .withDefault("10000")
                    .describedAs(
                            "How many distinct values of one player in one window a board with"
                                    + " `count_distinct` tells apart.");

    static final Option<MemorySize> HOT_MEMORY =
            Option.of("hot_memory", "size", MemorySize::parse)
                    .withDefault("400 mb")
                    .describedAs(
                            "How much of the heap a task fills with players, those it saw last, so"
                                    + " that most events need neither read nor write RocksDB; about"
                                    + " 500 bytes each. `0 b`: none.");

    public static final OptionGroup SCORING =
            OptionGroup.of(
                    "scoring",
                    "How events are judged.",
                    DEDUP_HORIZON,
                    CORRECTIONS_HORIZON,
                    SLACK,
                    MAX_DISTINCT,
                    MAX_BOARDS,
                    HOT_MEMORY);

    static final Option<Duration> AUDIT_PERIOD =
            Option.durationOrZero("period")
                    .withDefault("PT1H")
                    .describedAs(
                            "In which time everything published is written again once, and"
                                    + " everything in Redis is compared once: what was lost comes"
                                    + " back, what is wrong goes. `PT0S` switches both off.");

    static final Option<Integer> AUDIT_PROBES_PER_SECOND =
            Option.integer("probes_per_second", 1, 1_000_000)
                    .withDefault("5000")
                    .describedAs(
                            "How many members are compared a second at most; with more members"
                                    + " than that in `period`, a comparison takes longer.");

    static final Option<Duration> AUDIT_POLL_INTERVAL =
            Option.duration("poll_interval")
                    .withDefault("PT1S")
                    .describedAs(
                            "How often to look whether Redis was emptied, lost data or was restored"
                                    + " from an older snapshot.");

    public static final OptionGroup AUDIT =
            OptionGroup.of(
                    "audit",
                    "How Redis is watched.",
                    AUDIT_PERIOD,
                    AUDIT_PROBES_PER_SECOND,
                    AUDIT_POLL_INTERVAL);

    static final Option<Duration> SESSION_GAP =
            Option.duration("gap")
                    .describedAs(
                            "The longest pause between two events of one session. Without it there"
                                    + " are no sessions.");

    static final Option<Duration> SESSION_LATENESS =
            Option.durationOrZero("allowed_lateness")
                    .withDefault("PT0S")
                    .describedAs(
                            "How long after a gap an event may arrive and still belong to its"
                                    + " session. It closes twice `gap` + this after its last event,"
                                    + " and holds up the windows of boards that score sessions so"
                                    + " long.");

    public static final OptionGroup SESSIONS =
            OptionGroup.of(
                    "sessions",
                    "How events make sessions, which boards can score (`session.count`).",
                    SESSION_GAP,
                    SESSION_LATENESS);

    static final Option<String> REDIS_HOST =
            Option.string("host")
                    .required()
                    .describedAs("Host of the Redis that takes the boards.");

    static final Option<Integer> REDIS_PORT =
            Option.integer("port", 1, 65_535).withDefault("6379").describedAs("Its port.");

    static final Option<Boolean> REDIS_TLS =
            Option.bool("tls")
                    .withDefault("false")
                    .describedAs("Whether the connection is encrypted.");

    static final Option<String> REDIS_CA =
            Option.string("ca")
                    .describedAs(
                            "PEM file of the certificate authority to trust; without it the"
                                    + " platform's.");

    static final Option<String> REDIS_USER =
            Option.string("user").describedAs("ACL user; without it the default user.");

    static final Option<Secret> REDIS_PASSWORD =
            Option.secret("password").describedAs("The user's password.");

    static final Option<String> REDIS_PREFIX =
            Option.string("prefix")
                    .withDefault("")
                    .describedAs("What every key starts with; separates games that share a Redis.");

    static final Option<Boolean> REDIS_CLUSTER =
            Option.bool("cluster")
                    .withDefault("false")
                    .describedAs(
                            "Whether Redis runs in cluster mode; host and port are then those of"
                                    + " any node.");

    static final Option<DeliveryMode> REDIS_DELIVERY =
            Option.of("delivery", "latest or exactly-once", DeliveryMode::of)
                    .withDefault("latest")
                    .describedAs(
                            "`latest`: values show after the flush interval; after a crash older"
                                    + " ones may show until the job has caught up. `exactly-once`:"
                                    + " values show with the checkpoint that contains them, and no"
                                    + " failure moves a member back.");

    static final Option<Duration> REDIS_FLUSH_INTERVAL =
            Option.duration("flush_interval")
                    .withDefault("PT0.2S")
                    .describedAs(
                            "How long values are collected, so that of several for one member only"
                                    + " the last is written.");

    static final Option<Integer> REDIS_BATCH_SIZE =
            Option.integer("batch_size", 1, 100_000)
                    .withDefault("500")
                    .describedAs("How many values are written at once at most.");

    static final Option<Duration> REDIS_CONNECT_TIMEOUT =
            Option.duration("connect_timeout")
                    .withDefault("PT5S")
                    .describedAs("How long to wait for a connection.");

    static final Option<Duration> REDIS_READ_TIMEOUT =
            Option.duration("read_timeout")
                    .withDefault("PT5S")
                    .describedAs("How long to wait for an answer.");

    static final Option<Duration> REDIS_RETRY_MAX_BACKOFF =
            Option.duration("retry_max_backoff")
                    .withDefault("PT10S")
                    .describedAs("The longest pause between two attempts while Redis is away.");

    private static final Option<?>[] REDIS_OPTIONS = {
        REDIS_HOST,
        REDIS_PORT,
        REDIS_TLS,
        REDIS_CA,
        REDIS_USER,
        REDIS_PASSWORD,
        REDIS_PREFIX,
        REDIS_CLUSTER,
        REDIS_DELIVERY,
        REDIS_FLUSH_INTERVAL,
        REDIS_BATCH_SIZE,
        REDIS_CONNECT_TIMEOUT,
        REDIS_READ_TIMEOUT,
        REDIS_RETRY_MAX_BACKOFF
    };

    public static final OptionGroup REDIS =
            OptionGroup.of("redis", "Where the boards are published.", REDIS_OPTIONS);

    public static final OptionGroup REDIS_MIRROR =
            OptionGroup.of(
                            "redis-mirror",
                            "A second Redis that takes the same boards; without the group there is none.",
                            REDIS_OPTIONS)
                    .optional();

    static final Option<String> STANDINGS_URL =
            Option.of("jdbc.url", "string", StandingsConfig::readUrl)
                    .describedAs(
                            "The database that takes the final standings,"
                                    + " `jdbc:mysql://host:port/database` or"
                                    + " `jdbc:postgresql://host:port/database`; none without it.");

    static final Option<String> STANDINGS_USER =
            Option.string("jdbc.user")
                    .describedAs("A user with `SELECT`, `INSERT` and `UPDATE` on the table.");

    static final Option<Secret> STANDINGS_PASSWORD =
            Option.secret("jdbc.password").describedAs("The user's password.");

    static final Option<String> STANDINGS_TABLE =
            Option.of("table", "string", StandingsConfig::readTable)
                    .withDefault("final_standings")
                    .describedAs(
                            "The table, perhaps with its schema; games that share a database need"
                                    + " one each.");

    static final Option<Integer> STANDINGS_TOP =
            Option.integer("top", 1, 10_000)
                    .withDefault("100")
                    .describedAs("How many ranks of each partition of a final window are written.");

    static final Option<Integer> STANDINGS_BATCH_SIZE =
            Option.integer("batch_size", 1, 100_000)
                    .withDefault("500")
                    .describedAs("How many rows are written at once at most.");

    static final Option<Duration> STANDINGS_FLUSH_INTERVAL =
            Option.duration("flush_interval")
                    .withDefault("PT1S")
                    .describedAs("How long a row waits at most for others of its batch.");

    static final Option<Integer> STANDINGS_MAX_RETRIES =
            Option.integer("max_retries", 0, 100)
                    .withDefault("5")
                    .describedAs(
                            "How often a batch is tried again, one second later each time than the"
                                    + " time before, until the job restarts and goes on trying.");

    public static final OptionGroup STANDINGS =
            OptionGroup.of(
                    "standings",
                    "The final standings in a database.",
                    STANDINGS_URL,
                    STANDINGS_USER,
                    STANDINGS_PASSWORD,
                    STANDINGS_TABLE,
                    STANDINGS_TOP,
                    STANDINGS_BATCH_SIZE,
                    STANDINGS_FLUSH_INTERVAL,
                    STANDINGS_MAX_RETRIES);

    static final Option<String> BOARD =
            Option.string("<board>")
                    .describedAs(
                            "A board definition as JSON; see [boards](boards.md). The key is free"
                                    + " and only has to differ.");

    public static final OptionGroup BOARDS =
            OptionGroup.of("boards", "The boards that are there from the start.", BOARD);

    static final Option<String> PARAM =
            Option.string("<name>")
                    .describedAs(
                            "A parameter that expressions read as `param.<name>`:"
                                    + " `{\"type\":\"int\",\"default\":null}`.");

    public static final OptionGroup PARAMS =
            OptionGroup.of("params", "Parameters that control messages may change.", PARAM);

    private LeaderboardOptions() {}
}
