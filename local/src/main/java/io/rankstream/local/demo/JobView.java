package io.rankstream.local.demo;

import io.rankstream.local.job.JobMetrics;
import io.rankstream.local.job.JobOverview;
import io.rankstream.local.job.JobSupervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the user sees of the job, over the restarts of its JVM: counters go on, not back to zero.
 */
final class JobView {

    private static final double NANOS_PER_SECOND = 1e9;

    private final JobSupervisor supervisor;
    private final LocalServers servers;
    private JobMetrics metrics = JobMetrics.NONE;
    private long pid;
    private long earlierLate;
    private long earlierDuplicates;
    private long earlierDeadLetters;
    private long readAt;
    private double eventsPerSecond;
    private boolean running;

    JobView(JobSupervisor supervisor, LocalServers servers) {
        this.supervisor = supervisor;
        this.servers = servers;
    }

    /**
     * Reads the job's metrics; while it does not answer, such as in a restart, it is not running.
     */
    void refresh() {
        try {
            Optional<JobOverview> job = supervisor.job().rest().job();
            running = job.filter(JobOverview::isRunning).isPresent();
            if (running) {
                take(supervisor.job().rest().metrics(job.get()), supervisor.job().pid());
            }
        } catch (IOException e) {
            running = false;
        }
        if (!running) {
            eventsPerSecond = 0;
        }
    }

    private void take(JobMetrics read, long readPid) {
        long now = System.nanoTime();
        if (readPid != pid) {
            earlierLate += metrics.late();
            earlierDuplicates += metrics.duplicates();
            earlierDeadLetters += metrics.deadLetters();
        } else if (readAt != 0) {
            eventsPerSecond =
                    (read.scored() - metrics.scored()) / ((now - readAt) / NANOS_PER_SECOND);
        }
        pid = readPid;
        metrics = read;
        readAt = now;
    }

    boolean isRunning() {
        return running;
    }

    /** Empty while the job does not run or has not read every open shard. */
    OptionalLong lagMillis() {
        if (!running) {
            return OptionalLong.empty();
        }
        OptionalLong lag = metrics.lagMillis(Set.of());
        return lag.orElse(-1) == 0 ? lag : metrics.lagMillis(servers.closedShards());
    }

    double eventsPerSecond() {
        return eventsPerSecond;
    }

    /** A restarted job counts what it reads again once more. */
    long late() {
        return earlierLate + metrics.late();
    }

    long duplicates() {
        return earlierDuplicates + metrics.duplicates();
    }

    long deadLetters() {
        return earlierDeadLetters + metrics.deadLetters();
    }

    /** Of this run of the JVM alone. */
    JobMetrics metrics() {
        return metrics;
    }

    /** Why the job is down for good; empty while it runs or is started again. */
    Optional<String> failure() {
        return supervisor.failure();
    }

    Path log() {
        return supervisor.job().log();
    }

    long pid() {
        return supervisor.job().pid();
    }

    int restarts() {
        return supervisor.restarts();
    }
}
