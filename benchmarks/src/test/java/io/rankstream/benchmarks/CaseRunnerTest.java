package io.rankstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.benchmarks.engine.CaseSpec;
import io.rankstream.benchmarks.engine.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CaseRunnerTest {

    @TempDir private Path folder;

    @Test
    void saysWhyACaseCouldNotBeMeasured() {
        CaseSpec unknown = CaseSpec.of(Engine.PARSE, 3, 100);

        assertThatThrownBy(() -> new CaseRunner(folder).run(unknown, 60))
                .isInstanceOf(CaseFailedException.class)
                .hasMessageContaining("Exception");
    }

    @Test
    void endsACaseWhoseServersDoNotStart() throws Exception {
        // Stands where MariaDB's folder would be made.
        Files.createFile(folder.resolve(".rankstream"));
        Path log = folder.resolve("log");

        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Drankstream.home=" + folder,
                                "-cp",
                                System.getProperty("java.class.path"),
                                CaseMain.class.getName(),
                                new ObjectMapper()
                                        .writeValueAsString(CaseSpec.of(Engine.LIVE, 4, 1)),
                                folder.resolve("result.json").toString(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(log).content().contains("Exception", ".rankstream");
        } finally {
            process.destroyForcibly();
        }
    }
}
