package io.rankstream.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rankstream.local.process.FreePort;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariaDbServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private MariaDbServer server;

    @BeforeAll
    void start() throws Exception {
        server = MariaDbServer.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void writesWholeRowsToItsBinlog_inUtc() throws Exception {
        try (Connection connection = server.connect()) {
            assertThat(variable(connection, "log_bin")).isEqualTo("1");
            assertThat(variable(connection, "binlog_format")).isEqualTo("ROW");
            assertThat(variable(connection, "binlog_row_image")).isEqualTo("FULL");
            assertThat(variable(connection, "time_zone")).isEqualTo("+00:00");
        }
    }

    @Test
    void letsTheReplicationUserReadTheBinlogPositionAndNothingBeWritten() throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(
                                server.jdbcUrl(),
                                MariaDbServer.REPLICATION_USER,
                                MariaDbServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            try (ResultSet position = statement.executeQuery("SHOW MASTER STATUS")) {
                assertThat(position.next()).isTrue();
                assertThat(position.getString(1)).startsWith("mysql-bin.");
            }
            assertThatThrownBy(() -> statement.execute("CREATE TABLE gaming.mine (id INT)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("denied");
        }
    }

    @Test
    void comesBackOnTheSamePortWithItsData_whenKilled() throws Exception {
        int port = server.port();
        long pid = server.pid();
        execute(server, "CREATE TABLE gaming.kept (id INT PRIMARY KEY)");
        execute(server, "INSERT INTO gaming.kept VALUES (7)");

        server.kill();
        assertThat(FreePort.isFree(port)).isTrue();
        server.restart();

        assertThat(server.port()).isEqualTo(port);
        assertThat(server.pid()).isNotEqualTo(pid);
        assertThat(number(server, "SELECT id FROM gaming.kept")).isEqualTo(7);
        try (Connection connection =
                DriverManager.getConnection(
                        server.jdbcUrl(), MariaDbServer.REPLICATION_USER, MariaDbServer.PASSWORD)) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void deletesAllBinlogFilesButTheNewest() throws Exception {
        server.flushBinlogs();
        List<String> before = server.binlogs();
        assertThat(before).hasSizeGreaterThan(1);

        server.purgeBinlogs();

        assertThat(server.binlogs()).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    @Test
    void breaksTheConnectionsOfItsBinlogReaders(@TempDir Path parent) throws Exception {
        server.purgeBinlogs();
        String log = server.binlogs().get(0);
        execute(server, "CREATE TABLE gaming.replicated (id INT PRIMARY KEY)");
        try (MariaDbServer replica = MariaDbServer.start(parent, 0)) {
            execute(replica, "SET GLOBAL server_id = 2");
            execute(
                    replica,
                    "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT="
                            + server.port()
                            + ", MASTER_USER='"
                            + MariaDbServer.REPLICATION_USER
                            + "', MASTER_PASSWORD='"
                            + MariaDbServer.PASSWORD
                            + "', MASTER_CONNECT_RETRY=1, MASTER_LOG_FILE='"
                            + log
                            + "', MASTER_LOG_POS=4");
            execute(replica, "START SLAVE");
            await().atMost(PATIENCE).until(() -> server.binlogReaders().size() == 1);
            List<Long> readers = server.binlogReaders();

            assertThat(server.killBinlogReaders()).isEqualTo(1);

            await().atMost(PATIENCE)
                    .until(
                            () -> server.binlogReaders(),
                            now -> now.size() == 1 && !now.equals(readers));
            execute(server, "INSERT INTO gaming.replicated VALUES (3)");
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> number(replica, "SELECT MAX(id) FROM gaming.replicated") == 3);
        }
    }

    @Test
    void refusesAWrongPassword() {
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        server.jdbcUrl(), MariaDbServer.USER, "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Access denied");
    }

    @Test
    void leavesNoProcessAndNoPortBehind_inAFolderWithASpace(@TempDir Path parent) throws Exception {
        MariaDbServer another = MariaDbServer.start(parent.resolve("a folder"), 0);
        long pid = another.pid();
        int port = another.port();

        assertThat(FreePort.isFree(port)).isFalse();
        another.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(FreePort.isFree(port)).isTrue();
    }

    private static void execute(MariaDbServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(MariaDbServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    private static String variable(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet value = statement.executeQuery("SELECT @@global." + name)) {
            assertThat(value.next()).isTrue();
            return value.getString(1);
        }
    }
}
