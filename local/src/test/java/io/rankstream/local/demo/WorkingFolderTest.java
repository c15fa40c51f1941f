package io.rankstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingFolderTest {

    @TempDir private Path parent;

    @Test
    void refusesASecondStartInTheSameClone() throws Exception {
        Path folder = parent.resolve(".rankstream");
        try (WorkingFolder first = WorkingFolder.open(folder)) {
            assertThat(first.run()).startsWithRaw(folder);
            assertThatThrownBy(() -> WorkingFolder.open(folder))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("Ctrl-C");
        }
    }

    @Test
    void leavesNoLockBehind() throws Exception {
        Path folder = parent.resolve(".rankstream");

        WorkingFolder.open(folder).close();

        assertThat(folder).isEmptyDirectory();
        WorkingFolder.open(folder).close();
    }

    @Test
    void namesTheJvmThatUsesIt() throws Exception {
        Path folder = parent.resolve(".rankstream");

        try (WorkingFolder used = WorkingFolder.open(folder)) {
            assertThat(used.run().resolveSibling("lock"))
                    .hasContent(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void endsWhatAnEarlierStartLeftRunning() throws Exception {
        Process leftOver = new ProcessBuilder("sleep", "600").start();
        long started = leftOver.info().startInstant().orElseThrow().toEpochMilli();
        try (WorkingFolder folder = WorkingFolder.open(parent.resolve(".rankstream"))) {
            Path pidFile =
                    Files.createDirectories(folder.run().resolve("redis")).resolve("redis.pid");
            Files.writeString(pidFile, leftOver.pid() + "\n" + started + "\n");

            folder.stopLeftOvers();

            assertThat(leftOver.isAlive()).isFalse();
            assertThat(pidFile).doesNotExist();
        } finally {
            leftOver.destroyForcibly();
        }
    }
}
