package io.rankstream.datagen;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Racing's table {@code gaming.players} in a MySQL-compatible database. */
public final class MySqlPlayers implements Closeable {

    /**
     * Binary collation: otherwise ids that differ in case, in trailing spaces or in their emoji
     * would be one key.
     */
    private static final String CREATE_TABLE =
            "CREATE TABLE IF NOT EXISTS gaming.players ("
                    + "player_id varchar(50), alias varchar(50) NOT NULL, level INT,"
                    + " country varchar(2), is_bot tinyint, subscription_type varchar(20),"
                    + " PRIMARY KEY (player_id))"
                    + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    private static final String PUT =
            "INSERT INTO gaming.players"
                    + " (player_id, alias, level, country, is_bot, subscription_type)"
                    + " VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
                    + " alias = VALUES(alias), level = VALUES(level), country = VALUES(country),"
                    + " is_bot = VALUES(is_bot), subscription_type = VALUES(subscription_type)";

    private static final String DELETE = "DELETE FROM gaming.players WHERE player_id = ?";

    private static final String READ =
            "SELECT player_id, alias, level, country, is_bot, subscription_type"
                    + " FROM gaming.players";

    private final Connection connection;

    private MySqlPlayers(Connection connection) {
        this.connection = connection;
    }

    /**
     * Connects, and creates database and table where they are missing.
     *
     * @param url such as {@code jdbc:mysql://127.0.0.1:3306/}
     */
    public static MySqlPlayers open(String url, String user, String password) throws IOException {
        try {
            Connection connection = DriverManager.getConnection(url, user, password);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE IF NOT EXISTS gaming");
                statement.execute(CREATE_TABLE);
                connection.setAutoCommit(false);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            return new MySqlPlayers(connection);
        } catch (SQLException e) {
            throw new IOException("cannot prepare gaming.players", e);
        }
    }

    /** Applies each batch of changes, in order, in one transaction. */
    public LoadSink<RowChange> sink() {
        return this::apply;
    }

    private void apply(List<RowChange> changes, Instant at) throws IOException {
        try (PreparedStatement put = connection.prepareStatement(PUT);
                PreparedStatement delete = connection.prepareStatement(DELETE)) {
            for (RowChange change : changes) {
                if (change instanceof RowChange.Put row) {
                    bind(put, row);
                    put.executeUpdate();
                } else {
                    delete.setString(1, change.playerId());
                    delete.executeUpdate();
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IOException("cannot change gaming.players", e);
        }
    }

    private static void bind(PreparedStatement put, RowChange.Put change) throws SQLException {
        put.setString(1, change.playerId());
        put.setString(2, change.row().alias());
        put.setInt(3, change.row().level());
        put.setString(4, change.row().country());
        put.setInt(5, change.row().isBot());
        put.setString(6, change.row().subscriptionType());
    }

    /** The rows as they are now, by player id. */
    public Map<String, PlayerRow> rows() throws IOException {
        Map<String, PlayerRow> rows = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(READ)) {
            while (result.next()) {
                rows.put(
                        result.getString(1),
                        new PlayerRow(
                                result.getString(2),
                                result.getInt(3),
                                result.getString(4),
                                result.getInt(5),
                                result.getString(6)));
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IOException("cannot read gaming.players", e);
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("cannot close the connection to gaming.players", e);
        }
    }
}
