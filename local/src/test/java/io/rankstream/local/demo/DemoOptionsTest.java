package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.datagen.LoadPlan;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoOptionsTest {

    @Test
    void refusesToVerifyALoadWithoutEnd() {
        assertThatThrownBy(() -> options("--verify").check())
                .hasMessageContaining("--verify needs --seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "5", "60", "100000"})
    void fitsTheScenarioIntoTheLoad(String seconds) {
        DemoOptions options = options("--seconds", seconds);

        options.check();

        assertThat(options.plan().scenario().enabled()).isTrue();
    }

    @Test
    void runsTheScenarioInALoadWithoutEnd() {
        LoadPlan plan = options().plan();

        assertThat(plan.pace().duration()).isEqualTo(LoadPlan.ENDLESS);
        assertThat(plan.scenario().after()).isLessThanOrEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void killsInOrderOfTime() {
        assertThat(options("--kill-job-after", "30", "--kill-job-after", "10").kills())
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    private static DemoOptions options(String... args) {
        DemoOptions options = new DemoOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(args);
        return options;
    }
}
