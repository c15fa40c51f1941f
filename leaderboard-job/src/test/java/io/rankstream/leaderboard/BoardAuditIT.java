package io.rankstream.leaderboard;

import static io.rankstream.leaderboard.RacingGame.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.redis.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.resps.Tuple;

/** What is lost or changed in Redis while the job runs comes back without a restart. */
@Timeout(180)
class BoardAuditIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    private static final int PLAYERS = 60;

    /** What a flush, a checkpoint and a slow machine may add. */
    private static final Duration SLACK = Duration.ofSeconds(4);

    /** Long enough for a repair not to be the audit's. */
    private static final Duration NEVER = Duration.ofHours(1);

    private final Random random = new Random(20261121);

    private RedisProcess redis;
    private RedisOptions options;
    private RacingGame game;

    /** By key, what every board holds while nothing is wrong. */
    private Map<String, Map<String, Double>> truth;

    @BeforeEach
    void startRedis(@TempDir Path folder) throws Exception {
        options = RedisOptions.defaults().withDirectory(folder);
        redis = RedisProcess.start(options);
        options = options.withPort(redis.port());
    }

    @AfterEach
    void end() throws Exception {
        if (game != null) {
            game.end();
        }
        redis.close();
    }

    @Test
    void putsRightWithinThePeriodWhatSomebodyDid(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        Duration period = Duration.ofSeconds(6);
        play(cluster, "audit", period);
        int deleted = 0;
        try (RedisClient vandal = client()) {
            for (Map.Entry<String, Map<String, Double>> board : truth.entrySet()) {
                for (String member : board.getValue().keySet()) {
                    if (random.nextInt(3) == 0) {
                        vandal.zrem(board.getKey(), member);
                        deleted++;
                    }
                }
            }
        }
        assertThat(deleted).isGreaterThan(PLAYERS);
        Instant vandalisedAt = Instant.now();

        eventually(() -> assertThat(boards()).isEqualTo(truth));

        assertThat(Duration.between(vandalisedAt, Instant.now())).isLessThan(period.plus(SLACK));

        try (RedisClient vandal = client()) {
            for (Map.Entry<String, Map<String, Double>> board : truth.entrySet()) {
                vandal.zadd(board.getKey(), 1e9, "stray-" + random.nextInt());
                for (String member : board.getValue().keySet()) {
                    if (random.nextInt(3) == 0) {
                        vandal.zadd(board.getKey(), random.nextInt(), member);
                    }
                }
            }
        }
        vandalisedAt = Instant.now();

        eventually(() -> assertThat(boards()).isEqualTo(truth));

        // What was changed just behind the audit waits for the next round.
        assertThat(Duration.between(vandalisedAt, Instant.now()))
                .isLessThan(period.multipliedBy(2).plus(SLACK));
        assertThat(lineageAnswers()).isEmpty();
        game.assertNeverRestarted();
    }

    @Test
    void publishesEverythingAgainAfterAFlush(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        play(cluster, "flush", NEVER);
        for (int i = 1; i <= 2; i++) {
            int flushes = i;
            try (RedisClient admin = client()) {
                admin.flushAll();
            }
            Instant flushedAt = Instant.now();

            eventually(() -> assertThat(boards()).isEqualTo(truth));
            eventually(() -> assertThat(game.profile(player(1))).containsEntry("level", "1"));

            assertThat(Duration.between(flushedAt, Instant.now()))
                    .isLessThan(SLACK.multipliedBy(2));
            eventually(() -> assertThat(lineageAnswers()).hasSize(flushes));
            assertThat(lineageAnswers().get(i - 1).path("reason").asText()).isEqualTo("missing");
        }
        game.assertNeverRestarted();
    }

    @Test
    void publishesEverythingAgainAfterAnOlderSnapshot(
            @InjectMiniCluster MiniCluster cluster, @TempDir Path folder) throws Exception {
        game = prepare("snapshot", NEVER).start(cluster);
        putPlayers();
        Path older = folder.resolve("older");
        Path snapshot;
        try (RedisClient admin = client();
                Connection connection = admin.getPool().getResource()) {
            connection.sendCommand(Protocol.Command.SAVE);
            assertThat(connection.getStatusCodeReply()).isEqualTo("OK");
            Map<String, String> config = admin.configGet("d*");
            snapshot = Path.of(config.get("dir"), config.get("dbfilename"));
            Files.copy(snapshot, older);
            long saved = beat(admin);
            playLaps();
            // What is lost of less than one look at Redis is for the audit, which is off.
            eventually(() -> assertThat(beat(admin)).isGreaterThan(saved + 1));
        }
        redis.kill();
        redis.close();
        Files.copy(older, snapshot, StandardCopyOption.REPLACE_EXISTING);

        redis = RedisProcess.start(options);

        eventually(() -> assertThat(boards()).isEqualTo(truth));
        eventually(() -> assertThat(lineageAnswers()).hasSize(1));
        assertThat(lineageAnswers().get(0).path("reason").asText()).isIn("older", "missing");
        game.assertNeverRestarted();
    }

    /** How often the job has looked at Redis and found what it wrote. */
    private static long beat(RedisClient admin) {
        String beat = admin.get("snapshot:rankstream:beat");
        return beat == null ? 0 : Long.parseLong(beat.substring(beat.indexOf(':') + 1));
    }

    private RacingGame prepare(String name, Duration period) throws Exception {
        return RacingGame.prepare(
                name,
                Map.of(
                        "redis",
                        Map.of(
                                "host", redis.host(),
                                "port", Integer.toString(redis.port()),
                                "retry_max_backoff", "PT0.5S"),
                        "audit",
                        Map.of("period", period.toString(), "poll_interval", "PT0.2S")));
    }

    private void play(MiniCluster cluster, String name, Duration period) throws Exception {
        game = prepare(name, period).start(cluster);
        putPlayers();
        playLaps();
    }

    private void putPlayers() throws Exception {
        for (int i = 0; i < PLAYERS; i++) {
            game.putPlayer(player(i), player(i), 1, "C" + i % 7, 0);
        }
        eventually(() -> assertThat(game.profile(player(PLAYERS - 1))).isNotEmpty());
    }

    /** Plays until every board shows everything. */
    private void playLaps() {
        Map<String, Double> distances = new HashMap<>();
        Instant time = Instant.now();
        for (int lap = 1; lap <= 3; lap++) {
            List<byte[]> events = new ArrayList<>();
            for (int i = 0; i < PLAYERS; i++) {
                int meters = lap * 1_000 + i;
                events.add(RacingGame.event(player(i), 100 + i, meters, time));
                distances.merge(player(i), (double) meters, Double::sum);
            }
            game.putEvents(events);
        }
        eventually(
                () -> {
                    Map<String, Map<String, Double>> boards = boards();
                    Map<String, Integer> members = new TreeMap<>();
                    boards.forEach(
                            (key, scores) ->
                                    members.merge(boardOf(key), scores.size(), Integer::sum));
                    assertThat(boards.get(game.key("total_distance"))).isEqualTo(distances);
                    assertThat(boards.get(game.key("total_distance:v2"))).isEqualTo(distances);
                    assertThat(members)
                            .isEqualTo(
                                    Map.of(
                                            "total_distance", 2 * PLAYERS,
                                            "top_speed", 2 * PLAYERS,
                                            "daily_distance", PLAYERS,
                                            "window_30s_distance", PLAYERS,
                                            "window_30s_speed", PLAYERS));
                    assertThat(sum(boards, "daily_distance")).isEqualTo(sum(distances));
                    assertThat(sum(boards, "window_30s_distance")).isEqualTo(sum(distances));
                });
        truth = boards();
    }

    private String boardOf(String key) {
        String board = key.substring(game.key("").length());
        int end = board.indexOf(':');
        return end < 0 ? board : board.substring(0, end);
    }

    private static double sum(Map<String, Map<String, Double>> boards, String name) {
        return boards.entrySet().stream()
                .filter(board -> board.getKey().contains(":" + name + ":"))
                .mapToDouble(board -> sum(board.getValue()))
                .sum();
    }

    private static double sum(Map<String, Double> scores) {
        return scores.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private Map<String, Map<String, Double>> boards() {
        Map<String, Map<String, Double>> boards = new TreeMap<>();
        // A client of its own: one that is kept has broken connections after a restart of Redis.
        try (RedisClient reader = client()) {
            for (String key : reader.keys(game.key("*"))) {
                Map<String, Double> scores = new HashMap<>();
                for (Tuple entry : reader.zrangeWithScores(key, 0, -1)) {
                    scores.put(entry.getElement(), entry.getScore());
                }
                boards.put(key, scores);
            }
        }
        return boards;
    }

    private List<JsonNode> lineageAnswers() {
        return game.records("control-status").stream()
                .filter(answer -> answer.path("type").asText().equals("redis.lineage"))
                .toList();
    }

    private RedisClient client() {
        return RedisClient.create(redis.host(), redis.port());
    }

    private static String player(int number) {
        return "player-" + number;
    }
}
