package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {

    @Test
    void refusesAnOldJavaAndNamesTheRemedy() {
        assertThatThrownBy(() -> Installation.checkMachine(11, "Linux", "amd64"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("Java 11")
                .hasMessageContaining("JAVA_HOME");
    }

    @Test
    void refusesAMachineWithoutADatabaseForIt() {
        assertThatThrownBy(() -> Installation.checkMachine(17, "Mac OS X", "aarch64"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("Mac OS X aarch64");
    }

    @Test
    void takesLinuxAndJava17() {
        assertThatCode(() -> Installation.checkMachine(17, "Linux", "amd64"))
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
