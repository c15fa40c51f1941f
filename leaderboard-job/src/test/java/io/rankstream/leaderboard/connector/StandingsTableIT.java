package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.leaderboard.config.StandingsConfig;
import io.rankstream.leaderboard.config.TestConfig;
import io.rankstream.leaderboard.domain.ClosedWindow;
import io.rankstream.leaderboard.domain.FinalWindow;
import io.rankstream.leaderboard.domain.StandingRow;
import io.rankstream.local.mysql.MariaDbServer;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.command.BoardCommand.WindowShare;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the statement does to a row, on a real MariaDB and a real PostgreSQL. */
@Timeout(120)
class StandingsTableIT {

    private static final Path FOLDER = Path.of("target", "it", "standings").toAbsolutePath();
    private static final long END = Instant.parse("2026-11-20T10:00:30Z").toEpochMilli();

    private static final String BOARD =
            "{\"board\":\"sprint\",\"version\":3,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"decimals\":2,\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"}}";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private static MariaDbServer mariaDb;
    private static EmbeddedPostgres postgreSql;
    private static Path password;

    /** The databases there are. */
    enum Database {
        MARIADB,
        POSTGRESQL
    }

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(FOLDER);
        mariaDb = MariaDbServer.start(FOLDER.resolve("mariadb"), 0);
        postgreSql =
                EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(FOLDER.resolve("postgresql").toFile())
                        .start();
        password = Files.writeString(FOLDER.resolve("password"), MariaDbServer.PASSWORD);
    }

    @AfterAll
    static void stop() throws Exception {
        mariaDb.close();
        postgreSql.close();
    }

    @BeforeEach
    void createTables() throws Exception {
        execute(Database.MARIADB, "DROP TABLE IF EXISTS standings_it");
        execute(Database.POSTGRESQL, "DROP TABLE IF EXISTS standings_it");
        execute(Database.MARIADB, StandingsDdl.mariaDb("standings_it"));
        execute(Database.POSTGRESQL, StandingsDdl.postgreSql("standings_it"));
    }

    @ParameterizedTest
    @EnumSource
    void writesEveryColumn(Database database) throws Exception {
        long reachedAt = Instant.parse("2026-11-20T10:00:07.125Z").toEpochMilli();
        write(
                database,
                StandingRow.of(window(1_000), "country=DE", "Zo\u00eb", 2, -1_205, reachedAt));

        assertThat(rows(database))
                .containsExactly(
                        "sprint|3|20261120T100000Z|country=DE|2|Zo\u00eb|-12.050000000"
                                + "|2026-11-20 10:00:07.125|1000|2026-11-20 10:00:50.000|"
                                + rewardId("country=DE", "Zo\u00eb"));
    }

    @ParameterizedTest
    @EnumSource
    void replacesARowByOneOfAHigherRevision_andNoOther(Database database) throws Exception {
        write(database, row(2_000, "ada", 1, 700));
        write(database, row(1_999, "ada", 5, 100));
        assertThat(standings(database)).containsExactly("1 ada 7.000000000 r2000");

        write(database, row(2_000, "ada", 2, 650));
        assertThat(standings(database)).containsExactly("2 ada 6.500000000 r2000");

        write(database, StandingRow.withdrawn(window(2_001), "", "ada"));
        assertThat(standings(database)).containsExactly("null ada null r2001");

        write(database, row(2_000, "ada", 1, 700));
        assertThat(standings(database)).containsExactly("null ada null r2001");

        write(database, row(2_002, "ada", 4, 90));
        assertThat(standings(database)).containsExactly("4 ada 0.900000000 r2002");
    }

    @ParameterizedTest
    @EnumSource
    void tellsMembersApart_thatDifferInCaseOrInSpaces(Database database) throws Exception {
        write(
                database,
                row(1, "ada", 1, 4),
                row(1, "Ada", 2, 3),
                row(1, "ada ", 3, 2),
                row(1, "\ud83d\ude00'; --", 4, 1),
                row(1, "m".repeat(256), 5, 1));

        assertThat(standings(database))
                .containsExactly(
                        "1 ada 0.040000000 r1",
                        "2 Ada 0.030000000 r1",
                        "3 ada  0.020000000 r1",
                        "4 \ud83d\ude00'; -- 0.010000000 r1",
                        "5 " + "m".repeat(256) + " 0.010000000 r1");
    }

    @ParameterizedTest
    @EnumSource
    void saysThatTheTableIsNotThere(Database database) throws Exception {
        execute(database, "DROP TABLE standings_it");

        assertThatThrownBy(() -> write(database, row(1, "ada", 1, 1)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("standings.table: standings_it of jdbc:")
                .hasMessageContaining("docs/standings.md");
    }

    private static StandingRow row(long revision, String member, long rank, long score)
            throws Exception {
        return StandingRow.of(window(revision), "", member, rank, score, StandingRow.UNTIMED);
    }

    private static FinalWindow window(long revision) throws Exception {
        return new FinalWindow(
                BoardDefinition.parse(BOARD),
                1,
                true,
                3,
                END - 30_000,
                END + 20_000,
                revision,
                ClosedWindow.of(
                        new WindowShare(
                                "sprint", 1, "20261120T100000Z", END, END + 3_600_000, 1, 0)));
    }

    private static String rewardId(String partition, String member) throws Exception {
        return StandingRow.withdrawn(window(1), partition, member).rewardId().toString();
    }

    private static void write(Database database, StandingRow... rows) throws Exception {
        StandingsConfig config = config(database);
        try (StandingsConnection connections = new StandingsConnection(config);
                PreparedStatement statement =
                        connections
                                .getOrEstablishConnection()
                                .prepareStatement(
                                        StandingsTable.upsert(config.dialect(), config.table()))) {
            for (StandingRow row : rows) {
                StandingsTable.setParameters(config.dialect(), statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static StandingsConfig config(Database database) {
        TestConfig config =
                TestConfig.withBoards()
                        .with("standings", "jdbc.url", url(database))
                        .with("standings", "table", "standings_it");
        if (database == Database.MARIADB) {
            config.with("standings", "jdbc.user", MariaDbServer.USER)
                    .with("standings", "jdbc.password", "file:" + password);
        } else {
            config.with("standings", "jdbc.user", "postgres");
        }
        return config.build().standings().orElseThrow();
    }

    private static String url(Database database) {
        return database == Database.MARIADB
                ? mariaDb.jdbcUrl()
                : "jdbc:postgresql://localhost:" + postgreSql.getPort() + "/postgres";
    }

    private static List<String> rows(Database database) throws Exception {
        return query(
                database,
                "SELECT board, version, window_label, partition_key, member_rank, member, score,"
                        + " reached_at, revision, finalized_at, reward_id FROM standings_it",
                "|");
    }

    private static List<String> standings(Database database) throws Exception {
        List<String> texts = new ArrayList<>();
        for (String row :
                query(
                        database,
                        "SELECT member_rank, member, score, revision FROM standings_it"
                                + " ORDER BY member_rank",
                        "\t")) {
            String[] columns = row.split("\t", -1);
            texts.add(columns[0] + " " + columns[1] + " " + columns[2] + " r" + columns[3]);
        }
        return texts;
    }

    private static List<String> query(Database database, String sql, String separator)
            throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    String column = result.getMetaData().getColumnName(i);
                    Object value = result.getObject(i);
                    columns.add(
                            column.endsWith("_at") && value != null
                                    ? result.getTimestamp(i).toLocalDateTime().format(TIME)
                                    : String.valueOf(value));
                }
                rows.add(String.join(separator, columns));
            }
        }
        return rows;
    }

    private static void execute(Database database, String sql) throws Exception {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(Database database) throws SQLException, IOException {
        return database == Database.MARIADB
                ? mariaDb.connect()
                : postgreSql.getPostgresDatabase().getConnection();
    }
}
