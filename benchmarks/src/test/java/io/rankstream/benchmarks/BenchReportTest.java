package io.rankstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rankstream.benchmarks.engine.CaseResult;
import io.rankstream.benchmarks.engine.CaseSpec;
import io.rankstream.benchmarks.engine.Engine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchReportTest {

    private static final Machine MACHINE = new Machine("some", 2, "Linux", "Java", "1.20.1");

    @Test
    void takesTheMiddleOfTheRuns() {
        assertThat(Measured.median(List.of(9.0, 1.0, 4.0))).hasValue(4.0);
        assertThat(Measured.median(List.of(9.0, 1.0, 4.0, 2.0))).hasValue(3.0);
        assertThat(Measured.median(List.<Double>of())).isEmpty();
    }

    @Test
    void saysWhatIsMetAndWhatIsNot() {
        BenchReport report =
                report(measured("job, 4 boards", 90), measured("Flink SQL, 4 boards", 10));

        assertThat(report.toMarkdown())
                .contains("| times Flink SQL, 4 boards | at least 8 | 9 | met |")
                .contains("| times Flink SQL, 16 boards | at least 20 | - | not measured |");
    }

    @Test
    void doesNotCallARatioMetThatIsTooLow() {
        BenchReport report =
                report(measured("job, 4 boards", 79), measured("Flink SQL, 4 boards", 10));

        assertThat(report.toMarkdown()).contains("at least 8 | 7.90 | **not met** |");
    }

    @Test
    void reportsEachRunTheMedianAndWhatFailed() {
        Measured job = measured("job, 4 boards", 30);
        job.add(new CaseResult(10, Map.of("state_bytes", 5.0)));
        job.fail("a board differs");
        BenchReport report = report(job);

        JsonNode json = report.toJson().at("/cases/0");

        assertThat(json.get("events_per_second")).hasSize(2);
        assertThat(json.get("median").asLong()).isEqualTo(20);
        assertThat(json.at("/figures/state_bytes").asDouble()).isEqualTo(5);
        assertThat(report.failures()).containsExactly("job, 4 boards: a board differs");
    }

    private static Measured measured(String name, double eventsPerSecond) {
        Measured measured = new Measured(name, CaseSpec.of(Engine.PIPELINE, 4, 1_000));
        measured.add(new CaseResult(eventsPerSecond, Map.of()));
        return measured;
    }

    private static BenchReport report(Measured... measured) {
        BenchReport report = new BenchReport(MACHINE, true);
        report.add(Section.of("job", "The job", 1), List.of(measured));
        return report;
    }
}
