package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.StandingsConfig;
import io.rankstream.leaderboard.config.StandingsDialect;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the database of the final standings.
 *
 * <p>The password is read when a connection is made, so that it is in no job graph. The driver is
 * asked directly: one that was loaded with another job is not to answer for this one.
 */
final class StandingsConnection implements JdbcConnectionProvider {

    private static final Logger LOG = LoggerFactory.getLogger(StandingsConnection.class);

    private static final long serialVersionUID = 1L;

    private static final int VALID_WITHIN_SECONDS = 10;

    private final StandingsConfig config;

    private transient Connection connection;

    StandingsConnection(StandingsConfig config) {
        this.config = config;
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public boolean isConnectionValid() throws SQLException {
        return connection != null && connection.isValid(VALID_WITHIN_SECONDS);
    }

    @Override
    public Connection getOrEstablishConnection() throws SQLException {
        if (isConnectionValid()) {
            return connection;
        }
        closeConnection();
        Properties properties = new Properties();
        if (!config.user().isEmpty()) {
            properties.setProperty("user", config.user());
        }
        if (config.password() != null) {
            properties.setProperty("password", config.password().resolve());
        }
        Connection opened = driver().connect(config.url(), properties);
        if (opened == null) {
            throw new SQLException("standings.jdbc.url: no driver takes " + config.url());
        }
        connection = opened;
        requireTable();
        return connection;
    }

    private Driver driver() throws SQLException {
        String driver =
                config.dialect() == StandingsDialect.MYSQL
                        ? "com.mysql.cj.jdbc.Driver"
                        : "org.postgresql.Driver";
        try {
            return Class.forName(driver)
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new SQLException("the driver " + driver + " cannot be loaded", e);
        }
    }

    private void requireTable() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery(StandingsTable.probe(config.table())).close();
        } catch (SQLException e) {
            closeConnection();
            throw new SQLException(
                    "standings.table: "
                            + config.table()
                            + " of "
                            + config.url()
                            + " is not the table of docs/standings.md: "
                            + e.getMessage(),
                    e.getSQLState(),
                    e.getErrorCode(),
                    e);
        }
    }

    @Override
    public void closeConnection() {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("a connection of the standings did not close", e);
        } finally {
            connection = null;
        }
    }

    @Override
    public Connection reestablishConnection() throws SQLException {
        closeConnection();
        return getOrEstablishConnection();
    }

    @Override
    public void close() {
        closeConnection();
    }
}
