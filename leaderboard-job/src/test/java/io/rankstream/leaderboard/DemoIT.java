package io.rankstream.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rankstream.local.process.FreePort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo as {@code ./rankstream demo} starts it: the shaded jar in a Flink JVM of its own under a
 * load with everything that goes wrong in the field, one {@code kill -9} included, and every board
 * compared with the known truth.
 */
class DemoIT {

    private static final Path CLONE = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> PORT_OPTIONS =
            List.of("--kinesis-port", "--redis-port", "--mariadb-port", "--flink-port");

    private static final List<String> LINKED = List.of("leaderboard-job", "local", "examples");

    @TempDir private Path folder;

    /** The demo, and all it started. */
    private final Map<Long, ProcessHandle> started = new HashMap<>();

    private final List<Integer> ports = new ArrayList<>();
    private Path log;
    private Process demo;

    @BeforeEach
    void choosePorts() throws IOException {
        Set<Integer> free = new LinkedHashSet<>();
        while (free.size() < PORT_OPTIONS.size()) {
            free.add(FreePort.any());
        }
        ports.addAll(free);
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        if (demo != null && demo.isAlive()) {
            demo.destroy();
            if (!demo.waitFor(40, TimeUnit.SECONDS)) {
                demo.destroyForcibly().waitFor();
            }
        }
        // So that nobody who clears the folder follows them.
        for (String part : LINKED) {
            Files.deleteIfExists(folder.resolve("clone").resolve(part));
        }
    }

    @Test
    @Timeout(300)
    void showsWhatItMustAfterACrashAndLeavesNothingBehind() throws Exception {
        start("--seconds", "30", "--verify", "--kill-job-after", "15");

        await().atMost(Duration.ofSeconds(280))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !noteProcesses().isAlive());

        String printed = Files.readString(log);
        assertThat(demo.exitValue()).as(printed).isZero();
        assertThat(printed).contains("equal: every board shows what it must", "kill -9 ");
        assertThat(printed).containsPattern("job [0-9]+ died \\(signal 9\\); started again");
        // Kinesis is in the demo's own JVM; Redis, MariaDB and the job, twice, are others.
        assertThat(started).hasSizeGreaterThanOrEqualTo(5);
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> {
                            assertThat(started.values()).noneMatch(DemoIT::isRunning);
                            assertThat(ports).allMatch(FreePort::isFree);
                        });
        assertThat(folder.resolve("clone/.rankstream/run")).doesNotExist();
    }

    /** A process that ended, and whose end nobody has taken note of, is no more. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private Process noteProcesses() {
        started.put(demo.pid(), demo.toHandle());
        demo.toHandle().descendants().forEach(process -> started.put(process.pid(), process));
        return demo;
    }

    private void start(String... options) throws IOException {
        Path clone = linkClone();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx2g");
        command.add("-Drankstream.home=" + clone);
        command.add("-Drankstream.terminal=false");
        command.add(
                "-Dlog4j.configurationFile=classpath:io/rankstream/local/demo/log4j2.properties");
        command.add("-cp");
        command.add(
                clone.resolve("local/target/classes")
                        + File.pathSeparator
                        + clone.resolve("local/target/lib")
                        + "/*");
        command.add("io.rankstream.local.demo.LocalMain");
        command.add("demo");
        command.addAll(List.of(options));
        for (int i = 0; i < PORT_OPTIONS.size(); i++) {
            command.add(PORT_OPTIONS.get(i));
            command.add(Integer.toString(ports.get(i)));
        }
        log = folder.resolve("demo.log");
        demo =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
    }

    /** A clone whose working folder is its own: somebody may be running the demo in this one. */
    private Path linkClone() throws IOException {
        Path clone = Files.createDirectories(folder.resolve("clone"));
        for (String part : LINKED) {
            Files.createSymbolicLink(clone.resolve(part), CLONE.resolve(part));
        }
        return clone;
    }
}
