package io.rankstream.flink.cdc;

import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.dimension.DimensionRow;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.cdc.connectors.mysql.source.MySqlSource;
import org.apache.flink.cdc.connectors.mysql.table.StartupOptions;
import org.apache.flink.cdc.debezium.DebeziumDeserializationSchema;

/**
 * Reads the table of a dimension: all rows first, then every change from the database's log.
 *
 * <p>The stream is one of idempotent upserts by key. It is read at parallelism 1, which gives all
 * tasks one order; the rows found first come without an order among them.
 */
public final class MySqlDimensionSource {

    /** The default of half a second is the floor of every latency and the brake of the snapshot. */
    private static final String POLL_INTERVAL_MILLIS = "50";

    /** A lost connection is noticed after about this long; by default after minutes. */
    private static final String KEEP_ALIVE_INTERVAL_MILLIS = "5000";

    /** Lets the position move on while the table is idle: old log files are deleted. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /**
     * A source of one table, to be read at parallelism 1.
     *
     * @throws io.rankstream.flink.config.InvalidConfigurationException if there is no password
     *     behind its reference
     */
    public static MySqlSource<DimensionRow> of(MySqlConnection connection, DimensionTable table) {
        return source(connection, table, new RowDeserializationSchema(table));
    }

    /**
     * A source of one table as it is archived, to be read at parallelism 1.
     *
     * @param dimension the name of the dimension, such as {@code player}
     * @throws io.rankstream.flink.config.InvalidConfigurationException if there is no password
     *     behind its reference
     */
    public static MySqlSource<ArchivedRecord> archived(
            String dimension, MySqlConnection connection, DimensionTable table) {
        return source(connection, table, new ArchivedRowSchema(dimension, table));
    }

    private static <T> MySqlSource<T> source(
            MySqlConnection connection,
            DimensionTable table,
            DebeziumDeserializationSchema<T> schema) {
        Properties debezium = new Properties();
        debezium.setProperty("poll.interval.ms", POLL_INTERVAL_MILLIS);
        debezium.setProperty("connect.keep.alive.interval.ms", KEEP_ALIVE_INTERVAL_MILLIS);
        debezium.setProperty("decimal.handling.mode", "precise");
        debezium.setProperty("bigint.unsigned.handling.mode", "precise");
        Properties jdbc = new Properties();
        if (connection.tls()) {
            // The binlog has a client of its own; both would try without TLS first or only.
            debezium.setProperty("database.ssl.mode", "required");
            jdbc.setProperty("sslMode", "REQUIRED");
        }
        return MySqlSource.<T>builder()
                .hostname(connection.hostname())
                .port(connection.port())
                .username(connection.username())
                .password(connection.password().resolve())
                .databaseList(table.database())
                .tableList(table.name())
                .serverId(connection.serverId())
                .serverTimeZone(connection.serverTimeZone())
                .startupOptions(StartupOptions.initial())
                .heartbeatInterval(HEARTBEAT)
                .debeziumProperties(debezium)
                .jdbcProperties(jdbc)
                .deserializer(schema)
                .build();
    }

    private MySqlDimensionSource() {}
}
