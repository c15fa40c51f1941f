package io.rankstream.local.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobProcessTest {

    private static final Path FOLDER = Path.of("folder");
    private static final JobOptions OPTIONS =
            JobOptions.of(FOLDER, FOLDER, "Main", List.of(), FOLDER, 1);

    @Test
    void givesTheJobAnyKeys_whereServersTakeThem() {
        assertThat(JobProcess.environment(OPTIONS, FOLDER))
                .containsEntry("AWS_ACCESS_KEY_ID", "local")
                .containsEntry("AWS_SECRET_ACCESS_KEY", "local");
    }

    @Test
    void hidesNothingThatTheCallerHasForAws_whereTheJobNeedsIt() {
        assertThat(
                        JobProcess.environment(
                                OPTIONS.withCallersKeys().withFlink("a", "b").withParallelism(1),
                                FOLDER))
                .containsOnlyKeys("FLINK_CONF_DIR", "FLINK_PLUGINS_DIR");
    }
}
