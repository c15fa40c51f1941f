package io.rankstream.leaderboard;

import static io.rankstream.leaderboard.RacingGame.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.flink.testkit.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a change of the table of players does to boards, for ids that tempt a parser. */
@Timeout(120)
class ProfileChangesIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    private static final Duration PARKING = Duration.ofSeconds(5);

    private static final Map<String, Map<String, String>> PROPERTIES =
            Map.of("dimension", Map.of("parking", PARKING.toString()));

    private static final List<String> IDS =
            List.of(
                    "two words",
                    "a:b:v2:meta",
                    "{braces}",
                    "racing \uD83C\uDFCE\uFE0F\uD83C\uDFC1",
                    "\"quotes\" 'and' \\",
                    "country=DE,level=3",
                    "100%25",
                    "*?[a-z]");

    private static RacingGame game;

    private List<String> players;
    private Instant time;
    private String day;

    @BeforeAll
    static void start(@InjectMiniCluster MiniCluster cluster) throws Exception {
        game = RacingGame.prepare("profiles", PROPERTIES).start(cluster);
        game.awaitPlayersAreFollowed();
    }

    @AfterAll
    static void stop() throws Exception {
        game.end();
    }

    /** Each test has players of its own. */
    @BeforeEach
    void namePlayers(TestInfo test) {
        String suffix = " " + test.getTestMethod().orElseThrow().getName();
        players = IDS.stream().map(id -> id + suffix).toList();
        time = Instant.now();
        day = LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
    }

    @AfterEach
    void neverRestarts() throws Exception {
        game.assertNeverRestarted();
    }

    @Test
    void renamesAPlayerInTheProfileOnly() throws Exception {
        for (String player : players) {
            game.putPlayer(player, "before", 3, "DE", 0);
            play(player, 0);
        }
        awaitBoards("total_distance", "daily_distance:country=DE:" + day);
        eventually(() -> assertThat(players).allMatch(player -> boardRecords(player) >= 5));
        List<Integer> before = players.stream().map(ProfileChangesIT::boardRecords).toList();

        for (String player : players) {
            game.putPlayer(player, "\u00E4fter \uD83C\uDFC1", 3, "DE", 0);
        }

        eventually(
                () -> {
                    for (String player : players) {
                        assertThat(game.profile(player))
                                .isEqualTo(
                                        Map.of(
                                                "alias", "\u00E4fter \uD83C\uDFC1",
                                                "country", "DE",
                                                "level", "3"));
                        assertThat(profileRecords(player)).isEqualTo(2);
                    }
                });
        assertThat(players.stream().map(ProfileChangesIT::boardRecords).toList()).isEqualTo(before);
        awaitBoards("total_distance", "daily_distance:country=DE:" + day);
    }

    @Test
    void movesAPlayerToTheBoardOfAnotherCountry() throws Exception {
        for (String player : players) {
            game.putPlayer(player, player, 1, "DE", 0);
            play(player, 0);
        }
        awaitBoards("daily_distance:country=DE:" + day);

        for (String player : players) {
            game.putPlayer(player, player, 1, "C\u00F4te d'Ivoire", 0);
        }

        awaitBoards("daily_distance:country=C%C3%B4te%20d%27Ivoire:" + day);
        assertThat(game.board("daily_distance:country=DE:" + day)).doesNotContainKeys(ids());
        for (String player : players) {
            play(player, 1);
        }
        eventually(
                () ->
                        assertThat(
                                        game.board(
                                                "daily_distance:country=C%C3%B4te%20d%27Ivoire:"
                                                        + day))
                                .containsAllEntriesOf(scores(20)));
        assertThat(game.board("daily_distance:country=DE:" + day)).doesNotContainKeys(ids());
        assertThat(game.board("total_distance")).containsAllEntriesOf(scores(20));
    }

    @Test
    void hidesWhoTurnsOutToBeABot() throws Exception {
        for (String player : players) {
            game.putPlayer(player, player, 1, "DE", 0);
            play(player, 0);
        }
        awaitBoards("total_distance", "total_distance:v2");
        game.answer(game.sendBotSwitch(0, Instant.now()));

        for (String player : players) {
            game.putPlayer(player, player, 1, "DE", 1);
        }

        eventually(
                () -> {
                    assertThat(game.board("total_distance:v2")).doesNotContainKeys(ids());
                    assertThat(game.board("top_speed:v2")).doesNotContainKeys(ids());
                });
        assertThat(game.board("total_distance")).containsAllEntriesOf(scores(10));

        for (String player : players) {
            play(player, 1);
            game.putPlayer(player, player, 1, "DE", 0);
        }

        eventually(
                () -> {
                    assertThat(game.board("total_distance:v2")).containsAllEntriesOf(scores(20));
                    assertThat(game.board("top_speed:v2")).containsAllEntriesOf(scores(100));
                });
        game.answer(game.sendBotSwitch(null, Instant.now()));
    }

    @Test
    void hidesAPlayerWhoseRowIsDeletedUntilItComesBack() throws Exception {
        for (String player : players) {
            game.putPlayer(player, player, 1, "DE", 0);
            play(player, 0);
        }
        awaitBoards("total_distance", "total_distance:v2", "daily_distance:country=DE:" + day);

        for (String player : players) {
            game.deletePlayer(player);
        }

        eventually(
                () -> {
                    assertThat(keysThatShowAny()).isEmpty();
                    assertThat(players).allMatch(player -> game.profile(player).isEmpty());
                });

        for (String player : players) {
            play(player, 1);
            game.putPlayer(player, "back", 2, "FR", 0);
        }

        eventually(
                () -> {
                    assertThat(game.board("total_distance")).containsAllEntriesOf(scores(20));
                    assertThat(game.board("total_distance:v2")).containsAllEntriesOf(scores(20));
                    assertThat(game.board("daily_distance:country=FR:" + day))
                            .containsAllEntriesOf(scores(20));
                    assertThat(players)
                            .allMatch(player -> game.profile(player).containsValue("back"));
                });
        assertThat(game.board("daily_distance:country=DE:" + day)).doesNotContainKeys(ids());
    }

    private Set<String> keysThatShowAny() {
        return game.redis().keys(game.key("*")).stream()
                .filter(
                        key ->
                                players.stream()
                                        .anyMatch(
                                                player -> game.redis().zscore(key, player) != null))
                .collect(Collectors.toSet());
    }

    @Test
    void holdsEventsOfAnUnknownPlayerBackUntilTheRowComes() throws Exception {
        String known = "known " + players.get(0);
        game.putPlayer(known, known, 1, "DE", 0);
        eventually(() -> assertThat(game.profile(known)).isNotEmpty());
        for (String player : players) {
            play(player, 0);
        }
        game.putEvent(known, 100, 10, time);
        eventually(() -> assertThat(game.board("total_distance")).containsKey(known));

        for (String player : players) {
            game.putPlayer(player, player, 1, "SE", 0);
        }

        awaitBoards("total_distance", "daily_distance:country=SE:" + day);
        assertThat(players).noneMatch(ProfileChangesIT::everStoodWithoutCountry);
    }

    @Test
    void ranksAPlayerWithoutARowAfterTheParkingTime() throws Exception {
        Instant before = Instant.now();
        for (String player : players) {
            play(player, 0);
        }

        awaitBoards("total_distance", "daily_distance:country=~:" + day);

        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(PARKING);
        // Who was waited for in vain is not waited for again.
        Instant again = Instant.now();
        for (String player : players) {
            play(player, 1);
        }
        eventually(() -> assertThat(game.board("total_distance")).containsAllEntriesOf(scores(20)));
        assertThat(Duration.between(again, Instant.now())).isLessThan(PARKING);

        for (String player : players) {
            game.putPlayer(player, player, 1, "NO", 0);
        }

        eventually(
                () ->
                        assertThat(game.board("daily_distance:country=NO:" + day))
                                .containsAllEntriesOf(scores(20)));
        assertThat(game.board("daily_distance:country=~:" + day)).doesNotContainKeys(ids());
    }

    private void play(String player, int lap) {
        game.putEvent(player, 100, 10, time.plusMillis(lap));
    }

    private void awaitBoards(String... boards) {
        eventually(
                () -> {
                    for (String board : boards) {
                        assertThat(game.board(board)).containsAllEntriesOf(scores(10));
                    }
                });
    }

    private Map<String, Double> scores(double score) {
        return players.stream().collect(Collectors.toMap(player -> player, player -> score));
    }

    private String[] ids() {
        return players.toArray(new String[0]);
    }

    /** How many commands about a member of a board were published. */
    private static int boardRecords(String player) {
        return (int)
                game.records("results").stream()
                        .filter(record -> record.path("command").asText().startsWith("Z"))
                        .filter(record -> isLastArgument(record, player))
                        .count();
    }

    private static boolean everStoodWithoutCountry(String player) {
        return game.records("results").stream()
                .filter(record -> record.path("args").path(0).asText().contains("country=~"))
                .anyMatch(record -> isLastArgument(record, player));
    }

    private static boolean isLastArgument(JsonNode record, String text) {
        JsonNode args = record.path("args");
        return args.path(args.size() - 1).asText().equals(text);
    }

    private static int profileRecords(String player) {
        return (int)
                game.records("results").stream()
                        .filter(record -> record.path("command").asText().equals("HSET"))
                        .filter(
                                record ->
                                        record.path("args")
                                                .path(0)
                                                .asText()
                                                .equals("profiles:player:" + player))
                        .count();
    }
}
