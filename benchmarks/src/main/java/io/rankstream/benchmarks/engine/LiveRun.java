package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.Board;
import io.rankstream.benchmarks.load.Boards;
import io.rankstream.benchmarks.load.InexactRunException;
import io.rankstream.local.job.JobOptions;
import io.rankstream.local.job.JobOverview;
import io.rankstream.local.job.JobProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.resps.Tuple;

/**
 * The deployed job between a Kinesis server and a Redis: how fast it works off what lies in the
 * stream, how long an event takes at shares of that speed, and how long a {@code kill -9} is felt.
 */
final class LiveRun {

    private static final int[] SHARES = {25, 50, 75};
    private static final int SHARE_OF_RECOVERY = 25;

    /** As fast as the load can. */
    private static final int UNLIMITED = 1_000_000;

    private static final long POLL_MILLIS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Beyond it an event waits for the job to catch up. */
    private static final double USUAL_MILLIS = 1_000;

    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final Path home;
    private final Path folder;
    private final List<Board> boards;
    private final String distances;
    private final Duration each;
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private long metres;

    /**
     * @param home the clone with the built job
     * @param each how long each share is measured
     */
    LiveRun(Path home, Path folder, Duration each) {
        this.home = home;
        this.folder = folder;
        this.boards = Boards.of(4);
        this.distances = boards.get(0).key(0);
        this.each = each;
    }

    CaseResult run() throws IOException, InterruptedException {
        try (LiveServers servers = LiveServers.start(home);
                RedisClient redis = servers.connectRedis()) {
            JobOptions options = servers.job(home, folder, boards);
            double capacity;
            JobProcess job = start(options);
            try {
                capacity = capacity(servers, redis);
                for (int share : SHARES) {
                    latency(servers, (int) (capacity * share / 100), "_ms_at_" + share);
                }
                recover(servers, options, job, (int) (capacity * SHARE_OF_RECOVERY / 100), redis);
            } finally {
                job.close();
            }
            return new CaseResult(capacity, figures);
        }
    }

    private JobProcess start(JobOptions options) throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        JobProcess job = JobProcess.start(options);
        while (!isRunning(job)) {
            if (!job.isAlive() || since(startedAt) > PATIENCE.toSeconds()) {
                job.close();
                throw new IOException("the job did not start:\n" + job.lastLogLines());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        figures.put("start_s", since(startedAt));
        return job;
    }

    private static boolean isRunning(JobProcess job) {
        try {
            return job.rest().job().filter(JobOverview::isRunning).isPresent();
        } catch (IOException e) {
            // It does not listen yet.
            return false;
        }
    }

    private static double since(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    /** Events a second at which a load without pauses is worked off, warm by a first one. */
    private double capacity(LiveServers servers, RedisClient redis)
            throws IOException, InterruptedException {
        workOff(servers, redis);
        double capacity = workOff(servers, redis);
        figures.put("capacity_per_s", capacity);
        return capacity;
    }

    private double workOff(LiveServers servers, RedisClient redis)
            throws IOException, InterruptedException {
        long events = 5_000 * each.toSeconds();
        try (LiveLoadProcess load =
                LiveLoadProcess.start(servers.kinesis().endpoint(), UNLIMITED, events)) {
            long startedAt = System.nanoTime();
            metres += load.await();
            awaitEqual(redis);
            return events / since(startedAt);
        }
    }

    private void awaitEqual(RedisClient redis) throws InterruptedException {
        long startedAt = System.nanoTime();
        long shown = shown(redis);
        while (shown != metres) {
            if (since(startedAt) > PATIENCE.toSeconds()) {
                throw new InexactRunException("Redis shows " + shown + " m, not " + metres);
            }
            TimeUnit.MILLISECONDS.sleep(10 * POLL_MILLIS);
            shown = shown(redis);
        }
    }

    private long shown(RedisClient redis) {
        double sum = 0;
        for (Tuple tuple : redis.zrangeWithScores(distances, 0, -1)) {
            sum += tuple.getScore();
        }
        return (long) sum;
    }

    private void latency(LiveServers servers, int perSecond, String suffix)
            throws IOException, InterruptedException {
        try (LiveLoadProcess load = steady(servers, perSecond)) {
            Probes probes = Probes.start(servers, distances, suffix);
            TimeUnit.MILLISECONDS.sleep(SETTLING.toMillis());
            long from = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(each.toMillis());
            long to = System.nanoTime();
            awaitSeen(probes, to);
            List<Double> millis =
                    probes.seenSince(from).stream()
                            .filter(one -> one.sentAt() < to)
                            .map(Probes.Seen::millis)
                            .sorted()
                            .toList();
            figures.put("p50" + suffix, quantile(millis, 0.5));
            figures.put("p95" + suffix, quantile(millis, 0.95));
            figures.put("p99" + suffix, quantile(millis, 0.99));
            figures.put("max" + suffix, quantile(millis, 1));
            metres += load.stop() + probes.stop();
        }
    }

    private static LiveLoadProcess steady(LiveServers servers, int perSecond) throws IOException {
        return LiveLoadProcess.start(
                servers.kinesis().endpoint(), Math.max(1, perSecond), Long.MAX_VALUE / 2);
    }

    private static void awaitSeen(Probes probes, long sentBefore) throws InterruptedException {
        long startedAt = System.nanoTime();
        while (probes.oldestOutstanding().orElse(Long.MAX_VALUE) < sentBefore) {
            if (since(startedAt) > PATIENCE.toSeconds()) {
                throw new InexactRunException("an event was not seen in Redis");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static double quantile(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    /** From the kill until an event is again as soon in Redis as usual, with all before it. */
    private void recover(
            LiveServers servers,
            JobOptions options,
            JobProcess job,
            int perSecond,
            RedisClient redis)
            throws IOException, InterruptedException {
        try (LiveLoadProcess load = steady(servers, perSecond)) {
            Probes probes = Probes.start(servers, distances, "recovery");
            // At least one checkpoint with this load.
            TimeUnit.MILLISECONDS.sleep(LiveServers.CHECKPOINT_INTERVAL.plus(SETTLING).toMillis());
            long killedAt = System.nanoTime();
            job.kill();
            JobProcess next = JobProcess.start(options);
            try {
                double seconds = awaitUsual(probes, killedAt);
                double allowed =
                        3 * LiveServers.CHECKPOINT_INTERVAL.toSeconds() + figures.get("start_s");
                figures.put("recovery_s", seconds);
                figures.put("recovery_share_of_allowed", seconds / allowed);
                metres += load.stop();
                metres += probes.stop();
                awaitEqual(redis);
            } finally {
                next.close();
            }
        }
    }

    private static double awaitUsual(Probes probes, long killedAt) throws InterruptedException {
        while (since(killedAt) < PATIENCE.toSeconds()) {
            long oldest = probes.oldestOutstanding().orElse(Long.MAX_VALUE);
            for (Probes.Seen one : probes.seenSince(killedAt)) {
                if (one.millis() < USUAL_MILLIS && one.sentAt() < oldest) {
                    return (one.seenAt() - killedAt) / 1e9;
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new InexactRunException("not caught up " + PATIENCE.toSeconds() + " s after a kill");
    }
}
