package io.rankstream.local.demo;

import io.rankstream.local.mysql.MariaDbServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The table of final standings in the local MariaDB. */
final class FinalStandings {

    /** How many ranks of a window the job writes here. */
    static final int TOP = 100;

    private static final String CREATE_TABLE =
            """
            CREATE TABLE IF NOT EXISTS final_standings (
              board         VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              window_label  VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              partition_key VARCHAR(1024) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              member        VARCHAR(256)  CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
              version       INT           NOT NULL,
              member_rank   BIGINT        NULL,
              score         DECIMAL(28,9) NULL,
              reached_at    DATETIME(3)   NULL,
              revision      BIGINT        NOT NULL,
              finalized_at  DATETIME(3)   NOT NULL,
              reward_id     CHAR(36)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              PRIMARY KEY (board, window_label, partition_key, member)
            )
            """;

    private final MariaDbServer server;

    FinalStandings(MariaDbServer server) {
        this.server = server;
    }

    /** Creates the table where it is missing. */
    void create() throws IOException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE_TABLE);
        } catch (SQLException e) {
            throw new IOException("cannot create the table of final standings", e);
        }
    }

    /** The properties of a job that writes to it; the password stands in the file. */
    Map<String, String> properties(Path password) {
        return Map.of(
                "jdbc.url",
                server.jdbcUrl(),
                "jdbc.user",
                MariaDbServer.USER,
                "jdbc.password",
                "file:" + password.toAbsolutePath(),
                "top",
                Integer.toString(TOP));
    }

    /**
     * Who stands where: the key that the board has in Redis, to rank, to member and score.
     *
     * @param board the only one that matters
     */
    SortedMap<String, SortedMap<Long, String>> read(String board) throws IOException {
        SortedMap<String, SortedMap<Long, String>> windows = new TreeMap<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT board, partition_key, window_label, member_rank, member,"
                                        + " score FROM final_standings WHERE member_rank IS NOT"
                                        + " NULL AND board = '"
                                        + board
                                        + "'")) {
            while (rows.next()) {
                String partition = rows.getString(2);
                String key =
                        "leaderboard:"
                                + rows.getString(1)
                                + (partition.isEmpty() ? "" : ":" + partition)
                                + ":"
                                + rows.getString(3);
                windows.computeIfAbsent(key, k -> new TreeMap<>())
                        .merge(
                                rows.getLong(4),
                                place(rows.getString(5), rows.getBigDecimal(6).doubleValue()),
                                (one, other) -> one + " and " + other);
            }
        } catch (SQLException e) {
            throw new IOException("cannot read the table of final standings", e);
        }
        return windows;
    }

    /** A member with its score, as {@link #read} has them. */
    static String place(String member, double score) {
        return member + " " + score;
    }
}
