package io.rankstream.system;

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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command of {@code ./rankstream} as a user starts it, on ports of its own and with a working
 * folder of its own: somebody may be running another in this clone.
 */
final class LocalCommand implements AutoCloseable {

    private static final Path CLONE = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> PORT_OPTIONS =
            List.of(
                    "--kinesis-port",
                    "--redis-port",
                    "--mariadb-port",
                    "--flink-port",
                    "--s3-port",
                    "--archive-port");

    private static final List<String> LINKED =
            List.of("leaderboard-job", "archive-job", "replay-job", "local", "examples");

    private final Path clone;
    private final Path log;
    private final List<Integer> ports;
    private final Process process;

    /** The command, and all it started. */
    private final Map<Long, ProcessHandle> started = new HashMap<>();

    private LocalCommand(Path clone, Path log, List<Integer> ports, Process process) {
        this.clone = clone;
        this.log = log;
        this.ports = ports;
        this.process = process;
    }

    /** Starts a command in an empty folder. */
    static LocalCommand start(Path folder, String name, String... options) throws IOException {
        Set<Integer> free = new LinkedHashSet<>();
        while (free.size() < PORT_OPTIONS.size()) {
            free.add(FreePort.any());
        }
        List<Integer> ports = List.copyOf(free);
        Path clone = Files.createDirectories(folder.resolve("clone"));
        for (String part : LINKED) {
            Files.createSymbolicLink(clone.resolve(part), CLONE.resolve(part));
        }
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
        command.add(name);
        command.addAll(List.of(options));
        for (int i = 0; i < PORT_OPTIONS.size(); i++) {
            command.add(PORT_OPTIONS.get(i));
            command.add(Integer.toString(ports.get(i)));
        }
        Path log = folder.resolve(name + ".log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        return new LocalCommand(clone, log, ports, process);
    }

    /** Waits for its end. */
    void awaitEnd(Duration atMost) {
        await().atMost(atMost)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !noteProcesses().isAlive());
    }

    private Process noteProcesses() {
        started.put(process.pid(), process.toHandle());
        process.toHandle()
                .descendants()
                .forEach(descendant -> started.put(descendant.pid(), descendant));
        return process;
    }

    int exitValue() {
        return process.exitValue();
    }

    String printed() throws IOException {
        return Files.readString(log);
    }

    /** How many processes it was, one after the other or at once. */
    int processes() {
        return started.size();
    }

    /** Whether neither a process nor a taken port is left of it. */
    boolean isGone() {
        return started.values().stream().noneMatch(LocalCommand::isRunning)
                && ports.stream().allMatch(FreePort::isFree);
    }

    /** A process that ended, and whose end nobody has taken note of, is no more. */
    private static boolean isRunning(ProcessHandle candidate) {
        return candidate.isAlive() && candidate.info().command().isPresent();
    }

    /** Where it writes while it runs. */
    Path runFolder() {
        return clone.resolve(".rankstream").resolve("run");
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            process.onExit().get(40, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
        // So that nobody who clears the folder follows them.
        for (String part : LINKED) {
            Files.deleteIfExists(clone.resolve(part));
        }
    }
}
