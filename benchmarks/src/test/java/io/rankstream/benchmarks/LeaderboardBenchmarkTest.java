package io.rankstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LeaderboardBenchmarkTest {

    private static final RacingPlan PLAN = new RacingPlan(7, 2_000, 100, 5, 1);

    @TempDir private Path folder;

    @Test
    void scoresEveryEventExactly() throws Exception {
        RacingRecords records = new RacingRecords(PLAN);
        PipelineRun run = new PipelineRun(records, LeaderboardBenchmark.config(folder), folder);

        long nanos = run.execute();

        assertThat(nanos).isPositive();
        assertThat(records.copies()).isBetween(50, 150);
        assertThat(records.known().late()).isBetween(5L, 50L);
    }

    @Test
    void refusesARunThatScoredOneEventTooFew() throws Exception {
        RacingRecords records = new RacingRecords(PLAN);
        // An event that is no record: the run cannot have counted it.
        records.known().add("player-1", 200, 1, records.arrivalMillis(0), records.arrivalMillis(0));
        PipelineRun run = new PipelineRun(records, LeaderboardBenchmark.config(folder), folder);

        assertThatThrownBy(run::execute)
                .isInstanceOf(InexactRunException.class)
                .hasMessageContaining("player-1");
    }

    @Test
    void refusesABoardThatIsMissing() {
        KnownBoards known = new RacingRecords(PLAN).known();

        assertThatThrownBy(() -> known.requireEqual(Map.of()))
                .isInstanceOf(InexactRunException.class);
    }

    @Test
    void makesTheSameRecordsFromTheSameSeed() {
        RacingRecords records = new RacingRecords(PLAN);
        RacingRecords again = new RacingRecords(PLAN);

        for (int i = 0; i < records.size(); i++) {
            assertThat(again.bytes(i)).isEqualTo(records.bytes(i));
        }
    }

    @Test
    void reportsEachRunAndTheMedian() throws Exception {
        StringWriter out = new StringWriter();

        int exitCode =
                new CommandLine(new LeaderboardBenchmark())
                        .setOut(new PrintWriter(out))
                        .execute(
                                "--events=2000",
                                "--players=100",
                                "--runs=2",
                                "--warmup=0",
                                "--output=" + folder);

        assertThat(exitCode).isZero();
        assertThat(out.toString()).contains("run 2: pipeline", "| whole pipeline |");
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("leaderboard-benchmark.json").toFile());
        JsonNode pipeline = json.at("/events_per_second/pipeline");
        assertThat(pipeline.get("runs")).hasSize(2);
        assertThat(pipeline.get("median").asLong()).isPositive();
        assertThat(folder.resolve("leaderboard-benchmark.md")).isNotEmptyFile();
    }

    @Test
    void takesTheMiddleOfTheRuns() {
        assertThat(BenchmarkReport.median(List.of(9.0, 1.0, 4.0))).isEqualTo(4.0);
        assertThat(BenchmarkReport.median(List.of(9.0, 1.0, 4.0, 2.0))).isEqualTo(3.0);
    }
}
