package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.metrics.MetricNames;
import io.rankstream.model.control.ControlStatus;
import io.rankstream.model.scoring.ScoringCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/metrics.md} to the metrics of the job. */
class MetricsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    @Test
    void describesEveryMetric() throws Exception {
        List<String> described = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| `")) {
                described.add(line.substring(3, line.indexOf('`', 3)));
            }
        }

        assertThat(described).doesNotHaveDuplicates().hasSameElementsAs(metrics());
    }

    private static List<String> metrics() {
        List<String> names = new ArrayList<>();
        for (ScoringCount count : ScoringCount.values()) {
            names.add(LeaderboardMetrics.nameOf(count));
        }
        for (ControlStatus.Result result : ControlStatus.Result.values()) {
            names.add(LeaderboardMetrics.nameOf(result));
        }
        names.add(LeaderboardMetrics.UNREADABLE_RECORDS);
        names.add(LeaderboardMetrics.BROADCAST_ROWS);
        names.add(LeaderboardMetrics.HOT_PLAYERS);
        names.add(LeaderboardMetrics.SWEPT_PLAYERS);
        names.add(LeaderboardMetrics.AUDIT_ROUNDS);
        names.add(LeaderboardMetrics.BOARD_LOSSES);
        names.add(LeaderboardMetrics.WATCH_RETRIES);
        names.add(RankStandingsFunction.RANKED_WINDOWS);
        names.add(RankStandingsFunction.UNRANKED_WINDOWS);
        names.add(RankStandingsFunction.REFUSED_STANDINGS);
        names.add(RankStandingsFunction.CUT_STANDINGS);
        names.add(WriteBoardsOperator.FLUSHES);
        names.add(WriteBoardsOperator.WRITTEN_COMMANDS);
        names.add(WriteBoardsOperator.WRITE_RETRIES);
        names.add(WriteBoardsOperator.LAST_FLUSH_MILLIS);
        names.add(WriteBoardsOperator.PENDING_COMMANDS);
        names.add(WriteBoardsOperator.AUDIT_REPAIRS);
        names.add(MetricNames.CLOCK_LAG_MILLIS);
        names.add(MetricNames.CLOCK_ON_WALL_TIME);
        return names;
    }
}
