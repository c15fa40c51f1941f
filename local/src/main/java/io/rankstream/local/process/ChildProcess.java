package io.rankstream.local.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Ties the life of another program to this JVM's: whatever ends this JVM ends the program too.
 *
 * <p>Its output goes to a log file and its process id to a {@link PidFile}. {@link #close} stops
 * it; when this JVM ends without that, in whatever way, a guard does: a shell that waits on a pipe
 * only this JVM holds open. Ctrl-C in the terminal reaches this JVM alone, which so decides in
 * which order its programs end.
 */
public final class ChildProcess implements AutoCloseable {

    /** Ends the program when the pipe closes without the word that it ended already. */
    private static final String GUARD =
            "trap '' INT TERM HUP; read -r word && exit; kill \"$1\"; seconds=0;"
                    + " while kill -0 \"$1\" && [ $seconds -lt 10 ];"
                    + " do sleep 1; seconds=$((seconds + 1)); done; kill -9 \"$1\"";

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final int SHOWN_LOG_LINES = 15;

    private final String name;
    private final Process process;
    private final Process guard;
    private final Path log;
    private final Path pidFile;
    private final Duration grace;
    private boolean closed;

    private ChildProcess(Launch launch, Process process, Process guard) {
        this.name = launch.name();
        this.log = launch.log();
        this.pidFile = launch.pidFile();
        this.grace = launch.grace();
        this.process = process;
        this.guard = guard;
    }

    /**
     * How to start a program.
     *
     * @param log appended to; its folder must exist
     * @param pidFile written once the program runs, deleted when it has ended
     * @param environment added to this JVM's
     * @param grace how long the program may take to end when asked to, before it is killed
     */
    public record Launch(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path directory,
            Path log,
            Path pidFile,
            Duration grace) {}

    /** Stops what an earlier JVM left behind under the same pid file, then starts the program. */
    public static ChildProcess start(Launch launch) throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        return start(launch, builder);
    }

    /**
     * As {@link #start(Launch)}, but writes nothing to the log: errors go where those of this JVM
     * go.
     *
     * @param output where its standard output goes
     */
    public static ChildProcess start(Launch launch, ProcessBuilder.Redirect output)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.redirectOutput(output);
        return start(launch, builder);
    }

    private static ChildProcess start(Launch launch, ProcessBuilder builder) throws IOException {
        PidFile.stopLeftOver(launch.pidFile());
        builder.command(ownSession(launch.command()));
        builder.directory(launch.directory().toFile());
        builder.environment().putAll(launch.environment());
        builder.redirectInput(new File("/dev/null"));
        Process process = builder.start();
        try {
            PidFile.write(launch.pidFile(), process.toHandle());
            return new ChildProcess(launch, process, guard(process.pid()));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Replaces itself by the command: the process id is the same. */
    private static List<String> ownSession(List<String> command) {
        if (!Files.isExecutable(SETSID)) {
            return command;
        }
        List<String> apart = new ArrayList<>();
        apart.add(SETSID.toString());
        apart.addAll(command);
        return apart;
    }

    private static Process guard(long pid) throws IOException {
        // In a session of its own, so that a kill of this JVM's process group spares it.
        return new ProcessBuilder(
                        ownSession(List.of("/bin/sh", "-c", GUARD, "guard", Long.toString(pid))))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the program ended with; 128 + n when signal n ended it; empty while it runs. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /**
     * Waits for the program's end.
     *
     * @return what it ended with, as {@link #exitCode}
     */
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** Kills the program as {@code kill -9} would and waits for its end; a crash on purpose. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Where the program's output goes. */
    public Path log() {
        return log;
    }

    /** The last lines of the log, for a message that says why something did not start. */
    public String lastLogLines() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return String.join(
                    System.lineSeparator(),
                    lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e + ")";
        }
    }

    /** Asks the program to end, kills it after the grace period, and returns when it is gone. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = endProcess();
        try {
            guard.getOutputStream().write('\n');
            guard.getOutputStream().close();
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " ended, but left something behind", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean endProcess() {
        boolean interrupted = false;
        process.destroy();
        try {
            if (process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        process.destroyForcibly();
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
