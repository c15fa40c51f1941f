package io.rankstream.flink.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.flink.testkit.CollectingSink;
import io.rankstream.flink.testkit.TestCluster;
import io.rankstream.local.mysql.MariaDbServer;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class MySqlDimensionSourceIT {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER = TestCluster.withRocksDb(1);

    private static final FieldSchema PLAYER_COLUMNS =
            FieldSchema.parse("alias:string,level:int,is_bot:int");

    private static MariaDbServer database;

    @TempDir private Path folder;

    private final CollectingSink<DimensionRow> rows = new CollectingSink<>();
    private JobClient job;

    @BeforeAll
    static void startDatabase() throws IOException {
        database = MariaDbServer.start();
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @AfterEach
    void stop() throws Exception {
        if (job != null && !job.getJobStatus().get().isGloballyTerminalState()) {
            job.cancel().get();
        }
        rows.close();
    }

    @Test
    void readsAllRowsAndThenEveryChange() throws Exception {
        createPlayers("players");
        start("players", PLAYER_COLUMNS);
        awaitRows(PLAYER_COLUMNS, "ada=Ada,3,0 known", "bob=Bob,null,1 known");
        long before = System.currentTimeMillis();

        execute("INSERT INTO players VALUES ('cyd', 'Cyd', 1, 0, 'x')");
        execute("UPDATE players SET level = 4 WHERE player_id = 'ada'");
        execute("DELETE FROM players WHERE player_id = 'bob'");
        awaitRows(
                PLAYER_COLUMNS,
                "ada=Ada,3,0 known",
                "bob=Bob,null,1 known",
                "cyd=Cyd,1,0",
                "ada=Ada,4,0",
                "bob deleted");

        execute("UPDATE players SET player_id = 'eve' WHERE player_id = 'cyd'");
        awaitRows(
                PLAYER_COLUMNS,
                "ada=Ada,3,0 known",
                "bob=Bob,null,1 known",
                "cyd=Cyd,1,0",
                "ada=Ada,4,0",
                "bob deleted",
                "cyd deleted",
                "eve=Cyd,1,0");
        // The database's log knows seconds.
        assertThat(rows.values().subList(2, 7))
                .allSatisfy(
                        row ->
                                assertThat(row.validFrom())
                                        .isBetween(before - 1_000, System.currentTimeMillis()));
    }

    @Test
    void goesOnAfterASavepointWithWhatItMissed() throws Exception {
        createPlayers("resumed");
        start("resumed", PLAYER_COLUMNS);
        awaitRows(PLAYER_COLUMNS, "ada=Ada,3,0 known", "bob=Bob,null,1 known");
        execute("UPDATE resumed SET level = 4 WHERE player_id = 'ada'");
        await().atMost(Duration.ofSeconds(60)).until(() -> rows.values().size() == 3);
        String savepoint =
                job.stopWithSavepoint(
                                false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                        .get();
        execute("UPDATE resumed SET level = 5 WHERE player_id = 'ada'");
        execute("DELETE FROM resumed WHERE player_id = 'bob'");

        Configuration restore = new Configuration();
        restore.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        start("resumed", PLAYER_COLUMNS, restore);

        awaitRows(
                PLAYER_COLUMNS,
                "ada=Ada,3,0 known",
                "bob=Bob,null,1 known",
                "ada=Ada,4,0",
                "ada=Ada,5,0",
                "bob deleted");
    }

    @Test
    void readsEveryTypeAlikeFromTheTableAndFromTheLog() throws Exception {
        execute(
                "CREATE TABLE types (id BIGINT UNSIGNED PRIMARY KEY, tiny TINYINT, flag TINYINT(1),"
                        + " one BIT(1), small SMALLINT, medium MEDIUMINT UNSIGNED, plain INT, big"
                        + " BIGINT, huge BIGINT UNSIGNED, money DECIMAL(10,2), whole DECIMAL(10,0), f"
                        + " FLOAT, d DOUBLE, c CHAR(2), v VARCHAR(20), t TEXT, e ENUM('Free','Gold'),"
                        + " born DATE, seen DATETIME, exact DATETIME(6), at TIMESTAMP NULL, y YEAR)");
        String values =
                "-1, 1, b'1', -2, 3, 4, -5, 6, 12.34, 7, 0.1, 0.2, 'DE', 'v', 't', 'Gold',"
                        + " '2001-02-03', '2026-11-20 12:00:00', '2026-11-20 12:00:00.123456',"
                        + " '2026-11-20 12:00:01', 2026)";
        FieldSchema columns =
                FieldSchema.parse(
                        "tiny:int,flag:int,one:int,small:int,medium:int,plain:int,big:int,huge:int,"
                                + "money:decimal,whole:int,f:decimal,d:decimal,c:string,v:string,"
                                + "t:string,e:string,born:string,seen:string,exact:string,at:string,"
                                + "y:int");
        String read =
                "-1,1,1,-2,3,4,-5,6,12.34,7,0.1,0.2,DE,v,t,Gold,2001-02-03,2026-11-20T12:00,"
                        + "2026-11-20T12:00:00.123456,2026-11-20T12:00:01Z,2026";
        execute("INSERT INTO types VALUES (18446744073709551615, " + values);
        start("types", columns, "id", new Configuration());
        awaitRows(columns, "18446744073709551615=" + read + " known");

        execute("INSERT INTO types VALUES (2, " + values);

        awaitRows(columns, "18446744073709551615=" + read + " known", "2=" + read);
    }

    @Test
    void readsFlagsAsBooleans() throws Exception {
        execute("CREATE TABLE flags (id INT PRIMARY KEY, a TINYINT(1), b BIT(1), c BOOLEAN)");
        execute("INSERT INTO flags VALUES (1, 1, b'0', TRUE), (2, 0, b'1', FALSE)");
        FieldSchema columns = FieldSchema.parse("a:boolean,b:boolean,c:boolean");

        start("flags", columns, "id", new Configuration());

        awaitRows(columns, "1=true,false,true known", "2=false,true,false known");
    }

    @Test
    void stopsAtAColumnThatIsMissing() throws Exception {
        createPlayers("incomplete");

        start("incomplete", FieldSchema.parse("alias:string,country:string"));

        assertThat(failure())
                .contains(
                        "table gaming.incomplete has no column 'country'; it has player_id, alias,"
                                + " level, is_bot, secret");
    }

    @Test
    void stopsAtAColumnOfAnotherType() throws Exception {
        createPlayers("mistyped");

        start("mistyped", FieldSchema.parse("alias:int"));

        assertThat(failure())
                .contains(
                        "table gaming.mistyped: column 'alias' of type STRING cannot be read as"
                                + " int");
    }

    private static void createPlayers(String table) throws SQLException {
        execute(
                "CREATE TABLE "
                        + table
                        + " (player_id VARCHAR(64) PRIMARY KEY, alias VARCHAR(64), level INT,"
                        + " is_bot TINYINT(1), secret VARCHAR(64))");
        execute(
                "INSERT INTO "
                        + table
                        + " VALUES ('ada', 'Ada', 3, 0, 'x'), ('bob', 'Bob', NULL, 1, 'y')");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void start(String table, FieldSchema columns) throws Exception {
        start(table, columns, new Configuration());
    }

    private void start(String table, FieldSchema columns, Configuration configuration)
            throws Exception {
        start(table, columns, "player_id", configuration);
    }

    private void start(String table, FieldSchema columns, String key, Configuration configuration)
            throws Exception {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.configure(configuration);
        env.setParallelism(1);
        env.enableCheckpointing(500);
        env.fromSource(
                        MySqlDimensionSource.of(
                                connection(), DimensionTable.of("gaming." + table, key, columns)),
                        WatermarkStrategy.noWatermarks(),
                        "Players")
                .uid("players")
                .sinkTo(rows)
                .uid("rows");
        job = env.executeAsync();
    }

    private MySqlConnection connection() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), MariaDbServer.PASSWORD);
        Path properties =
                Files.writeString(
                        folder.resolve("mysql.json"),
                        """
                        [{"PropertyGroupId":"mysql","PropertyMap":{"hostname":"%s","port":"%d",
                        "username":"%s","password":"file:%s"}}]
                        """
                                .formatted(
                                        database.host(),
                                        database.port(),
                                        MariaDbServer.REPLICATION_USER,
                                        password));
        return MySqlConnection.from(
                RuntimeConfiguration.load(new String[] {"--properties", properties.toString()})
                        .declare(MySqlConnection.OPTIONS)
                        .group("mysql"));
    }

    /** What a job failed of, with all its causes. */
    private String failure() {
        try {
            job.getJobExecutionResult().get();
        } catch (ExecutionException | CompletionException e) {
            return ExceptionUtils.stringifyException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("the job did not fail");
    }

    private void awaitRows(FieldSchema columns, String... expected) {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(described(columns)).isEqualTo(List.of(expected)));
    }

    /** The rows found first, which have no order, by their keys; then the changes as they came. */
    private List<String> described(FieldSchema columns) {
        List<DimensionRow> found = new ArrayList<>(rows.values());
        long known = found.stream().filter(DimensionRow::isSnapshot).count();
        found.subList(0, (int) known).sort(Comparator.comparing(DimensionRow::key));
        return found.stream().map(row -> describe(columns, row)).toList();
    }

    private static String describe(FieldSchema columns, DimensionRow row) {
        if (row.isDeleted()) {
            return row.key() + " deleted";
        }
        FieldValues values = row.values();
        StringBuilder text = new StringBuilder(row.key());
        for (int i = 0; i < columns.size(); i++) {
            text.append(i == 0 ? '=' : ',')
                    .append(values.isPresent(i) ? values.asText(columns, i) : "null");
        }
        return text.append(row.isSnapshot() ? " known" : "").toString();
    }
}
