package io.rankstream.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.local.mysql.MariaDbServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.awaitility.core.ThrowingRunnable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.resps.Tuple;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/**
 * The racing example on the shared servers: streams, table and keys of its own, the job that reads
 * and writes them, and what a test does to both ends.
 */
final class RacingGame {

    /** What the suite promises for the effect of a control message. */
    static final Duration VISIBLE_WITHIN = Duration.ofSeconds(2);

    private static final Path RACING =
            Path.of("..", "examples", "racing", "leaderboard.json").toAbsolutePath().normalize();

    private static final String PLAYER_PROBE = "probe";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int EVENT_SHARDS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final DateTimeFormatter RACING_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final TestServers servers = TestServers.shared();
    private final String name;
    private final String prefix;
    private final Path folder;
    private final Connection database;
    private final RedisClient redis;
    private final Map<String, StreamTail> tails = new HashMap<>();

    private MiniCluster cluster;
    private JobClient job;

    /** A control message on its way. */
    record Sent(String id, Instant acknowledged) {}

    private RacingGame(String name, String prefix, Path folder, Map<String, String> ownRedis)
            throws SQLException {
        this.name = name;
        this.prefix = prefix;
        this.folder = folder;
        this.database = servers.mariaDb().connect();
        this.redis =
                ownRedis.containsKey("port")
                        ? RedisClient.create(
                                ownRedis.get("host"), Integer.parseInt(ownRedis.get("port")))
                        : servers.redisClient();
    }

    /**
     * Creates streams and table; the job is not started yet.
     *
     * @param name sets this game's streams, table and keys apart
     * @param properties beside those of the example, by group; {@code redis} with host and port
     *     names a Redis that is not shared
     */
    static RacingGame prepare(String name, Map<String, Map<String, String>> properties)
            throws Exception {
        return prepare(name, name + ":", properties);
    }

    /** As {@link #prepare(String, Map)}, with Redis keys that start with another prefix. */
    static RacingGame prepare(
            String name, String prefix, Map<String, Map<String, String>> properties)
            throws Exception {
        RacingGame game =
                new RacingGame(
                        name,
                        prefix,
                        TestServers.emptyFolder(name),
                        properties.getOrDefault("redis", Map.of()));
        game.createStreams();
        game.createPlayers();
        game.writeProperties(properties);
        return game;
    }

    private void createStreams() {
        servers.kinesis().createStream(stream("events"), EVENT_SHARDS);
        for (String stream : List.of("control", "control-status", "dead-letters", "results")) {
            servers.kinesis().createStream(stream(stream), 1);
        }
    }

    private String stream(String kind) {
        return name + "-" + kind;
    }

    private void createPlayers() throws SQLException {
        execute(
                "CREATE TABLE "
                        + table()
                        + " (player_id VARCHAR(128) NOT NULL PRIMARY KEY, alias VARCHAR(160),"
                        + " level INT, country VARCHAR(64), is_bot TINYINT(1),"
                        + " subscription_type VARCHAR(16))"
                        + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    }

    private String table() {
        return "players_" + name;
    }

    private void writeProperties(Map<String, Map<String, String>> more) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), MariaDbServer.PASSWORD);
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        groups.put(
                "aws",
                Map.of(
                        "region",
                        TestServers.REGION,
                        "endpoint",
                        servers.kinesis().endpoint().toString()));
        groups.put(
                "events",
                Map.of(
                        "streams", stream("events"),
                        "idle_after", "PT2S",
                        "poll_interval", "PT0.05S"));
        for (String group : List.of("control", "control-status", "dead-letters", "results")) {
            groups.put(group, Map.of("stream", stream(group)));
        }
        groups.put(
                "mysql",
                Map.of(
                        "hostname",
                        servers.mariaDb().host(),
                        "port",
                        Integer.toString(servers.mariaDb().port()),
                        "username",
                        MariaDbServer.REPLICATION_USER,
                        "password",
                        "file:" + password));
        groups.put(
                "dimension",
                Map.of(
                        "player.table", MariaDbServer.DATABASE + "." + table(),
                        "parking", "PT2S",
                        "warmup", "PT1S"));
        groups.put("scoring", Map.of("slack", "PT0.5S"));
        groups.put(
                "redis",
                Map.of(
                        "host", servers.redis().host(),
                        "port", Integer.toString(servers.redis().port()),
                        "prefix", prefix));
        more.forEach(
                (group, map) -> {
                    Map<String, String> all =
                            new LinkedHashMap<>(groups.getOrDefault(group, Map.of()));
                    all.putAll(map);
                    groups.put(group, all);
                });
        List<Map<String, Object>> file = new ArrayList<>();
        groups.forEach(
                (group, map) -> file.add(Map.of("PropertyGroupId", group, "PropertyMap", map)));
        JSON.writeValue(endpoints().toFile(), file);
    }

    private Path endpoints() {
        return folder.resolve("endpoints.json");
    }

    /** The arguments of the job's {@code main}. */
    String[] arguments() {
        return new String[] {"--properties", RACING + "," + endpoints()};
    }

    /** Where this game may leave files. */
    Path folder() {
        return folder;
    }

    /** Starts the job as its {@code main} does, but on this cluster and without waiting for it. */
    RacingGame start(MiniCluster on, int parallelism, Configuration flink) throws Exception {
        cluster = on;
        TestStreamEnvironment.setAsContext(on, parallelism);
        try {
            StreamExecutionEnvironment env = JobEnvironment.strict();
            env.configure(flink);
            env.enableCheckpointing(1_000);
            LeaderboardJob.define(
                    env, LeaderboardConfig.from(RuntimeConfiguration.load(arguments())));
            job = env.executeAsync("leaderboard " + name);
        } finally {
            TestStreamEnvironment.unsetAsContext();
        }
        return this;
    }

    /** As {@link #start(MiniCluster, int, Configuration)}, two tasks each, from nothing. */
    RacingGame start(MiniCluster on) throws Exception {
        return start(on, 2, new Configuration());
    }

    JobClient job() {
        return job;
    }

    /** Fails if the job is not running, or any of its tasks was ever started again. */
    void assertNeverRestarted() throws Exception {
        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
        for (AccessExecutionVertex task :
                cluster.getExecutionGraph(job.getJobID()).get().getAllExecutionVertices()) {
            assertThat(task.getCurrentExecutionAttempt().getAttemptNumber())
                    .as(task.getTaskNameWithSubtaskIndex())
                    .isZero();
        }
    }

    /**
     * Waits until the job shows changes of the table, not only what it found there: from then on it
     * misses none.
     */
    void awaitPlayersAreFollowed() throws SQLException {
        putPlayer(PLAYER_PROBE, "first", 1, "DE", 0);
        eventually(() -> assertThat(profile(PLAYER_PROBE)).containsEntry("alias", "first"));
        putPlayer(PLAYER_PROBE, "second", 1, "DE", 0);
        eventually(() -> assertThat(profile(PLAYER_PROBE)).containsEntry("alias", "second"));
    }

    /** Inserts a row or puts it in the place of the one that is there. */
    void putPlayer(String id, String alias, int level, String country, int isBot)
            throws SQLException {
        execute(
                "INSERT INTO "
                        + table()
                        + " VALUES (?, ?, ?, ?, ?, 'Free') ON DUPLICATE KEY UPDATE"
                        + " alias = VALUES(alias), level = VALUES(level),"
                        + " country = VALUES(country), is_bot = VALUES(is_bot)",
                id,
                alias,
                level,
                country,
                isBot);
    }

    void deletePlayer(String id) throws SQLException {
        execute("DELETE FROM " + table() + " WHERE player_id = ?", id);
    }

    /** Callers are threads of one test, each with a statement of its own. */
    private void execute(String sql, Object... values) throws SQLException {
        synchronized (database) {
            try (PreparedStatement statement = database.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                statement.execute();
            }
        }
    }

    /** The record as racing's game sends it. */
    static byte[] event(String playerId, int speedKmph, long distanceMeters, Instant at) {
        return JSON.createObjectNode()
                .put("player_id", playerId)
                .put("speed_kmph", speedKmph)
                .put("distance_meters", distanceMeters)
                .put("event_time", RACING_TIME.format(at))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    PutRecordResponse putEvent(byte[] record) {
        return put("events", "any", record);
    }

    PutRecordResponse putEvent(String playerId, int speedKmph, long distanceMeters, Instant at) {
        return put("events", playerId, event(playerId, speedKmph, distanceMeters, at));
    }

    /** Puts a record; the partition key decides on the shard. */
    PutRecordResponse put(String stream, String partitionKey, byte[] record) {
        return kinesis()
                .putRecord(
                        request ->
                                request.streamName(stream(stream))
                                        .partitionKey(partitionKey)
                                        .data(SdkBytes.fromByteArray(record)));
    }

    /** Puts events in one call, at most 500. */
    void putEvents(List<byte[]> events) {
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (byte[] event : events) {
            entries.add(
                    PutRecordsRequestEntry.builder()
                            .partitionKey(Integer.toString(entries.size()))
                            .data(SdkBytes.fromByteArray(event))
                            .build());
        }
        PutRecordsResponse answer =
                kinesis()
                        .putRecords(
                                request -> request.streamName(stream("events")).records(entries));
        assertThat(answer.failedRecordCount()).isZero();
    }

    private KinesisClient kinesis() {
        return servers.kinesisClient();
    }

    /** Puts a control message, issued now. */
    Sent send(String type, Consumer<ObjectNode> body) {
        return send(type, Instant.now(), body);
    }

    Sent send(String type, Instant issuedAt, Consumer<ObjectNode> body) {
        String id = UUID.randomUUID().toString();
        ObjectNode message =
                JSON.createObjectNode()
                        .put("type", type)
                        .put("id", id)
                        .put("by", "test")
                        .put("issued_at", issuedAt.toEpochMilli());
        body.accept(message);
        putControl(message.toString());
        return new Sent(id, Instant.now());
    }

    /** Puts racing's own message, which has no id: it is answered under that of its record. */
    Sent sendBotSwitch(Integer value, Instant issuedAt) {
        ObjectNode message = JSON.createObjectNode();
        message.put("is_bot", value).put("event_time", issuedAt.toEpochMilli());
        PutRecordResponse record = putControl(message.toString());
        Instant acknowledged = Instant.now();
        return new Sent(
                stream("control") + "/" + record.shardId() + "/" + record.sequenceNumber(),
                acknowledged);
    }

    PutRecordResponse putControl(String message) {
        return put("control", "any", message.getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to a message, once it is there. */
    JsonNode answer(Sent message) {
        eventually(() -> assertThat(answers(message)).isNotEmpty());
        return answers(message).get(0);
    }

    List<JsonNode> answers(Sent message) {
        return records("control-status").stream()
                .filter(answer -> answer.path("id").asText().equals(message.id()))
                .toList();
    }

    /** Everything on one of the streams that the job writes. */
    List<JsonNode> records(String stream) {
        return tails.computeIfAbsent(stream, kind -> new StreamTail(kinesis(), stream(kind)))
                .records();
    }

    RedisClient redis() {
        return redis;
    }

    /** The key of a board, given what follows {@code leaderboard:}. */
    String key(String board) {
        return prefix + "leaderboard:" + board;
    }

    /** The members of a board with their scores. */
    Map<String, Double> board(String board) {
        Map<String, Double> scores = new HashMap<>();
        for (Tuple entry : redis().zrangeWithScores(key(board), 0, -1)) {
            scores.put(entry.getElement(), entry.getScore());
        }
        return scores;
    }

    /** A member's score, or null. */
    Double score(String board, String playerId) {
        return redis().zscore(key(board), playerId);
    }

    Map<String, String> meta(String board) {
        return redis().hgetAll("{" + key(board) + "}:meta");
    }

    Map<String, String> profile(String playerId) {
        return redis().hgetAll(prefix + "player:" + playerId);
    }

    /** Waits until something holds, as long as a slow machine may take. */
    static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(POLL).untilAsserted(assertion);
    }

    /** Waits until something holds, at most until {@link #VISIBLE_WITHIN} after the message. */
    static void visibly(Sent message, ThrowingRunnable assertion) {
        Duration left =
                Duration.between(Instant.now(), message.acknowledged().plus(VISIBLE_WITHIN));
        await().atMost(left).pollDelay(Duration.ZERO).pollInterval(POLL).untilAsserted(assertion);
    }

    /** Cancels the job, if it runs, and waits for its end. */
    void cancel() throws Exception {
        if (job != null && !job.getJobStatus().get().isGloballyTerminalState()) {
            job.cancel().get();
            eventually(
                    () -> assertThat(job.getJobStatus().get().isGloballyTerminalState()).isTrue());
        }
    }

    /** Cancels the job; streams and keys stay, nobody else uses them. */
    void end() throws Exception {
        cancel();
        database.close();
        if (redis != servers.redisClient()) {
            redis.close();
        }
    }
}
