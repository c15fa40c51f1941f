package io.rankstream.leaderboard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.config.RuntimeConfiguration;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The job accepts what the stack on AWS tells it; the stack's tests hold the file to that. */
class StackPropertiesTest {

    private static final Path FILE =
            Path.of("..", "infra-cdk", "properties", "leaderboard.json").toAbsolutePath();

    @Test
    void areAccepted() {
        LeaderboardConfig config =
                LeaderboardConfig.from(
                        RuntimeConfiguration.load(new String[] {"--properties", FILE.toString()}));

        assertThat(config.controlStream()).isEqualTo("rankstream-control");
        assertThat(config.redis().tls()).isTrue();
        assertThat(config.redis().cluster()).isTrue();
    }
}
