package io.rankstream.local.demo;

import io.rankstream.datagen.MySqlPlayers;
import io.rankstream.datagen.PlayerRow;
import io.rankstream.datagen.RowChange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Waits until every task of the jobs runs and changes of the player table reach them. */
final class JobStart {

    private static final String PROBE = "probe";
    private static final int POLL_MILLIS = 500;
    private static final Duration WITHIN = Duration.ofMinutes(3);

    private JobStart() {}

    /**
     * Returns when the jobs are up, or when there is no hope of it.
     *
     * @return why they did not come up; empty if it did, or the user stopped it
     */
    static Optional<String> await(List<JobView> jobs, LocalServers servers, StopSignal stop)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long probes = 0;
        try (MySqlPlayers players = servers.openPlayers()) {
            while (!stop.await(POLL_MILLIS)) {
                for (JobView job : jobs) {
                    if (job.failure().isPresent()) {
                        return job.failure();
                    }
                    job.refresh();
                }
                if (jobs.stream().allMatch(JobView::isRunning)) {
                    // More rows read than the first reading of the table can have found: the
                    // changes follow, and none of the load's deletes will be missed.
                    if (probes > 1 && jobs.stream().allMatch(job -> job.metrics().rows() > 1)) {
                        players.sink().put(List.of(new RowChange.Delete(PROBE)), Instant.now());
                        return Optional.empty();
                    }
                    PlayerRow row = new PlayerRow("probe-" + ++probes, 1, "DE", 0, "Free");
                    players.sink().put(List.of(new RowChange.Put(PROBE, row)), Instant.now());
                }
                if (System.nanoTime() - start > WITHIN.toNanos()) {
                    return Optional.of(
                            "not ready after "
                                    + WITHIN.toMinutes()
                                    + " minutes; see "
                                    + jobs.stream()
                                            .map(JobView::log)
                                            .map(Path::toString)
                                            .collect(Collectors.joining(", ")));
                }
            }
        }
        return Optional.empty();
    }
}
