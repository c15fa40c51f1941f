package io.rankstream.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir private Path directory;

    @Test
    void killsAProgramThatDoesNotEndWhenAskedTo() throws Exception {
        ChildProcess child = start("trap '' TERM; echo deaf; while true; do sleep 1; done");
        await().atMost(DEADLINE).until(() -> child.lastLogLines().contains("deaf"));

        child.close();

        assertThat(child.exitCode()).hasValue(128 + 9);
    }

    @Test
    void keepsTheOutputInTheLog() throws Exception {
        try (ChildProcess child = start("echo to out; echo to err >&2")) {
            await().atMost(DEADLINE).until(() -> !child.isAlive());

            assertThat(child.lastLogLines()).contains("to out", "to err");
        }
    }

    @Test
    void stopsTheProgramWhenTheJvmThatStartedItIsKilled() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Starter.class.getName(),
                                directory.toString())
                        .inheritIO()
                        .start();
        Path pidFile = directory.resolve("child.pid");
        await().atMost(DEADLINE).until(() -> Files.exists(directory.resolve("started")));
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0));
        assertThat(ProcessHandle.of(pid)).isPresent();

        jvm.destroyForcibly().waitFor();

        await().atMost(DEADLINE).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void stopsTheProgram_whenTheProcessGroupOfTheJvmIsKilled() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                "/usr/bin/setsid",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Starter.class.getName(),
                                directory.toString())
                        .inheritIO()
                        .start();
        await().atMost(DEADLINE).until(() -> Files.exists(directory.resolve("started")));
        long pid = Long.parseLong(Files.readAllLines(directory.resolve("child.pid")).get(0));
        assertThat(ProcessHandle.of(pid)).isPresent();

        new ProcessBuilder("/bin/kill", "-9", "--", "-" + jvm.pid()).start().waitFor();

        await().atMost(DEADLINE).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void stopsWhatAnEarlierJvmLeftBehind() throws Exception {
        Process leftOver = new ProcessBuilder("sleep", "600").start();
        PidFile.write(directory.resolve("child.pid"), leftOver.toHandle());

        try (ChildProcess child = start("exec sleep 600")) {
            assertThat(leftOver.isAlive()).isFalse();
            assertThat(child.isAlive()).isTrue();
        }
    }

    @Test
    void leavesAProgramAloneThatOnlyHasTheNumberOfALeftOver() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        Path pidFile = directory.resolve("child.pid");
        Files.writeString(pidFile, stranger.pid() + "\n0\n");
        try {
            assertThat(PidFile.stopLeftOver(pidFile)).isEmpty();

            assertThat(stranger.isAlive()).isTrue();
            assertThat(pidFile).doesNotExist();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private ChildProcess start(String script) throws Exception {
        return Starter.start(directory, script);
    }

    /** Runs in a JVM of its own, to be killed. */
    static final class Starter {

        private Starter() {}

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[0]);
            ChildProcess child = start(directory, "exec sleep 600");
            Files.createFile(directory.resolve("started"));
            await().forever().until(() -> !child.isAlive());
        }

        private static ChildProcess start(Path directory, String script) throws Exception {
            return ChildProcess.start(
                    new ChildProcess.Launch(
                            "child",
                            List.of("/bin/sh", "-c", script),
                            Map.of(),
                            directory,
                            directory.resolve("child.log"),
                            directory.resolve("child.pid"),
                            Duration.ofMillis(300)));
        }
    }
}
