package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {

    @Test
    void refusesAMachineWithoutADatabaseForIt() {
        assertThatThrownBy(() -> Installation.checkMachine("Mac OS X", "aarch64"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("Mac OS X aarch64");
    }

    @Test
    void takesLinux() {
        assertThatCode(() -> Installation.checkMachine("Linux", "amd64"))
                .doesNotThrowAnyException();
    }

    @Test
    void saysHowToBuildWhatIsMissing(@TempDir Path home) {
        assertThatThrownBy(() -> new Installation(home).checkBuilt())
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("leaderboard-job")
                .hasMessageContaining("./mvnw");
    }
}
