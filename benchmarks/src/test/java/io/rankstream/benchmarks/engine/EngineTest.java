package io.rankstream.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class EngineTest {

    private static final int EVENTS = 3_000;

    @TempDir private Path folder;

    @Test
    void scoresPlayersByTheirRowsAndAfterAllOfThemPlayed() throws Exception {
        CaseSpec spec =
                CaseSpec.of(Engine.PIPELINE, 4, EVENTS)
                        .withPlayers(200)
                        .withColumns(16)
                        .preloaded()
                        .withState();

        CaseResult result = Engine.measure(spec, folder);

        assertThat(result.figures().get("scores")).isGreaterThan(400);
        assertThat(result.figures().get("state_bytes")).isPositive();
    }

    @Test
    void measuresSingleSteps() throws Exception {
        CaseResult result = Engine.run(CaseSpec.of(Engine.PARTS, 4, 0), folder);

        assertThat(result.figures())
                .hasSize(8)
                .allSatisfy((step, nanos) -> assertThat(nanos).isPositive());
    }

    @Test
    void saysHowWrongAConsumerIsThatKnowsNoCopies() throws Exception {
        CaseSpec spec = CaseSpec.of(Engine.DIRECT, 4, EVENTS).withPlayers(200);

        CaseResult result = Engine.measure(spec, folder);

        assertThat(result.figures().get("wrong_scores_percent")).isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({
        "PIPELINE, 64, 2",
        "PARSE, 4, 1",
        "SQL, 16, 1",
        "NAIVE, 4, 1",
        "REDIS, 4, 1",
        "SINK, 4, 1",
        "PARSER, 4, 1"
    })
    void leadsToTheBoardsThatAreKnown(Engine engine, int boards, int parallelism) throws Exception {
        CaseSpec spec =
                CaseSpec.of(engine, boards, EVENTS)
                        .withPlayers(200)
                        .withParallelism(parallelism)
                        .withState();

        CaseResult result = Engine.measure(spec, folder);

        assertThat(result.eventsPerSecond()).isPositive();
    }
}
