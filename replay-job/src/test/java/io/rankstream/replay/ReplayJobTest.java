package io.rankstream.replay;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.config.InvalidConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayJobTest {

    @TempDir private Path folder;

    @Test
    void refusesAModeThatItDoesNotHave() throws Exception {
        Path properties = folder.resolve("replay.json");
        Files.writeString(
                properties,
                "[{\"PropertyGroupId\":\"replay-job\",\"PropertyMap\":{\"mode\":\"rewind\"}}]");

        assertThatThrownBy(
                        () -> ReplayJob.main(new String[] {"--properties", properties.toString()}))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("replay-job.mode: 'rewind' is not known: use republish");
    }
}
