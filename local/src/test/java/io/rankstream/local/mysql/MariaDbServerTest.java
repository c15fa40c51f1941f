package io.rankstream.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.local.process.FreePort;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariaDbServerTest {

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

    private static String variable(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet value = statement.executeQuery("SELECT @@global." + name)) {
            assertThat(value.next()).isTrue();
            return value.getString(1);
        }
    }
}
