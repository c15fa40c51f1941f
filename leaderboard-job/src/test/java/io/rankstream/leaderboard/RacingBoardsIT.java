package io.rankstream.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.flink.testkit.TestCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a back end reads from Redis in the racing example, by plain commands and plain keys. */
@Timeout(120)
class RacingBoardsIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PLAYERS = 12;

    /** {@code leaderboard:<board>[:v<n>][:<field>=<value>,...][:<window>]}. */
    private static final Pattern BOARD_KEY =
            Pattern.compile(
                    "leaderboard:[a-z][a-z0-9_]{0,63}(:v[0-9]+)?(:[a-z_]+=(~|[A-Za-z0-9_.%-]+))?"
                            + "(:([0-9]{8}T[0-9]{6}Z|[0-9]{4}-[0-9]{2}-[0-9]{2}))?");

    private static RacingGame game;
    private static Instant time;

    /** Player n drives n times 10 m at 100 + n km/h, three times; two of three are people. */
    @BeforeAll
    static void play(@InjectMiniCluster MiniCluster cluster) throws Exception {
        game = RacingGame.prepare("racing", "", Map.of()).start(cluster);
        for (int i = 1; i <= PLAYERS; i++) {
            game.putPlayer(
                    player(i), "alias-" + i, i, i % 2 == 0 ? "DE" : "FR", i % 3 == 0 ? 1 : 0);
        }
        game.awaitPlayersAreFollowed();
        // All laps within one second, and so within one window.
        time = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusMillis(500);
        List<byte[]> events = new ArrayList<>();
        for (int lap = 0; lap < 3; lap++) {
            for (int i = 1; i <= PLAYERS; i++) {
                events.add(
                        RacingGame.event(player(i), 98 + i + lap, 10L * i, time.minusMillis(lap)));
            }
        }
        game.putEvents(events);
        RacingGame.eventually(
                () -> {
                    assertThat(game.board("total_distance"))
                            .hasSize(PLAYERS)
                            .containsEntry(player(PLAYERS), 30.0 * PLAYERS);
                    assertThat(game.board("top_speed:v2"))
                            .hasSize(PLAYERS)
                            .containsEntry(player(PLAYERS), 100.0 + PLAYERS);
                });
    }

    @AfterAll
    static void close() throws Exception {
        game.end();
    }

    private static String player(int number) {
        return "player-" + number;
    }

    @Test
    void answersThePlainCommandForTheTopTen() {
        RacingGame.eventually(
                () ->
                        assertThat(answer("ZREVRANGE leaderboard:total_distance 0 9 WITHSCORES"))
                                .containsExactly(
                                        "player-12",
                                        "360",
                                        "player-11",
                                        "330",
                                        "player-10",
                                        "300",
                                        "player-9",
                                        "270",
                                        "player-8",
                                        "240",
                                        "player-7",
                                        "210",
                                        "player-6",
                                        "180",
                                        "player-5",
                                        "150",
                                        "player-4",
                                        "120",
                                        "player-3",
                                        "90"));
        RacingGame.eventually(
                () ->
                        assertThat(answer("ZREVRANGE leaderboard:top_speed:v2 0 9 WITHSCORES"))
                                .containsExactly(
                                        "player-12",
                                        "112",
                                        "player-11",
                                        "111",
                                        "player-10",
                                        "110",
                                        "player-9",
                                        "109",
                                        "player-8",
                                        "108",
                                        "player-7",
                                        "107",
                                        "player-6",
                                        "106",
                                        "player-5",
                                        "105",
                                        "player-4",
                                        "104",
                                        "player-3",
                                        "103"));
    }

    /** The command as one would type it, by a client that knows nothing of boards. */
    private static List<String> answer(String command) throws IOException {
        try (Socket socket =
                new Socket(
                        TestServers.shared().redis().host(), TestServers.shared().redis().port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int elements = Integer.parseInt(lines.readLine().substring(1));
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < elements; i++) {
                // An element is its length and then itself.
                lines.readLine();
                texts.add(lines.readLine());
            }
            return texts;
        }
    }

    @Test
    void dividesTheDaysBoardByCountry() {
        String day = LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
        RacingGame.eventually(
                () -> {
                    assertThat(game.board("daily_distance:country=DE:" + day))
                            .hasSize(PLAYERS / 2)
                            .containsEntry("player-2", 60.0);
                    assertThat(game.board("daily_distance:country=FR:" + day))
                            .hasSize(PLAYERS / 2)
                            .containsEntry("player-1", 30.0);
                });
    }

    @Test
    void averagesSpeedsWithinAWindow() {
        long start = time.toEpochMilli() / 30_000 * 30_000;
        RacingGame.eventually(
                () -> {
                    assertThat(game.score("window_30s_speed:" + label(start), "player-5"))
                            .isEqualTo(104.0);
                    assertThat(game.score("window_30s_distance:" + label(start), "player-5"))
                            .isEqualTo(150.0);
                });
    }

    private static String label(long start) {
        return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.ofEpochMilli(start));
    }

    @Test
    void namesEveryKeyByTheGrammar() {
        Set<String> boards = new TreeSet<>(game.redis().keys("leaderboard:*"));

        assertThat(boards)
                .contains(
                        "leaderboard:total_distance",
                        "leaderboard:top_speed",
                        "leaderboard:total_distance:v2",
                        "leaderboard:top_speed:v2")
                .allMatch(key -> BOARD_KEY.matcher(key).matches());
        assertThat(game.redis().keys("{leaderboard:*"))
                .containsExactlyInAnyOrder(
                        "{leaderboard:total_distance}:meta",
                        "{leaderboard:top_speed}:meta",
                        "{leaderboard:window_30s_distance}:meta",
                        "{leaderboard:window_30s_speed}:meta",
                        "{leaderboard:daily_distance}:meta");
    }

    @Test
    void letsKeysOfWindowsExpireAndNoOthers() {
        for (String key : game.redis().keys("leaderboard:*")) {
            long seconds = game.redis().ttl(key);
            if (key.startsWith("leaderboard:window_30s")) {
                // 30 s of window, 15 s of lateness, one hour of retention.
                assertThat(seconds).as(key).isBetween(3_400L, 3_645L);
            } else if (key.startsWith("leaderboard:daily_distance")) {
                assertThat(Duration.ofSeconds(seconds).toDays()).as(key).isBetween(29L, 31L);
            } else {
                assertThat(seconds).as(key).isEqualTo(-1);
            }
        }
    }

    @Test
    void describesABoardAndItsShadowInMeta() throws Exception {
        RacingGame.eventually(
                () ->
                        assertThat(game.meta("top_speed"))
                                .containsEntry("version", "1")
                                .containsEntry("mode", "live")
                                .containsEntry("order", "desc")
                                .containsEntry("decimals", "0")
                                .containsEntry("v2.version", "2")
                                .containsEntry("v2.mode", "shadow")
                                .hasEntrySatisfying(
                                        "key:leaderboard:top_speed",
                                        value -> assertThat(value).startsWith("0,")));
        JsonNode definition = JSON.readTree(game.meta("top_speed").get("definition"));
        assertThat(definition.path("score").asText()).isEqualTo("speed_kmph");
        assertThat(definition.path("aggregation").asText()).isEqualTo("max");
        JsonNode shadow = JSON.readTree(game.meta("top_speed").get("v2.definition"));
        assertThat(shadow.path("eligible").asText()).contains("param.is_bot");

        Map<String, String> average = game.meta("window_30s_speed");
        assertThat(average).containsEntry("decimals", "2").containsKey("window.current");
        assertThat(Long.parseLong(average.get("window.end")))
                .isCloseTo(Long.parseLong(average.get("window.start")) + 30_000, within(0L));
    }

    @Test
    void showsProfiles() {
        RacingGame.eventually(
                () ->
                        assertThat(game.profile("player-7"))
                                .isEqualTo(
                                        Map.of("alias", "alias-7", "country", "FR", "level", "7")));
    }

    @Test
    void neverRestarts() throws Exception {
        game.assertNeverRestarted();
    }
}
