package io.rankstream.local.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rankstream.local.process.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSupervisorTest {

    private static final Path FLINK_LIB = Path.of("flink", "target", "lib").toAbsolutePath();
    private static final Pattern START = Pattern.compile("^starts at ([0-9]+)$", Pattern.MULTILINE);

    /** The space is on purpose: a clone may lie anywhere. */
    @TempDir private Path parent;

    private Path directory;
    private Path jar;
    private final List<String> announced = new CopyOnWriteArrayList<>();

    @BeforeEach
    void buildJob() throws Exception {
        directory = Files.createDirectories(parent.resolve("a folder"));
        jar = jar();
    }

    @Test
    void goesOnFromTheNewestCheckpoint_whenTheJvmIsKilled() throws Exception {
        JobOptions options = options("a.json").withCheckpointInterval(Duration.ofMillis(200));
        try (JobSupervisor supervisor = JobSupervisor.start(options, announced::add)) {
            awaitMinutes().until(() -> JobProcess.newestCheckpoint(options).isPresent());
            JobProcess first = supervisor.job();

            first.kill();
            awaitMinutes().until(() -> starts(first.log()).size() == 2);

            assertThat(starts(first.log()).get(0)).isZero();
            assertThat(starts(first.log()).get(1)).isPositive();
            assertThat(supervisor.restarts()).isEqualTo(1);
            assertThat(supervisor.failure()).isEmpty();
            assertThat(announced)
                    .singleElement()
                    .asString()
                    .contains("job " + first.pid() + " died (signal 9)", " from chk-");
        }
    }

    @Test
    void startsAgainFromNothing_whenKilledBeforeTheFirstCheckpoint() throws Exception {
        JobOptions options = options("a.json").withCheckpointInterval(Duration.ofHours(1));
        try (JobSupervisor supervisor = JobSupervisor.start(options, announced::add)) {
            supervisor.job().kill();
            awaitMinutes().until(() -> supervisor.restarts() == 1);
            supervisor.job().kill();
            awaitMinutes().until(() -> supervisor.restarts() == 2);
            awaitRunning(supervisor);
            supervisor.job().kill();
            awaitMinutes().until(() -> supervisor.restarts() == 3);
            awaitRunning(supervisor);

            assertThat(starts(supervisor.job().log())).containsExactly(0L, 0L);
            assertThat(supervisor.failure()).isEmpty();
            assertThat(announced)
                    .hasSize(3)
                    .allSatisfy(text -> assertThat(text).endsWith("from nothing"));
        }
    }

    @Test
    void goesOnFromTheNewestCheckpointInTheSameJvm_whenATaskFails() throws Exception {
        JobOptions options =
                options("a.json")
                        .withCheckpointInterval(Duration.ofMillis(200))
                        .withDebugPort(FreePort.any());
        try (JobSupervisor supervisor = JobSupervisor.start(options, announced::add)) {
            awaitMinutes().until(() -> JobProcess.newestCheckpoint(options).isPresent());
            JobProcess job = supervisor.job();

            String task = job.failTask("Custom Source");
            awaitMinutes().until(() -> starts(job.log()).size() == 2);

            assertThat(task).matches("Source: Custom Source.*\\(1/1\\)#0");
            assertThat(starts(job.log()).get(1)).isPositive();
            assertThat(Files.readString(job.log()))
                    .contains("Source: Custom Source (1/1)#0", "switched from RUNNING to FAILED");
            assertThat(job.isAlive()).isTrue();
            assertThat(supervisor.restarts()).isZero();
            assertThatThrownBy(() -> job.failTask("no such operator"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no task named no such operator");
        }
    }

    @Test
    void waitsForItsCheckpoints_whenTheyAreOutOfReach() throws Exception {
        JobOptions options =
                options("a.json")
                        .withCheckpointInterval(Duration.ofMillis(200))
                        .withFlink("execution.checkpointing.tolerable-failed-checkpoints", "1000");
        try (JobSupervisor supervisor = JobSupervisor.start(options, announced::add)) {
            awaitMinutes().until(() -> JobProcess.newestCheckpoint(options).isPresent());
            JobProcess job = supervisor.job();
            FlinkRest rest = job.rest();

            CheckpointFolder.Outage outage =
                    new CheckpointFolder(options.checkpoints()).breakDown();
            awaitMinutes()
                    .until(() -> rest.metrics(rest.job().orElseThrow()).failedCheckpoints() > 0);
            assertThat(job.isAlive()).isTrue();
            job.kill();
            awaitMinutes()
                    .until(() -> announced.stream().anyMatch(text -> text.startsWith("waiting")));
            assertThat(supervisor.restarts()).isZero();
            outage.close();
            awaitMinutes().until(() -> supervisor.restarts() == 1);
            awaitRunning(supervisor);

            assertThat(announced).last().asString().contains(" from chk-");
            List<Long> starts = starts(supervisor.job().log());
            assertThat(starts.get(starts.size() - 1)).isPositive();
        }
    }

    @Test
    void handsTheJobItsPropertyFilesAndShowsItsMetrics() throws Exception {
        try (JobSupervisor supervisor =
                JobSupervisor.start(
                        options("a.json", "b.json").withParallelism(3), announced::add)) {
            FlinkRest rest = supervisor.job().rest();
            awaitMinutes()
                    .until(() -> rest.job(), job -> job.filter(JobOverview::isRunning).isPresent());

            assertThat(rest.job()).get().extracting(JobOverview::tasks).isEqualTo(4);
            assertThat(Files.readString(supervisor.job().log()))
                    .contains("arguments [--properties, a.json,b.json]");
            awaitMinutes()
                    .until(
                            () -> rest.metrics(rest.job().orElseThrow()),
                            metrics -> metrics.completedCheckpoints() > 0);
        }
    }

    @Test
    void leavesNoProcessAndNoPortBehind() throws Exception {
        JobOptions options = options("a.json");
        JobSupervisor supervisor = JobSupervisor.start(options, announced::add);
        long pid = supervisor.job().pid();
        awaitMinutes().until(() -> !FreePort.isFree(options.restPort()));

        supervisor.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(FreePort.isFree(options.restPort())).isTrue();
        assertThat(announced).isEmpty();
    }

    @Test
    void saysWhyTheJobDoesNotStart() throws Exception {
        try (JobSupervisor supervisor =
                JobSupervisor.start(options("broken.json"), announced::add)) {
            Optional<String> failure =
                    awaitMinutes().until(supervisor::failure, Optional::isPresent);

            assertThat(failure).get().asString().contains("events.stream is missing");
            assertThat(supervisor.restarts()).isZero();
        }
    }

    /** The counting job prints the files' names and reads none. */
    private JobOptions options(String... properties) throws IOException {
        return JobOptions.of(
                FLINK_LIB,
                jar,
                "CountingJob",
                List.of(properties).stream().map(Path::of).toList(),
                directory,
                FreePort.any());
    }

    private static void awaitRunning(JobSupervisor supervisor) {
        awaitMinutes()
                .until(
                        () -> supervisor.job().rest().job(),
                        job -> job.filter(JobOverview::isRunning).isPresent());
    }

    private static ConditionFactory awaitMinutes() {
        return await().atMost(Duration.ofMinutes(2)).ignoreExceptionsInstanceOf(IOException.class);
    }

    private static List<Long> starts(Path log) throws IOException {
        return START.matcher(Files.readString(log))
                .results()
                .map((MatchResult result) -> Long.parseLong(result.group(1)))
                .toList();
    }

    private Path jar() throws Exception {
        Path source = directory.resolve("CountingJob.java");
        try (InputStream text = JobSupervisorTest.class.getResourceAsStream("CountingJob.java")) {
            Files.copy(text, source);
        }
        Path classes = Files.createDirectories(directory.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result =
                compiler.run(
                        null,
                        OutputStream.nullOutputStream(),
                        null,
                        "--release",
                        "11",
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        flinkClassPath(),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(result).isZero();
        Path built = directory.resolve("counting job.jar");
        try (JarOutputStream jarFile = new JarOutputStream(Files.newOutputStream(built));
                var compiled = Files.list(classes)) {
            for (Path file : compiled.toList()) {
                jarFile.putNextEntry(new JarEntry(file.getFileName().toString()));
                Files.copy(file, jarFile);
                jarFile.closeEntry();
            }
        }
        return built;
    }

    private static String flinkClassPath() throws IOException {
        try (var jars = Files.list(FLINK_LIB)) {
            return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
    }
}
