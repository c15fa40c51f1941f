package io.rankstream.local.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Keeps a job running as the managed service would: when its JVM dies it is started again from the
 * newest completed checkpoint.
 *
 * <p>A job that ends by itself, or dies again and again before it has run, is not started again;
 * {@link #failure} says why.
 */
public final class JobSupervisor implements AutoCloseable {

    /** What the JVM ends with after Ctrl-C, which reaches every program of the terminal. */
    private static final int INTERRUPTED = 128 + 2;

    private static final int POLL_MILLIS = 200;
    private static final Duration PAUSE_BEFORE_RESTART = Duration.ofSeconds(1);
    private static final Duration RAN = Duration.ofSeconds(30);
    private static final int MAX_FAILED_STARTS = 3;

    private final JobOptions options;
    private final Consumer<String> announce;
    private final Thread watcher = new Thread(this::watch, "job-supervisor");
    private volatile JobProcess job;
    private volatile boolean closing;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile String failure;
    private long startedAt;

    private JobSupervisor(JobOptions options, Consumer<String> announce) {
        this.options = options;
        this.announce = announce;
    }

    /**
     * Starts the job.
     *
     * @param announce takes a line for the user whenever the job is started again
     */
    public static JobSupervisor start(JobOptions options, Consumer<String> announce)
            throws IOException {
        JobSupervisor supervisor = new JobSupervisor(options, announce);
        supervisor.launch(JobProcess.newestCheckpoint(options));
        supervisor.watcher.setDaemon(true);
        supervisor.watcher.start();
        return supervisor;
    }

    private synchronized void launch(Optional<Path> checkpoint) throws IOException {
        if (closing) {
            return;
        }
        startedAt = System.nanoTime();
        job = JobProcess.start(options, checkpoint);
    }

    private void watch() {
        int failedStarts = 0;
        try {
            while (!closing) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                if (job.isAlive()) {
                    continue;
                }
                int exit = job.exitCode().orElse(-1);
                if (closing || exit == INTERRUPTED) {
                    return;
                }
                if (exit == 0) {
                    failure = "the job ended by itself; its log: " + job.log();
                    return;
                }
                boolean ran = System.nanoTime() - startedAt > RAN.toNanos();
                failedStarts = ran ? 0 : failedStarts + 1;
                Optional<Path> checkpoint = JobProcess.newestCheckpoint(options);
                if ((checkpoint.isEmpty() && !ran) || failedStarts > MAX_FAILED_STARTS) {
                    failure = "the job does not start:\n" + job.lastLogLines();
                    return;
                }
                restart(exit, checkpoint);
            }
        } catch (IOException e) {
            failure = "the job cannot be started again: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart(int exit, Optional<Path> checkpoint)
            throws IOException, InterruptedException {
        long dead = job.pid();
        job.close();
        TimeUnit.MILLISECONDS.sleep(PAUSE_BEFORE_RESTART.toMillis());
        launch(checkpoint);
        if (closing) {
            return;
        }
        restarts.incrementAndGet();
        announce.accept(
                "job "
                        + dead
                        + " died ("
                        + (exit > 128 ? "signal " + (exit - 128) : "exit code " + exit)
                        + "); started again as "
                        + job.pid()
                        + " from "
                        + checkpoint.map(path -> path.getFileName().toString()).orElse("nothing"));
    }

    /** The job as it runs now. */
    public JobProcess job() {
        return job;
    }

    /** How often it was started again. */
    public int restarts() {
        return restarts.get();
    }

    /** Why the job is down for good; empty while it runs or is started again. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Stops the job and returns when it is gone. */
    @Override
    public void close() {
        closing = true;
        watcher.interrupt();
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            job.close();
        }
    }
}
