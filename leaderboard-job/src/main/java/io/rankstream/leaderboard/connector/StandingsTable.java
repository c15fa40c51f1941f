package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.StandingsConfig;
import io.rankstream.leaderboard.config.StandingsDialect;
import io.rankstream.leaderboard.domain.StandingRow;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.StringJoiner;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/**
 * The table of final standings: its columns, and the statement that writes a row unless there is a
 * newer one. Rows may therefore be written again, and in any order.
 */
final class StandingsTable {

    private static final List<String> KEY =
            List.of("board", "window_label", "partition_key", "member");

    /** The revision last: MySQL assigns from left to right, and the others look at the old one. */
    private static final List<String> VALUES =
            List.of("version", "member_rank", "score", "reached_at", "finalized_at", "reward_id");

    private static final String REVISION = "revision";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    /** The sink that the configuration names. */
    static Sink<StandingRow> sink(StandingsConfig config) {
        StandingsDialect dialect = config.dialect();
        return JdbcSink.<StandingRow>builder()
                .withQueryStatement(
                        upsert(dialect, config.table()),
                        (statement, row) -> setParameters(dialect, statement, row))
                .withExecutionOptions(
                        JdbcExecutionOptions.builder()
                                .withBatchSize(config.batchSize())
                                .withBatchIntervalMs(config.flushInterval().toMillis())
                                .withMaxRetries(config.maxRetries())
                                .build())
                .buildAtLeastOnce(new StandingsConnection(config));
    }

    /** Writes a row, unless the table has one of a higher revision. */
    static String upsert(StandingsDialect dialect, String table) {
        StringJoiner columns = new StringJoiner(", ", "(", ")");
        StringJoiner marks = new StringJoiner(", ", "(", ")");
        KEY.forEach(columns::add);
        VALUES.forEach(columns::add);
        columns.add(REVISION);
        for (int i = 0; i < KEY.size() + VALUES.size(); i++) {
            marks.add("?");
        }
        marks.add("?");
        String insert = "INSERT INTO " + table + " " + columns + " VALUES " + marks + " ";
        return insert + (dialect == StandingsDialect.MYSQL ? onDuplicateKey() : onConflict(table));
    }

    private static String onDuplicateKey() {
        StringJoiner assignments = new StringJoiner(", ", "ON DUPLICATE KEY UPDATE ", "");
        for (String column : VALUES) {
            assignments.add(
                    column
                            + " = IF(VALUES(revision) >= revision, VALUES("
                            + column
                            + "), "
                            + column
                            + ")");
        }
        return assignments.add("revision = GREATEST(revision, VALUES(revision))").toString();
    }

    private static String onConflict(String table) {
        StringJoiner assignments =
                new StringJoiner(
                        ", ",
                        "ON CONFLICT (" + String.join(", ", KEY) + ") DO UPDATE SET ",
                        " WHERE EXCLUDED.revision >= " + table + ".revision");
        for (String column : VALUES) {
            assignments.add(column + " = EXCLUDED." + column);
        }
        return assignments.add("revision = EXCLUDED.revision").toString();
    }

    /** Reads no row, and fails if the table is not there or lacks a column. */
    static String probe(String table) {
        return "SELECT "
                + String.join(", ", KEY)
                + ", "
                + String.join(", ", VALUES)
                + ", "
                + REVISION
                + " FROM "
                + table
                + " WHERE 1 = 0";
    }

    static void setParameters(
            StandingsDialect dialect, PreparedStatement statement, StandingRow row)
            throws SQLException {
        statement.setString(1, row.board());
        statement.setString(2, row.window());
        statement.setString(3, row.partition());
        statement.setString(4, row.member());
        statement.setInt(5, row.version());
        if (row.isWithdrawn()) {
            statement.setNull(6, Types.BIGINT);
            statement.setNull(7, Types.DECIMAL);
        } else {
            statement.setLong(6, row.rank());
            statement.setBigDecimal(7, row.score());
        }
        if (row.reachedAt() == StandingRow.UNTIMED) {
            statement.setNull(8, Types.TIMESTAMP);
        } else {
            setTime(dialect, statement, 8, row.reachedAt());
        }
        setTime(dialect, statement, 9, row.finalizedAt());
        statement.setString(10, row.rewardId().toString());
        statement.setLong(11, row.revision());
    }

    /** Without a zone, so that neither the driver nor the server turns it into another time. */
    private static void setTime(
            StandingsDialect dialect, PreparedStatement statement, int index, long epochMillis)
            throws SQLException {
        LocalDateTime time =
                LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneOffset.UTC);
        if (dialect == StandingsDialect.MYSQL) {
            // As text: MySQL's driver takes MariaDB for a server without fractions of seconds.
            statement.setString(index, TIME.format(time));
        } else {
            statement.setObject(index, time);
        }
    }

    private StandingsTable() {}
}
