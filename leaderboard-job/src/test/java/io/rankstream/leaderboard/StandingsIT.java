package io.rankstream.leaderboard;

import static io.rankstream.leaderboard.RacingGame.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.leaderboard.connector.StandingsDdl;
import io.rankstream.local.mysql.MariaDbServer;
import io.rankstream.model.standings.RewardId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Final standings in a real MariaDB, while the job is killed at the moments that matter. */
@Timeout(240)
class StandingsIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(2);

    private static final String TABLE = "final_standings_it";
    private static final long WINDOW_MILLIS = 5_000;

    /** Parking and slack, as the game sets them. */
    private static final long CLOSE_DELAY_MILLIS = 2_500;

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String WINDOW =
            "\"window\":{\"type\":\"tumbling\",\"size\":\"PT5S\"},\"retention\":\"PT1H\"";

    private static RacingGame game;
    private static MiniCluster cluster;

    @BeforeAll
    static void start(@InjectMiniCluster MiniCluster on) throws Exception {
        cluster = on;
        MariaDbServer mariaDb = TestServers.shared().mariaDb();
        try (Connection connection = mariaDb.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + TABLE);
            statement.execute(StandingsDdl.mariaDb(TABLE));
        }
        Path password =
                Files.writeString(
                        TestServers.emptyFolder("standings-password").resolve("password"),
                        MariaDbServer.PASSWORD);
        game =
                RacingGame.prepare(
                        "standings",
                        Map.of(
                                "standings",
                                Map.of(
                                        "jdbc.url",
                                        mariaDb.jdbcUrl(),
                                        "jdbc.user",
                                        MariaDbServer.USER,
                                        "jdbc.password",
                                        "file:" + password,
                                        "table",
                                        TABLE,
                                        "top",
                                        "3",
                                        "flush_interval",
                                        "PT0.2S"),
                                "boards",
                                Map.of(
                                        "sprint",
                                        "{\"board\":\"sprint\",\"version\":4,\"score\":"
                                                + "\"event.distance_meters * 0.5\",\"decimals\":1,"
                                                + "\"aggregation\":\"sum\",\"ties\":\"shared\","
                                                + "\"partition_by\":[\"player.country\"],"
                                                + WINDOW
                                                + "}",
                                        "nations",
                                        "{\"board\":\"nations\",\"version\":1,\"score\":"
                                                + "\"distance_meters\",\"aggregation\":\"max\","
                                                + "\"order\":\"asc\",\"member\":\"player.country\","
                                                + WINDOW
                                                + "}")));
        game.start(on, 2, new Configuration());
        game.awaitPlayersAreFollowed();
        for (int i = 1; i <= 8; i++) {
            game.putPlayer("p" + i, "p" + i, i, i <= 6 ? "DE" : "FR", 0);
        }
        eventually(() -> assertThat(game.profile("p8")).isNotEmpty());
    }

    @AfterAll
    static void end() throws Exception {
        game.end();
    }

    @Test
    void writesAndRevisesTheFirstOfAWindow_whateverDies() throws Exception {
        long window = Math.floorDiv(Instant.now().toEpochMilli(), WINDOW_MILLIS) * WINDOW_MILLIS;
        String label = LABEL.format(Instant.ofEpochMilli(window));
        List<byte[]> events = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            long meters = i == 4 ? 31 : 10L * i + 1;
            events.add(RacingGame.event("p" + i, 100, meters, Instant.ofEpochMilli(window + i)));
        }
        game.putEvents(events);

        // Announced, and not written before the next checkpoint.
        eventually(() -> assertThat(game.meta("sprint")).containsKey("final:" + label));
        killTaskManager();
        eventually(
                () ->
                        assertThat(standings("sprint", label))
                                .containsExactly(
                                        "country=DE 1 p6 30.5",
                                        "country=DE 2 p5 25.5",
                                        "country=DE 3 p3 15.5",
                                        "country=DE 3 p4 15.5",
                                        "country=FR 1 p8 40.5",
                                        "country=FR 2 p7 35.5"));
        eventually(
                () ->
                        assertThat(standings("nations", label))
                                .containsExactly(" 1 DE 61.0", " 2 FR 81.0"));
        assertColumns(label, window);

        // The best leaves, one nobody has written of comes up, and the job dies once more.
        String before = game.meta("sprint").get("final:" + label);
        game.send("player.ban", body -> body.put("player_id", "p6"));
        eventually(
                () -> assertThat(game.meta("sprint").get("final:" + label)).isNotEqualTo(before));
        killTaskManager();
        game.putPlayer("p8", "p8", 8, "DE", 0);
        eventually(
                () ->
                        assertThat(standings("sprint", label))
                                .containsExactly(
                                        "country=DE 1 p8 40.5",
                                        "country=DE 2 p5 25.5",
                                        "country=DE 3 p3 15.5",
                                        "country=DE 3 p4 15.5",
                                        "country=DE - p6",
                                        "country=FR 1 p7 35.5",
                                        "country=FR - p8"));
        eventually(
                () ->
                        assertThat(standings("nations", label))
                                .containsExactly(" 1 FR 71.0", " 2 DE 81.0"));

        game.answer(game.send("player.unban", body -> body.put("player_id", "p6")));
        eventually(
                () ->
                        assertThat(standings("sprint", label))
                                .containsExactly(
                                        "country=DE 1 p8 40.5",
                                        "country=DE 2 p6 30.5",
                                        "country=DE 3 p5 25.5",
                                        "country=DE - p3",
                                        "country=DE - p4",
                                        "country=FR 1 p7 35.5",
                                        "country=FR - p8"));
    }

    /** What is left of tasks that are gone may write no more, and everything starts again. */
    private static void killTaskManager() throws Exception {
        cluster.terminateTaskManager(0).get();
        cluster.startTaskManager();
    }

    private static void assertColumns(String label, long window) throws SQLException {
        assertThat(
                        query(
                                "SELECT CONCAT(version, ' ', finalized_at, ' ', reward_id, ' ',"
                                        + " ISNULL(reached_at)) FROM "
                                        + TABLE
                                        + " WHERE board = 'sprint' AND member = 'p6' AND"
                                        + " window_label = '"
                                        + label
                                        + "'"))
                .containsExactly(
                        "4 "
                                + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS")
                                        .withZone(ZoneOffset.UTC)
                                        .format(
                                                Instant.ofEpochMilli(
                                                        window
                                                                + WINDOW_MILLIS
                                                                + CLOSE_DELAY_MILLIS))
                                + " "
                                + RewardId.of("sprint", label, "country=DE", "p6")
                                + " 1");
    }

    private static List<String> standings(String board, String label) throws SQLException {
        return query(
                "SELECT CONCAT(partition_key, ' ', IFNULL(CONCAT(member_rank, ' ', member, ' ',"
                        + " CAST(score AS DECIMAL(20,1))), CONCAT('- ', member))) FROM "
                        + TABLE
                        + " WHERE board = '"
                        + board
                        + "' AND window_label = '"
                        + label
                        + "' ORDER BY partition_key, ISNULL(member_rank), member_rank, member");
    }

    private static List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = TestServers.shared().mariaDb().connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
