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
 * newest completed checkpoint, or from nothing when there is none.
 *
 * <p>A job that ends by itself, refuses to start, or dies again and again before all its tasks have
 * run, is not started again; {@link #failure} says why.
 */
public final class JobSupervisor implements AutoCloseable {

    /** What the JVM ends with after Ctrl-C, which reaches every program of the terminal. */
    private static final int INTERRUPTED = 128 + 2;

    private static final int POLL_MILLIS = 200;
    private static final Duration PAUSE_BEFORE_RESTART = Duration.ofSeconds(1);

    /** Exit codes above it stand for the signal that ended a program. */
    private static final int SIGNALS = 128;

    /** Of JVMs in a row that died before all tasks ran. */
    private static final int MAX_DEATHS_BEFORE_RUNNING = 5;

    private final JobOptions options;
    private final Consumer<String> announce;
    private final Thread watcher = new Thread(this::watch, "job-supervisor");
    private volatile JobProcess job;
    private volatile boolean closing;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile String failure;

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
        job = JobProcess.start(options, checkpoint);
    }

    private void watch() {
        int deathsBeforeRunning = 0;
        boolean hasRun = false;
        try {
            while (!closing) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                if (job.isAlive()) {
                    hasRun = hasRun || isRunning();
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
                deathsBeforeRunning = hasRun ? 0 : deathsBeforeRunning + 1;
                boolean refusesToStart = !hasRun && restarts.get() == 0 && exit <= SIGNALS;
                if (refusesToStart || deathsBeforeRunning > MAX_DEATHS_BEFORE_RUNNING) {
                    failure = "the job does not start:\n" + job.lastLogLines();
                    return;
                }
                restart(exit);
                hasRun = false;
            }
        } catch (IOException e) {
            failure = "the job cannot be started again: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isRunning() {
        try {
            return job.rest().job().filter(JobOverview::isRunning).isPresent();
        } catch (IOException e) {
            // Not up yet, or just gone.
            return false;
        }
    }

    private void restart(int exit) throws IOException, InterruptedException {
        long dead = job.pid();
        job.close();
        TimeUnit.MILLISECONDS.sleep(PAUSE_BEFORE_RESTART.toMillis());
        Optional<Path> checkpoint = launchAgain();
        if (closing) {
            return;
        }
        restarts.incrementAndGet();
        announce.accept(
                "job "
                        + dead
                        + " died ("
                        + (exit > SIGNALS ? "signal " + (exit - SIGNALS) : "exit code " + exit)
                        + "); started again as "
                        + job.pid()
                        + " from "
                        + checkpoint.map(path -> path.getFileName().toString()).orElse("nothing"));
    }

    /** Waits while the checkpoints are out of reach: a start from nothing would forget them. */
    private Optional<Path> launchAgain() throws IOException, InterruptedException {
        CheckpointFolder folder = new CheckpointFolder(options.checkpoints());
        boolean announced = false;
        while (true) {
            try {
                Optional<Path> checkpoint = folder.newest();
                launch(checkpoint);
                return checkpoint;
            } catch (IOException e) {
                if (!folder.isBrokenDown()) {
                    throw e;
                }
                if (!announced) {
                    announced = true;
                    announce.accept("waiting for the checkpoints: " + e.getMessage());
                }
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_BEFORE_RESTART.toMillis());
        }
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
