package io.rankstream.leaderboard;

import static io.rankstream.leaderboard.RacingGame.eventually;
import static io.rankstream.leaderboard.RacingGame.visibly;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.leaderboard.RacingGame.Sent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Control messages while events flow: the effect of each is in Redis within two seconds, each is
 * answered once, and no task is started again.
 */
@Timeout(120)
class LiveControlIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    /**
     * How far ahead rules are announced where counts must be exact: every task must know them by
     * then. It leaves the rest of the two seconds to the effect.
     */
    private static final Duration AHEAD = Duration.ofMillis(800);

    private static final int SLOW = 100;
    private static final int FAST = 300;

    private static RacingGame game;

    @BeforeAll
    static void start(@InjectMiniCluster MiniCluster cluster) throws Exception {
        game = RacingGame.prepare("control", Map.of()).start(cluster);
        game.awaitPlayersAreFollowed();
    }

    @AfterAll
    static void stop() throws Exception {
        game.end();
    }

    @AfterEach
    void neitherRestartsNorAnswersTwice() throws Exception {
        game.assertNeverRestarted();
        assertThat(game.records("control-status"))
                .extracting(answer -> answer.path("id").asText() + answer.path("origin").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void judgesEventsByAHigherVersionFromItsTimeOn() throws Exception {
        String slow = "slow of versions";
        String fast = "fast of versions";
        Instant from;
        try (Feed feed = feed(Map.of(slow, SLOW, fast, FAST))) {
            from = ahead();

            Sent put =
                    game.send(
                            "board.put",
                            message ->
                                    message.put("board", "total_distance")
                                            .put("version", 3)
                                            .put("score", "distance_meters")
                                            .put("aggregation", "sum")
                                            .put("filter", "event.speed_kmph < 200")
                                            .put("effective_from", from.toString()));

            visibly(
                    put,
                    () -> {
                        assertThat(game.score("total_distance", slow))
                                .isGreaterThan(feed.countBefore(slow, from) + 10);
                        assertThat(game.score("total_distance", fast))
                                .isEqualTo(feed.countBefore(fast, from));
                    });
            assertApplied(put, "total_distance", 3);
            feed.stop();
            eventually(
                    () ->
                            assertThat(game.score("total_distance", slow))
                                    .isEqualTo(feed.count(slow)));
            assertThat(game.score("total_distance", fast)).isEqualTo(feed.countBefore(fast, from));
            assertThat(game.meta("total_distance")).containsEntry("version", "3");
        }
    }

    @Test
    void fillsABoardThatIsNew() throws Exception {
        String slow = "slow of new";
        String fast = "fast of new";
        try (Feed feed = feed(Map.of(slow, SLOW, fast, FAST))) {
            Instant from = ahead();

            Sent put = putCount("slow_laps", 1, from);

            visibly(put, () -> assertThat(game.board("slow_laps")).containsKey(slow));
            assertApplied(put, "slow_laps", 1);
            assertThat(game.meta("slow_laps")).containsEntry("version", "1");
            feed.stop();
            eventually(
                    () ->
                            assertThat(game.board("slow_laps"))
                                    .isEqualTo(Map.of(slow, (double) feed.countFrom(slow, from))));
        }
    }

    @Test
    void hidesAndShowsBotsByRacingsOwnMessage() throws Exception {
        String human = "human";
        String bot = "bot";
        game.putPlayer(bot, bot, 1, "DE", 1);
        eventually(() -> assertThat(game.profile(bot)).isNotEmpty());
        try (Feed feed = feed(Map.of(human, SLOW, bot, SLOW))) {
            eventually(
                    () -> {
                        assertThat(game.board("top_speed:v2")).containsKeys(human, bot);
                        assertThat(game.board("total_distance:v2")).containsKeys(human, bot);
                    });

            Instant first = Instant.now();
            Sent peopleOnly = game.sendBotSwitch(0, first);

            visibly(
                    peopleOnly,
                    () -> {
                        assertThat(game.board("top_speed:v2")).doesNotContainKey(bot);
                        assertThat(game.board("total_distance:v2")).doesNotContainKey(bot);
                    });
            assertThat(game.board("top_speed:v2")).containsKey(human);
            assertThat(game.board("total_distance:v2")).containsKey(human);
            assertThat(game.board("top_speed")).containsKeys(human, bot);

            int before = feed.count(bot);
            Sent everybody = game.sendBotSwitch(null, Instant.now());

            visibly(
                    everybody,
                    () -> {
                        assertThat(game.board("top_speed:v2")).containsKeys(human, bot);
                        assertThat(game.score("total_distance:v2", bot))
                                .isGreaterThanOrEqualTo(before);
                    });
            Sent outdated = game.sendBotSwitch(1, first);
            assertThat(status(peopleOnly)).isEqualTo("applied");
            assertThat(status(everybody)).isEqualTo("applied");
            assertThat(status(outdated)).isEqualTo("superseded");
            feed.stop();
            eventually(
                    () -> {
                        assertThat(game.score("total_distance:v2", bot)).isEqualTo(feed.count(bot));
                        assertThat(game.score("total_distance:v2", human))
                                .isEqualTo(feed.count(human));
                    });
        }
    }

    @Test
    void stopsPublishingAPausedBoardAndCatchesUp() throws Exception {
        String driver = "driver of pause";
        try (Feed feed = feed(Map.of(driver, SLOW))) {
            Instant from = ahead();
            putCount("witness", 1, from);
            putCount("paused", 1, from);
            eventually(() -> assertThat(game.board("paused")).containsKey(driver));

            Sent pause = game.send("board.pause", message -> message.put("board", "paused"));

            visibly(pause, () -> assertThat(lag(driver)).isGreaterThan(10));
            double kept = game.score("paused", driver);
            eventually(() -> assertThat(game.meta("paused")).containsEntry("mode", "paused"));
            eventually(() -> assertThat(lag(driver)).isGreaterThan(100));
            assertThat(game.score("paused", driver)).isEqualTo(kept);

            double reached = game.score("witness", driver);
            Sent resume = game.send("board.resume", message -> message.put("board", "paused"));

            visibly(
                    resume,
                    () -> assertThat(game.score("paused", driver)).isGreaterThanOrEqualTo(reached));
            eventually(() -> assertThat(game.meta("paused")).containsEntry("mode", "live"));
            assertThat(status(pause)).isEqualTo("applied");
            assertThat(status(resume)).isEqualTo("applied");
            feed.stop();
            eventually(
                    () ->
                            assertThat(game.score("paused", driver))
                                    .isEqualTo(feed.countFrom(driver, from)));
        }
    }

    private static double lag(String player) {
        return game.score("witness", player) - game.score("paused", player);
    }

    @Test
    void dropsABoardThatIsDeleted() throws Exception {
        String driver = "driver of delete";
        try (Feed feed = feed(Map.of(driver, SLOW))) {
            putCount("deleted", 1, Instant.now());
            eventually(() -> assertThat(game.board("deleted")).containsKey(driver));

            Sent delete = game.send("board.delete", message -> message.put("board", "deleted"));

            visibly(
                    delete,
                    () -> {
                        assertThat(game.redis().exists(game.key("deleted"))).isFalse();
                        assertThat(game.meta("deleted")).isEmpty();
                    });
            assertThat(status(delete)).isEqualTo("applied");

            // Another one of this name starts from nothing.
            Instant from = ahead();
            Sent again = putCount("deleted", 1, from);

            visibly(again, () -> assertThat(game.board("deleted")).containsKey(driver));
            feed.stop();
            eventually(
                    () ->
                            assertThat(game.score("deleted", driver))
                                    .isEqualTo(feed.countFrom(driver, from)));
        }
    }

    @Test
    void takesABannedPlayerOffEveryBoardUntilTheBanIsTakenBack() throws Exception {
        String cheat = "cheat {1}: \"quoted\"";
        String honest = "honest";
        try (Feed feed = feed(Map.of(cheat, SLOW, honest, SLOW))) {
            eventually(
                    () ->
                            assertThat(boardsOf(cheat))
                                    .anyMatch(key -> key.contains("window_30s_speed"))
                                    .anyMatch(key -> key.contains("daily_distance:country=DE"))
                                    .contains(game.key("total_distance"), game.key("top_speed")));

            Sent ban = game.send("player.ban", message -> message.put("player_id", cheat));

            visibly(ban, () -> assertThat(boardsOf(cheat)).isEmpty());
            assertThat(boardsOf(honest)).contains(game.key("total_distance"));
            assertThat(status(ban)).isEqualTo("applied");

            int before = feed.count(cheat);
            Sent unban = game.send("player.unban", message -> message.put("player_id", cheat));

            visibly(
                    unban,
                    () ->
                            assertThat(game.score("total_distance", cheat))
                                    .isNotNull()
                                    .isGreaterThanOrEqualTo(before));
            assertThat(status(unban)).isEqualTo("applied");
            feed.stop();
            eventually(
                    () ->
                            assertThat(game.score("total_distance", cheat))
                                    .isEqualTo(feed.count(cheat)));
        }
    }

    private static List<String> boardsOf(String player) {
        return game.redis().keys(game.key("*")).stream()
                .filter(key -> game.redis().zscore(key, player) != null)
                .toList();
    }

    @Test
    void refusesWhatIsWrongAndSaysWhy() {
        Map<String, String> before = withoutWindows(game.meta("top_speed"));

        Sent aggregation =
                game.send(
                        "board.put",
                        message ->
                                message.put("board", "top_speed")
                                        .put("version", 7)
                                        .put("score", "speed_kmph")
                                        .put("aggregation", "median"));
        Sent filter =
                game.send(
                        "board.put",
                        message ->
                                message.put("board", "top_speed")
                                        .put("version", 7)
                                        .put("score", "speed_kmph")
                                        .put("aggregation", "max")
                                        .put("filter", "event.altitude > 3"));
        Sent succession =
                game.send(
                        "board.put",
                        message ->
                                message.put("board", "top_speed")
                                        .put("version", 7)
                                        .put("score", "speed_kmph")
                                        .put("aggregation", "min"));
        Sent parameter =
                game.send("param.put", message -> message.put("name", "is_bot").put("value", "x"));
        Sent dated =
                game.send(
                        "player.ban",
                        message -> message.put("player_id", "x").put("from", 10).put("until", 5));
        game.putControl("{\"type\":");

        assertRejected(aggregation, "aggregation", "median", "use sum, max, min, last, first");
        assertRejected(filter, "filter", "event.altitude > 3", "altitude");
        assertRejected(succession, "aggregation", "min", "accepted only as a shadow");
        assertRejected(parameter, "value", "\"x\"", "int");
        assertRejected(dated, "until", "5", "must be after from");
        eventually(
                () ->
                        assertThat(game.records("control-status"))
                                .anySatisfy(
                                        answer -> {
                                            assertThat(answer.path("status").asText())
                                                    .isEqualTo("rejected");
                                            assertThat(answer.path("origin").asText())
                                                    .contains("control");
                                            assertThat(answer.path("rule").asText()).isNotEmpty();
                                        }));
        assertThat(withoutWindows(game.meta("top_speed"))).isEqualTo(before);
    }

    private static Map<String, String> withoutWindows(Map<String, String> meta) {
        Map<String, String> rest = new LinkedHashMap<>(meta);
        rest.keySet().removeIf(field -> field.startsWith("key:"));
        return rest;
    }

    @Test
    void lastWriterWins_whateverTheOrderOfArrival() {
        Instant now = Instant.now();
        Sent newer = putCount("ordered", 2, now);
        assertApplied(newer, "ordered", 2);

        Sent older =
                game.send(
                        "board.put",
                        now.minusSeconds(10),
                        message ->
                                message.put("board", "ordered")
                                        .put("version", 1)
                                        .put("aggregation", "count")
                                        .put("effective_from", now.plusSeconds(1).toString()));

        assertThat(status(older)).isEqualTo("superseded");
        assertThat(game.answer(older).path("in_force").path("ordered").asInt()).isEqualTo(2);
        assertThat(game.meta("ordered")).containsEntry("version", "2");
    }

    /** To the millisecond, as messages are read. */
    private static Instant ahead() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(AHEAD);
    }

    /** Puts a board that counts the slow ones. */
    private static Sent putCount(String board, int version, Instant from) {
        return game.send(
                "board.put",
                message ->
                        message.put("board", board)
                                .put("version", version)
                                .put("aggregation", "count")
                                .put("filter", "event.speed_kmph < 200")
                                .put("effective_from", from.toString()));
    }

    /** Players driving, people where they have no row yet; returns when their events show. */
    private static Feed feed(Map<String, Integer> speeds) throws Exception {
        for (String player : speeds.keySet()) {
            if (game.profile(player).isEmpty()) {
                game.putPlayer(player, player, 1, "DE", 0);
            }
        }
        eventually(
                () ->
                        assertThat(speeds.keySet())
                                .allMatch(player -> !game.profile(player).isEmpty()));
        Feed feed = Feed.start(game, speeds);
        eventually(() -> assertThat(game.board("top_speed")).containsKeys(keys(speeds)));
        return feed;
    }

    private static String[] keys(Map<String, Integer> speeds) {
        return speeds.keySet().toArray(new String[0]);
    }

    private static void assertApplied(Sent message, String board, int version) {
        assertThat(status(message)).isEqualTo("applied");
        eventually(
                () ->
                        assertThat(game.meta(board))
                                .containsEntry("version", Integer.toString(version)));
    }

    private static void assertRejected(Sent message, String field, String value, String rule) {
        assertThat(status(message)).isEqualTo("rejected");
        JsonNode answer = game.answer(message);
        assertThat(answer.path("field").asText()).isEqualTo(field);
        assertThat(answer.path("value").asText()).isEqualTo(value);
        assertThat(answer.path("rule").asText()).contains(rule);
    }

    /** The status of the one answer. */
    private static String status(Sent message) {
        String status = game.answer(message).path("status").asText();
        assertThat(game.answers(message)).hasSize(1);
        return status;
    }
}
