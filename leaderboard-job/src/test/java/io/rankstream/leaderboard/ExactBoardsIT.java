package io.rankstream.leaderboard;

import static io.rankstream.leaderboard.RacingGame.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.leaderboard.RacingGame.Sent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Boards of every kind in the mode {@code exactly-once}, from the stream to Redis. */
@Timeout(180)
class ExactBoardsIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    private static final int PLAYERS = 12;

    private static final Map<String, Map<String, String>> PROPERTIES =
            Map.of(
                    "redis",
                    Map.of("delivery", "exactly-once"),
                    "boards",
                    Map.of(
                            "countries",
                            "{\"board\":\"countries\",\"version\":1,\"score\":\"distance_meters\","
                                    + "\"aggregation\":\"sum\",\"member\":\"player.country\"}",
                            "drivers",
                            "{\"board\":\"drivers\",\"version\":1,"
                                    + "\"aggregation\":\"count_distinct\","
                                    + "\"distinct\":\"event.player_id\","
                                    + "\"member\":\"player.country\","
                                    + "\"window\":{\"type\":\"calendar\",\"unit\":\"month\"}}",
                            "hot",
                            "{\"board\":\"hot\",\"version\":1,\"score\":\"speed_kmph\","
                                    + "\"aggregation\":\"last\",\"keep_top\":3,"
                                    + "\"window\":{\"type\":\"rolling\",\"size\":\"P1D\","
                                    + "\"slide\":\"PT1H\"}}",
                            "laps",
                            "{\"board\":\"laps\",\"version\":1,\"aggregation\":\"count\"}",
                            "long_laps",
                            "{\"board\":\"laps\",\"version\":2,\"mode\":\"shadow\","
                                    + "\"aggregation\":\"count\","
                                    + "\"filter\":\"event.distance_meters > 60\"}"));

    private static RacingGame game;
    private static Instant time;

    /**
     * Player n drives n times 10 m at 100 + n km/h, three times; six for Germany, six for France.
     */
    @BeforeAll
    static void play(@InjectMiniCluster MiniCluster cluster) throws Exception {
        game = RacingGame.prepare("exact", PROPERTIES).start(cluster);
        for (int i = 1; i <= PLAYERS; i++) {
            game.putPlayer(player(i), "alias-" + i, i, i % 2 == 0 ? "DE" : "FR", 0);
        }
        game.awaitPlayersAreFollowed();
        time = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<byte[]> events = new ArrayList<>();
        for (int lap = 0; lap < 3; lap++) {
            for (int i = 1; i <= PLAYERS; i++) {
                events.add(
                        RacingGame.event(player(i), 98 + i + lap, 10L * i, time.plusMillis(lap)));
            }
        }
        game.putEvents(events);
        eventually(
                () ->
                        assertThat(game.board("total_distance"))
                                .hasSize(PLAYERS)
                                .containsEntry(player(PLAYERS), 30.0 * PLAYERS));
    }

    @AfterAll
    static void end() throws Exception {
        game.assertNeverRestarted();
        game.end();
    }

    private static String player(int number) {
        return "player-" + number;
    }

    @Test
    void gathersThePlayersOfACountry() {
        eventually(
                () -> {
                    assertThat(game.board("countries"))
                            .isEqualTo(Map.of("DE", 1_260.0, "FR", 1_080.0));
                    assertThat(game.board("drivers:" + time.toString().substring(0, 7)))
                            .isEqualTo(Map.of("DE", 6.0, "FR", 6.0));
                });
    }

    @Test
    void keepsTheBestOfARollingBoard() {
        eventually(
                () ->
                        assertThat(game.board("hot"))
                                .containsEntry(player(12), 112.0)
                                .containsEntry(player(11), 111.0)
                                .containsEntry(player(10), 110.0)
                                .hasSizeLessThan(PLAYERS));
    }

    @Test
    void letsAShadowAndTheLiveBoardChangePlaces() {
        Map<String, Double> all = new HashMap<>();
        Map<String, Double> longOnes = new HashMap<>();
        for (int i = 1; i <= PLAYERS; i++) {
            all.put(player(i), 3.0);
            if (i > 6) {
                longOnes.put(player(i), 3.0);
            }
        }
        eventually(
                () -> {
                    assertThat(game.board("laps")).isEqualTo(all);
                    assertThat(game.board("laps:v2")).isEqualTo(longOnes);
                });

        Sent promotion =
                game.send(
                        "board.promote",
                        body -> body.put("board", "laps").put("version", 2).put("force", true));

        assertThat(game.answer(promotion).path("status").asText()).isEqualTo("applied");
        eventually(
                () -> {
                    assertThat(game.board("laps")).isEqualTo(longOnes);
                    assertThat(game.board("laps:v1")).isEqualTo(all);
                    assertThat(game.board("laps:v2")).isEmpty();
                    assertThat(game.meta("laps")).containsEntry("live_version", "2");
                });
    }
}
