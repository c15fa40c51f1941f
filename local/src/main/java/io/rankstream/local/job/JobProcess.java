package io.rankstream.local.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.local.process.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Runs a job's shaded jar as the managed service would: through Flink's own client, the jar in a
 * child-first class loader, RocksDB, checkpoints on; here with the whole cluster in one JVM.
 *
 * <p>It ends with this JVM. The checkpoints stay, so that the next start can go on from them.
 */
public final class JobProcess implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(10);

    /** As the build's {@code flink.opens}: Kryo looks into these packages. */
    static final List<String> OPENED =
            List.of("java.util", "java.lang", "java.util.concurrent", "java.time", "java.net");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChildProcess process;
    private final JobOptions options;
    private final FlinkRest rest;

    private JobProcess(ChildProcess process, JobOptions options) {
        this.process = process;
        this.options = options;
        this.rest = new FlinkRest(options.restPort());
    }

    /** Starts the job from the newest checkpoint in its folder, or from nothing without one. */
    public static JobProcess start(JobOptions options) throws IOException {
        return start(options, newestCheckpoint(options));
    }

    static Optional<Path> newestCheckpoint(JobOptions options) throws IOException {
        return new CheckpointFolder(options.checkpoints()).newest();
    }

    static JobProcess start(JobOptions options, Optional<Path> checkpoint) throws IOException {
        Path configuration = Files.createDirectories(options.directory().resolve("conf"));
        Files.createDirectories(options.checkpoints());
        Files.createDirectories(options.temporary());
        // Every JSON text is YAML too, and its quoting leaves no path misread.
        Files.write(
                configuration.resolve("config.yaml"),
                JSON.writeValueAsBytes(flinkConfiguration(options)));
        try (InputStream logging = JobProcess.class.getResourceAsStream("job-log4j2.properties")) {
            Files.copy(
                    logging,
                    configuration.resolve("log4j2.properties"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        ChildProcess process =
                ChildProcess.start(
                        new ChildProcess.Launch(
                                "job",
                                command(options, configuration, checkpoint),
                                environment(options, configuration),
                                options.directory(),
                                options.directory().resolve("job.log"),
                                options.directory().resolve("job.pid"),
                                GRACE));
        return new JobProcess(process, options);
    }

    static Map<String, String> environment(JobOptions options, Path configuration) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("FLINK_CONF_DIR", configuration.toString());
        environment.put(
                "FLINK_PLUGINS_DIR", options.flinkLib().resolveSibling("plugins").toString());
        if (!options.callersKeys()) {
            // The local servers take any; without them the AWS client looks for some.
            environment.put("AWS_ACCESS_KEY_ID", "local");
            environment.put("AWS_SECRET_ACCESS_KEY", "local");
            environment.put("AWS_EC2_METADATA_DISABLED", "true");
        }
        return environment;
    }

    private static List<String> command(
            JobOptions options, Path configuration, Optional<Path> checkpoint) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED.forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.add("-Xmx" + options.heapMegabytes() + "m");
        command.add("-XX:+ExitOnOutOfMemoryError");
        if (options.debugPort() != 0) {
            command.add(
                    "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:"
                            + options.debugPort());
        }
        command.add("-Djava.io.tmpdir=" + options.temporary());
        command.add("-Dlog4j.configurationFile=" + configuration.resolve("log4j2.properties"));
        command.add("-cp");
        command.add(options.flinkLib() + File.separator + "*");
        command.add("org.apache.flink.client.cli.CliFrontend");
        command.add("run");
        command.add("--target");
        command.add("local");
        checkpoint.ifPresent(
                path -> {
                    command.add("--fromSavepoint");
                    command.add(uri(path));
                });
        command.add("--class");
        command.add(options.mainClass());
        command.add(options.jar().toString());
        if (!options.properties().isEmpty()) {
            command.add("--properties");
            command.add(
                    options.properties().stream()
                            .map(Path::toString)
                            .collect(Collectors.joining(",")));
        }
        return command;
    }

    private static Map<String, String> flinkConfiguration(JobOptions options) {
        Map<String, String> flink = new LinkedHashMap<>();
        flink.put("parallelism.default", Integer.toString(options.parallelism()));
        flink.put("taskmanager.numberOfTaskSlots", Integer.toString(options.parallelism()));
        flink.put("taskmanager.memory.managed.size", "128m");
        flink.put("taskmanager.memory.network.min", "64m");
        flink.put("taskmanager.memory.network.max", "64m");
        flink.put("state.backend.type", "rocksdb");
        flink.put("execution.checkpointing.incremental", "true");
        flink.put(
                "execution.checkpointing.interval",
                options.checkpointInterval().toMillis() + " ms");
        flink.put("execution.checkpointing.dir", uri(options.checkpoints()));
        flink.put("execution.checkpointing.num-retained", "3");
        flink.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        flink.put("restart-strategy.type", "exponential-delay");
        flink.put("restart-strategy.exponential-delay.initial-backoff", "1 s");
        flink.put("restart-strategy.exponential-delay.max-backoff", "10 s");
        flink.put("rest.port", Integer.toString(options.restPort()));
        flink.put("rest.bind-address", "127.0.0.1");
        flink.put("jobmanager.bind-host", "127.0.0.1");
        flink.put("taskmanager.bind-host", "127.0.0.1");
        flink.put("web.submit.enable", "false");
        flink.put("metrics.fetcher.update-interval", "1000");
        flink.put("io.tmp.dirs", options.temporary().toString());
        flink.putAll(options.flink());
        return flink;
    }

    /** Not {@link Path#toUri}: Flink takes escapes such as {@code %20} literally. */
    private static String uri(Path path) {
        return "file://" + path.toAbsolutePath();
    }

    /** The process id, for {@code kill -9}. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the JVM ended with; 128 + n when signal n ended it; empty while it runs. */
    public OptionalInt exitCode() {
        return process.exitCode();
    }

    /** Kills the JVM as {@code kill -9} would, and waits for its end. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /**
     * Makes a task throw while its JVM lives on, so that Flink restarts the job from its newest
     * checkpoint. Needs {@link JobOptions#withDebugPort}. The task throws where it next takes up
     * work, which may be as late as the next checkpoint.
     *
     * @param task a part of the task's name, which holds the names of its operators
     * @return the name of the thread that threw
     * @throws IOException if no debugger can attach, no running task has such a name, or it takes
     *     up no work within a minute
     */
    public String failTask(String task) throws IOException {
        if (options.debugPort() == 0) {
            throw new IllegalStateException("this job was started without a debug port");
        }
        return TaskFailure.cause(options.debugPort(), task);
    }

    /** Where the job's log goes. */
    public Path log() {
        return process.log();
    }

    public String lastLogLines() {
        return process.lastLogLines();
    }

    /** Flink's REST API of this job. */
    public FlinkRest rest() {
        return rest;
    }

    /** Stops the job without a last checkpoint. */
    @Override
    public void close() {
        process.close();
    }
}
