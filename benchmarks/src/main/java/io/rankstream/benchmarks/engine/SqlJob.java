package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.Board;
import io.rankstream.benchmarks.load.Measure;
import io.rankstream.benchmarks.load.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** The same boards in Flink SQL, exact under duplicates and late events by the same rule. */
final class SqlJob implements FlinkJob {

    /**
     * What its documentation recommends for speed. Bundles join the updates of a player that are
     * near each other; what a plan shares is computed once, such as the removal of duplicates.
     */
    static final Map<String, String> SETTINGS =
            Map.of(
                    "table.exec.mini-batch.enabled", "true",
                    "table.exec.mini-batch.allow-latency", "500 ms",
                    "table.exec.mini-batch.size", "20000",
                    "table.optimizer.reuse-sub-plan-enabled", "true",
                    "table.exec.state.ttl", "8 d",
                    "table.local-time-zone", "UTC",
                    "pipeline.object-reuse", "true");

    private static final Map<Span, String> WINDOW_STARTS =
            Map.of(
                    Span.HALF_MINUTE,
                    "FLOOR(event_time TO MINUTE) + CASE WHEN EXTRACT(SECOND FROM event_time) >= 30"
                            + " THEN INTERVAL '30' SECOND ELSE INTERVAL '0' SECOND END",
                    Span.HOUR,
                    "FLOOR(event_time TO HOUR)",
                    Span.DAY,
                    "FLOOR(event_time TO DAY)");

    private final List<Board> boards;
    private final int parallelism;
    private final boolean oneQueryPerWindow;

    /**
     * @param oneQueryPerWindow whether the boards of a window are columns of one query, which is
     *     faster, or each board is a query of its own
     */
    SqlJob(List<Board> boards, int parallelism, boolean oneQueryPerWindow) {
        this.boards = boards;
        this.parallelism = parallelism;
        this.oneQueryPerWindow = oneQueryPerWindow;
    }

    @Override
    public JobGraph graph(TimedRun run, Path folder) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.configure(JobSettings.flink(folder, parallelism), getClass().getClassLoader());
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        SETTINGS.forEach(tables.getConfig()::set);
        tables.executeSql(events(run.id()));
        tables.executeSql(UNIQUE_EVENTS);
        StreamStatementSet statements = tables.createStatementSet();
        int number = 0;
        for (List<Board> group : groups()) {
            String table = "boards_" + number++;
            tables.executeSql(sink(table, run.id(), group));
            statements.addInsertSql(query(table, group));
        }
        statements.attachAsDataStream();
        return env.getStreamGraph().getJobGraph();
    }

    /** Longer than a bundle waits. */
    @Override
    public Duration quiet() {
        return Duration.ofMillis(1_500);
    }

    private List<List<Board>> groups() {
        if (!oneQueryPerWindow) {
            return boards.stream().map(List::of).toList();
        }
        Map<Span, List<Board>> bySpan =
                boards.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Board::span,
                                        () -> new EnumMap<>(Span.class),
                                        Collectors.toList()));
        return new ArrayList<>(bySpan.values());
    }

    private static String events(String run) {
        return "CREATE TABLE events (player_id STRING, speed_kmph INT, distance_meters INT,"
                + " event_time TIMESTAMP(3), arrival TIMESTAMP(3) METADATA VIRTUAL,"
                + " processing_time AS PROCTIME()) WITH ('connector' = '"
                + RecordTableFactory.NAME
                + "', 'run' = '"
                + run
                + "', 'format' = 'json', 'json.timestamp-format.standard' = 'SQL')";
    }

    private static final String UNIQUE_EVENTS =
            "CREATE VIEW unique_events AS"
                    + " SELECT player_id, speed_kmph, distance_meters, event_time, arrival FROM ("
                    + "SELECT *, ROW_NUMBER() OVER (PARTITION BY player_id, event_time,"
                    + " speed_kmph, distance_meters ORDER BY processing_time ASC) AS copy"
                    + " FROM events) WHERE copy = 1";

    private static String sink(String table, String run, List<Board> group) {
        Span span = group.get(0).span();
        StringBuilder sql = new StringBuilder("CREATE TABLE ").append(table);
        sql.append(" (player_id STRING");
        if (span.isWindow()) {
            sql.append(", window_start TIMESTAMP(3)");
        }
        for (int i = 0; i < group.size(); i++) {
            sql.append(", score_").append(i).append(" BIGINT");
        }
        return sql.append(", PRIMARY KEY (player_id")
                .append(span.isWindow() ? ", window_start" : "")
                .append(") NOT ENFORCED) WITH ('connector' = '")
                .append(BoardTableFactory.NAME)
                .append("', 'run' = '")
                .append(run)
                .append("', 'boards' = '")
                .append(group.stream().map(Board::name).collect(Collectors.joining(";")))
                .append("')")
                .toString();
    }

    private static String query(String table, List<Board> group) {
        Span span = group.get(0).span();
        StringBuilder sql = new StringBuilder("INSERT INTO ").append(table);
        sql.append(" SELECT player_id");
        if (span.isWindow()) {
            sql.append(", window_start");
        }
        group.forEach(board -> sql.append(", ").append(score(board.measure())));
        if (!span.isWindow()) {
            return sql.append(" FROM unique_events")
                    .append(filter(group))
                    .append(" GROUP BY player_id")
                    .toString();
        }
        return sql.append(" FROM (SELECT *, ")
                .append(WINDOW_STARTS.get(span))
                .append(" AS window_start FROM unique_events) WHERE arrival <= window_start + ")
                .append(taking(span))
                .append(filter(group).replace(" WHERE ", " AND "))
                .append(" GROUP BY player_id, window_start")
                .toString();
    }

    /** A board alone leaves out the players whom none of their events puts on it. */
    private static String filter(List<Board> group) {
        int minSpeed = group.get(0).measure().minSpeed();
        return group.size() == 1 && minSpeed > 0 ? " WHERE speed_kmph >= " + minSpeed : "";
    }

    private static String taking(Span span) {
        Duration taking = span.size().plus(span.lateness());
        return "INTERVAL '%d %02d:%02d:%02d' DAY TO SECOND"
                .formatted(
                        taking.toDays(),
                        taking.toHoursPart(),
                        taking.toMinutesPart(),
                        taking.toSecondsPart());
    }

    private static String score(Measure measure) {
        String aggregate =
                switch (measure.fold()) {
                    case SUM -> "SUM(CAST(" + measure.field() + " AS BIGINT))";
                    case MAX -> "MAX(CAST(" + measure.field() + " AS BIGINT))";
                    case COUNT -> "COUNT(*)";
                };
        return measure.minSpeed() == 0
                ? aggregate
                : aggregate + " FILTER (WHERE speed_kmph >= " + measure.minSpeed() + ")";
    }
}
