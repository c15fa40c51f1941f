package io.rankstream.leaderboard;

import static io.rankstream.leaderboard.RacingGame.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.model.scoring.WindowChecksum;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Windows close by the clock while nobody plays, whatever the table of players and the control
 * stream do, and an event that comes after that is judged by its own arrival, not by the pause.
 */
@Timeout(180)
class IdleShardsIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    private static final String BOARD = "short_laps";

    private static final Map<String, Map<String, String>> PROPERTIES =
            Map.of(
                    "boards",
                    Map.of(
                            BOARD,
                            "{\"board\":\"short_laps\",\"version\":1,\"score\":\"distance_meters\","
                                    + "\"aggregation\":\"sum\",\"window\":{\"type\":\"tumbling\","
                                    + "\"size\":\"PT2S\"},\"allowed_lateness\":\"PT3S\","
                                    + "\"retention\":\"PT1H\"}"));

    private static final long WINDOW_MILLIS = 2_000;
    private static final int CHATTER_PAUSE_MILLIS = 100;
    private static final List<String> PLAYERS = List.of("ada", "bob", "cyd");

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final ScheduledExecutorService CHATTER =
            Executors.newSingleThreadScheduledExecutor();

    private static RacingGame game;
    private static ScheduledFuture<?> chatter;

    /** Ten changes of the table a second, for as long as the test runs. */
    @BeforeAll
    static void start(@InjectMiniCluster MiniCluster cluster) throws Exception {
        game = RacingGame.prepare("idle", PROPERTIES).start(cluster);
        game.awaitPlayersAreFollowed();
        for (String player : PLAYERS) {
            game.putPlayer(player, player, 1, "DE", 0);
        }
        AtomicInteger level = new AtomicInteger();
        chatter =
                CHATTER.scheduleWithFixedDelay(
                        () -> raiseLevel(level.incrementAndGet()),
                        0,
                        CHATTER_PAUSE_MILLIS,
                        TimeUnit.MILLISECONDS);
        eventually(() -> assertThat(game.profile("ada")).isNotEmpty());
    }

    private static void raiseLevel(int level) {
        try {
            game.putPlayer("chatty", "chatty", level, "FR", 0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        chatter.cancel(false);
        CHATTER.shutdown();
        CHATTER.awaitTermination(10, TimeUnit.SECONDS);
        game.end();
    }

    @AfterEach
    void neitherRestartsNorFallsSilent() throws Exception {
        game.assertNeverRestarted();
        assertThat(chatter.isDone()).as("the table has stopped to change").isFalse();
        assertThat(game.records("control-status")).isEmpty();
    }

    @Test
    void closesWindowsWhileNobodyPlaysAndTakesWhatComesThen() throws Exception {
        Instant time = Instant.now();
        long start = windowOf(time);
        for (int i = 0; i < PLAYERS.size(); i++) {
            game.putEvent(PLAYERS.get(i), 100, 10L * (i + 1), Instant.ofEpochMilli(start + i));
        }

        eventually(() -> assertThat(game.meta(BOARD)).containsKey("final:" + label(start)));

        JsonNode announced = announcement(start);
        assertThat(announced.path("members").asInt()).isEqualTo(3);
        assertThat(announced.path("version").asInt()).isEqualTo(1);
        assertThat(announced.path("event_time").asLong()).isEqualTo(start + WINDOW_MILLIS);
        assertThat(announced.path("revision").asText())
                .isEqualTo(game.meta(BOARD).get("final:" + label(start)));
        assertThat(announced.path("checksum").asText())
                .isEqualTo(
                        "%016x"
                                .formatted(
                                        WindowChecksum.of("", "ada", 10)
                                                + WindowChecksum.of("", "bob", 20)
                                                + WindowChecksum.of("", "cyd", 30)));
        assertThat(game.board(BOARD + ":" + label(start)))
                .isEqualTo(Map.of("ada", 10.0, "bob", 20.0, "cyd", 30.0));
        assertThat(game.redis().ttl(game.key(BOARD + ":" + label(start))))
                .isBetween(3_500L, 3_605L);

        // Only one of the shards wakes up, and not for long.
        Instant later = Instant.now();
        long laterStart = windowOf(later);
        game.put("events", "one", RacingGame.event("ada", 120, 7, later));

        eventually(
                () ->
                        assertThat(game.board(BOARD + ":" + label(laterStart)))
                                .isEqualTo(Map.of("ada", 7.0)));
        assertThat(game.score("total_distance", "ada")).isEqualTo(17);
        assertThat(game.score("top_speed", "ada")).isEqualTo(120);
        eventually(() -> assertThat(game.meta(BOARD)).containsKey("final:" + label(laterStart)));
        assertThat(announcement(laterStart).path("members").asInt()).isEqualTo(1);
        assertThat(announcements(start)).hasSize(1);
        assertThat(game.records("dead-letters")).isEmpty();

        refusesWhatIsTooLate(Instant.ofEpochMilli(start).minusSeconds(60));
    }

    /** Every window but the day's is over for longer than its lateness; all time takes it. */
    private static void refusesWhatIsTooLate(Instant time) throws Exception {
        byte[] record = RacingGame.event("bob", 90, 1_000, time);
        game.putEvent(record);

        eventually(() -> assertThat(game.records("dead-letters")).hasSize(3));
        assertThat(game.records("dead-letters"))
                .allSatisfy(
                        letter -> {
                            assertThat(letter.path("reason").asText()).isEqualTo("late");
                            assertThat(letter.path("field").asText()).isEqualTo("event_time");
                            assertThat(letter.path("value").asText())
                                    .isEqualTo(Long.toString(time.toEpochMilli()));
                            assertThat(letter.path("record").binaryValue()).isEqualTo(record);
                        })
                .extracting(
                        letter -> letter.path("board").asText(),
                        letter -> letter.path("window").asText())
                .containsExactlyInAnyOrder(
                        tuple(BOARD, label(windowOf(time))),
                        tuple("window_30s_distance", label(windowOf(time, 30_000))),
                        tuple("window_30s_speed", label(windowOf(time, 30_000))));
        eventually(() -> assertThat(game.score("total_distance", "bob")).isEqualTo(1_020));
        assertThat(game.redis().exists(game.key(BOARD + ":" + label(windowOf(time))))).isFalse();
    }

    private static JsonNode announcement(long windowStart) {
        eventually(() -> assertThat(announcements(windowStart)).isNotEmpty());
        return announcements(windowStart).get(0);
    }

    private static List<JsonNode> announcements(long windowStart) {
        return game.records("results").stream()
                .filter(record -> record.path("command").asText().equals("window.final"))
                .filter(record -> record.path("board").asText().equals(BOARD))
                .filter(record -> record.path("window").asText().equals(label(windowStart)))
                .toList();
    }

    private static long windowOf(Instant time) {
        return windowOf(time, WINDOW_MILLIS);
    }

    private static long windowOf(Instant time, long size) {
        return Math.floorDiv(time.toEpochMilli(), size) * size;
    }

    private static String label(long windowStart) {
        return LABEL.format(Instant.ofEpochMilli(windowStart));
    }
}
