package io.rankstream.archive.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.config.RuntimeConfiguration;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The job accepts what the stack on AWS tells it; the stack's tests hold the file to that. */
class StackPropertiesTest {

    private static final Path FILE =
            Path.of("..", "infra-cdk", "properties", "archive.json").toAbsolutePath();

    @Test
    void areAccepted() {
        ArchiveConfig config =
                ArchiveConfig.from(
                        RuntimeConfiguration.load(new String[] {"--properties", FILE.toString()}));

        assertThat(config.root()).isEqualTo("s3a://rankstream-archive/archive");
    }
}
