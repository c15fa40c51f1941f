package io.rankstream.replay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.config.RuntimeConfiguration;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The job accepts what the stack on AWS tells it; the stack's tests hold the file to that. */
class StackPropertiesTest {

    private static final Path FOLDER = Path.of("..", "infra-cdk", "properties").toAbsolutePath();

    @ParameterizedTest
    @ValueSource(strings = {"replay.json", "rebuild.json"})
    void areAccepted(String file) {
        RuntimeConfiguration runtime =
                ReplayOptions.declare(
                        RuntimeConfiguration.load(
                                new String[] {"--properties", FOLDER.resolve(file).toString()}));

        assertThat(runtime.group(ReplayOptions.ARCHIVE.name()).get(ReplayOptions.ARCHIVE_ROOT))
                .isEqualTo("s3a://rankstream-archive/archive");
    }
}
