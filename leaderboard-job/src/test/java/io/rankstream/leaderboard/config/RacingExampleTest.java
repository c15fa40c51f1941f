package io.rankstream.leaderboard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.config.RuntimeConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code examples/racing} to what the job accepts. */
class RacingExampleTest {

    private static final Path RACING =
            Path.of("..", "examples", "racing", "leaderboard.json").toAbsolutePath();

    private static final String ENDPOINTS =
            "[{\"PropertyGroupId\":\"aws\",\"PropertyMap\":{\"region\":\"eu-west-1\"}},"
                    + "{\"PropertyGroupId\":\"mysql\",\"PropertyMap\":{\"hostname\":\"localhost\","
                    + "\"username\":\"cdc\",\"password\":\"env:MYSQL_PASSWORD\"}},"
                    + "{\"PropertyGroupId\":\"redis\",\"PropertyMap\":{\"host\":\"localhost\"}}]";

    @TempDir private Path directory;

    @Test
    void needsNothingButTheEndpoints() throws Exception {
        Path endpoints = Files.writeString(directory.resolve("endpoints.json"), ENDPOINTS);

        LeaderboardConfig config =
                LeaderboardConfig.from(
                        RuntimeConfiguration.load(
                                new String[] {"--properties", RACING + "," + endpoints}));

        // Five boards and the parameter is_bot; a shadow belongs to its board.
        assertThat(config.scoring().propertyUpdates()).hasSize(6);
    }
}
