package io.rankstream.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Remembers a program across the JVMs that start it, so that one left over can be stopped.
 *
 * <p>It holds the process id and the start time: a number the system gave to another program since
 * does not match and is left alone.
 */
public final class PidFile {

    /** The system derives start times from the boot time, which clock changes move a little. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private static final int GRACE_SECONDS = 10;

    private PidFile() {}

    static void write(Path file, ProcessHandle process) throws IOException {
        long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        Files.writeString(file, process.pid() + "\n" + start + "\n");
    }

    /**
     * Ends the program the file names, if it still runs, and deletes the file.
     *
     * @return the process id of what was stopped; empty if there was nothing to stop
     */
    public static Optional<Long> stopLeftOver(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Optional<ProcessHandle> leftOver = running(Files.readAllLines(file));
        if (leftOver.isPresent()) {
            end(leftOver.get());
        }
        Files.deleteIfExists(file);
        return leftOver.map(ProcessHandle::pid);
    }

    private static Optional<ProcessHandle> running(List<String> lines) throws IOException {
        if (lines.size() < 2) {
            return Optional.empty();
        }
        long pid;
        Instant started;
        try {
            pid = Long.parseLong(lines.get(0));
            started = Instant.ofEpochMilli(Long.parseLong(lines.get(1)));
        } catch (NumberFormatException e) {
            throw new IOException("not a pid file of ours: " + lines, e);
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startedAt(process, started));
    }

    private static boolean startedAt(ProcessHandle process, Instant expected) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, expected).abs())
                .filter(difference -> difference.compareTo(START_TOLERANCE) < 0)
                .isPresent();
    }

    private static void end(ProcessHandle process) throws IOException {
        process.destroy();
        if (!endsInTime(process)) {
            process.destroyForcibly();
            if (!endsInTime(process)) {
                throw new IOException("process " + process.pid() + " cannot be ended");
            }
        }
    }

    private static boolean endsInTime(ProcessHandle process) throws IOException {
        try {
            process.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException("cannot wait for process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
