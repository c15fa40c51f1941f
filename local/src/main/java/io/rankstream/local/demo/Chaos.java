package io.rankstream.local.demo;

import io.rankstream.local.job.JobOptions;
import io.rankstream.local.job.JobSupervisor;
import io.rankstream.local.process.FreePort;
import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.redis.RedisProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import redis.clients.jedis.exceptions.JedisException;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Breaks one thing after the other under a job that writes the same boards to two Redis, in both
 * modes of delivery, and compares all of them with the known truth.
 */
final class Chaos {

    private static final String LATEST = "redis (latest)";
    private static final String EXACTLY_ONCE = "redis-mirror (exactly-once)";

    /** All-time boards of sums and maxima of numbers that are not negative. */
    private static final List<String> GROWING =
            List.of("leaderboard:total_distance", "leaderboard:top_speed");

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(3);
    private static final int POLL_MILLIS = 250;
    private static final int PAUSE_MILLIS = 2_000;
    private static final long CAUGHT_UP_MILLIS = 2_000;
    private static final Duration RECOVERS_WITHIN = Duration.ofMinutes(5);
    private static final double NANOS_PER_SECOND = 1e9;

    /** Of the faults so many hit a job that has just been killed, and comes up meanwhile. */
    private static final int ONE_IN_HITS_A_START = 5;

    /**
     * Nothing is put right by comparing: what is equal at the end is so because it was delivered.
     */
    private static final Map<String, Map<String, String>> PROPERTIES =
            Map.of(
                    "dimension",
                    Map.of("warmup", "PT15S", "parking", "PT10S"),
                    "events",
                    Map.of("discovery_interval", "PT1S"),
                    "audit",
                    Map.of("period", "PT0S"));

    private final ChaosOptions options;
    private final Ports ports;
    private final Installation installation;
    private final Terminal terminal;
    private final StopSignal stop;
    private boolean keepsFiles;

    Chaos(
            ChaosOptions options,
            Ports ports,
            Installation installation,
            Terminal terminal,
            StopSignal stop) {
        this.options = options;
        this.ports = ports;
        this.installation = installation;
        this.terminal = terminal;
        this.stop = stop;
        this.keepsFiles = options.keeps();
    }

    /**
     * Runs until all faults are over and the boards are checked, or the user stops it.
     *
     * @return the exit code: 0 if every board is equal and none that only grows ever fell, else 1
     */
    int run() throws IOException, InterruptedException {
        try (WorkingFolder folder = WorkingFolder.open(installation.workingFolder())) {
            folder.stopLeftOvers();
            Ports.requireFree(ports.ofJob());
            folder.clear();
            try (LocalServers servers = LocalServers.start(ports, folder, durable(), terminal);
                    RedisProcess mirror =
                            RedisProcess.start(
                                    durable().withDirectory(folder.run().resolve("mirror")))) {
                return runJob(servers, mirror, folder);
            } catch (IOException | RuntimeException e) {
                keepsFiles = true;
                throw e;
            } finally {
                terminal.line("stopped");
                if (keepsFiles) {
                    terminal.line("logs and data are in " + folder.run());
                } else {
                    folder.delete();
                }
            }
        }
    }

    private static RedisOptions durable() {
        return RedisOptions.defaults().withAppendOnlyFile();
    }

    private int runJob(LocalServers servers, RedisProcess mirror, WorkingFolder folder)
            throws IOException, InterruptedException {
        Map<String, Map<String, String>> properties = new LinkedHashMap<>(PROPERTIES);
        properties.put(
                "redis-mirror",
                Map.of(
                        "host",
                        mirror.host(),
                        "port",
                        Integer.toString(mirror.port()),
                        "delivery",
                        "exactly-once"));
        properties.put("scoring", options.scoring());
        folder.endpoints().write(folder.run(), servers, properties);
        JobOptions job =
                JobOptions.of(
                                installation.flinkLib(),
                                installation.jobJar(),
                                Installation.LEADERBOARD_JOB,
                                List.of(installation.racing(), folder.endpoints().leaderboard()),
                                folder.run().resolve("job"),
                                ports.flink())
                        .withCheckpointInterval(CHECKPOINT_INTERVAL)
                        .withDebugPort(FreePort.any())
                        .withFlink("execution.checkpointing.tolerable-failed-checkpoints", "1000");
        terminal.line("  starting the leaderboard job");
        try (JobSupervisor supervisor =
                        JobSupervisor.start(job, line -> terminal.line("    " + line));
                RedisBoards latest =
                        new RedisBoards(servers.redis().host(), servers.redis().port());
                RedisBoards exact = new RedisBoards(mirror.host(), mirror.port());
                KinesisClient kinesis = servers.connectKinesis()) {
            JobView view = new JobView(supervisor, servers);
            Optional<String> failure = JobStart.await(List.of(view), servers, stop);
            if (failure.isPresent() || stop.isStopped()) {
                failure.ifPresent(this::fail);
                return failure.isPresent() ? 1 : 0;
            }
            Map<String, RedisBoards> redis = new LinkedHashMap<>();
            redis.put(LATEST, latest);
            redis.put(EXACTLY_ONCE, exact);
            try (LoadRun load = LoadRun.start(servers, options.plan());
                    GrowthWatch growth =
                            GrowthWatch.start(
                                    new RedisBoards(mirror.host(), mirror.port()), GROWING)) {
                ChaosFault.Victims victims =
                        new ChaosFault.Victims(
                                supervisor,
                                job,
                                servers,
                                mirror,
                                kinesis,
                                new SplittableRandom(options.seed()),
                                stop);
                if (!inflictAll(victims, view, load, redis)) {
                    return stop.isStopped() ? 0 : 1;
                }
                load.end();
                return check(load, view, redis, growth);
            }
        }
    }

    /** Inflicts one fault after the other; false if the job, the load or the user ended it. */
    private boolean inflictAll(
            ChaosFault.Victims victims, JobView view, LoadRun load, Map<String, RedisBoards> redis)
            throws IOException, InterruptedException {
        Deque<ChaosFault> next = new ArrayDeque<>();
        Random order = new Random(options.seed());
        // The first fault meets a job that has boards to lose.
        if (!recovers(victims, view, load, redis, Map.of(), Instant.now())) {
            return false;
        }
        for (int number = 1; number <= options.faults(); number++) {
            if (next.isEmpty()) {
                List<ChaosFault> round = new ArrayList<>(options.kinds());
                Collections.shuffle(round, order);
                next.addAll(round);
            }
            ChaosFault fault = next.remove();
            if (stop.await(PAUSE_MILLIS)) {
                return false;
            }
            Map<String, Integer> before = sizes(redis);
            long startedAt = System.nanoTime();
            terminal.line(
                    String.format(
                            "fault %2d of %d  %-20s  %s",
                            number, options.faults(), fault.kind(), fault.description()));
            boolean hitsAStart =
                    fault != ChaosFault.JOB_KILLED
                            && fault != ChaosFault.TASK_FAILS
                            && victims.random().nextInt(ONE_IN_HITS_A_START) == 0;
            if (hitsAStart) {
                terminal.line("    kill -9 of the job's JVM first");
                victims.supervisor().job().kill();
            }
            try {
                fault.inflict(victims);
            } catch (SQLException e) {
                throw new IOException("MySQL refused the fault " + fault.kind(), e);
            }
            long overAt = System.nanoTime();
            if (!recovers(victims, view, load, redis, before, Instant.now())) {
                return false;
            }
            terminal.line(
                    String.format(
                            "    lasted %.1f s, recovered after %.1f s",
                            (overAt - startedAt) / NANOS_PER_SECOND,
                            (System.nanoTime() - overAt) / NANOS_PER_SECOND));
        }
        return true;
    }

    private Map<String, Integer> sizes(Map<String, RedisBoards> redis) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        redis.forEach((name, boards) -> sizes.put(name, boards.board(GROWING.get(0)).size()));
        return sizes;
    }

    /**
     * Waits until all tasks run, the job is at the end of the streams and has completed a
     * checkpoint since, and both Redis show about as many members as before.
     */
    private boolean recovers(
            ChaosFault.Victims victims,
            JobView view,
            LoadRun load,
            Map<String, RedisBoards> redis,
            Map<String, Integer> before,
            Instant overAt)
            throws InterruptedException {
        long start = System.nanoTime();
        while (!stop.await(POLL_MILLIS)) {
            if (victims.supervisor().failure().isPresent()) {
                fail(victims.supervisor().failure().get());
                return false;
            }
            if (load.isOver()) {
                fail("the load ended early: " + load.failure().map(Throwable::toString).orElse(""));
                return false;
            }
            view.refresh();
            if (view.isRunning()
                    && view.lagMillis().orElse(Long.MAX_VALUE) <= CAUGHT_UP_MILLIS
                    && view.metrics().lastCheckpoint().isAfter(overAt)
                    && isWhole(redis, before)) {
                return true;
            }
            if (System.nanoTime() - start > RECOVERS_WITHIN.toNanos()) {
                fail(
                        String.format(
                                "not recovered after %d minutes: %s, lag %s ms, last checkpoint %s,"
                                        + " shards %s",
                                RECOVERS_WITHIN.toMinutes(),
                                view.isRunning() ? "running" : "not running",
                                view.lagMillis().isPresent()
                                        ? view.lagMillis().getAsLong()
                                        : "unknown",
                                view.metrics().lastCheckpoint(),
                                view.metrics().lagsMillis()));
                return false;
            }
        }
        return false;
    }

    /** Whether nine of ten members are there; a few may have been deleted or banned meanwhile. */
    private boolean isWhole(Map<String, RedisBoards> redis, Map<String, Integer> before) {
        try {
            Map<String, Integer> now = sizes(redis);
            return now.entrySet().stream()
                    .allMatch(
                            size ->
                                    size.getValue() > 0
                                            && size.getValue() * 10
                                                    >= before.getOrDefault(size.getKey(), 0) * 9);
        } catch (JedisException e) {
            return false;
        }
    }

    private int check(
            LoadRun load, JobView view, Map<String, RedisBoards> redis, GrowthWatch growth)
            throws IOException, InterruptedException {
        Optional<String> failure =
                new BoardCheck(Retention.read(installation.racing()), view, terminal)
                        .run(load, redis, stop::isStopped);
        List<String> falls = growth.falls();
        falls.forEach(fall -> terminal.line("  " + EXACTLY_ONCE + ": " + fall));
        terminal.line(
                String.format(
                        "%s: boards that only grow were read %,d times, and %,d times Redis was away; %s",
                        EXACTLY_ONCE,
                        growth.looks(),
                        growth.outages(),
                        falls.isEmpty() ? "no score ever fell" : "scores fell"));
        if (failure.isPresent() || !falls.isEmpty()) {
            fail(failure.orElse("a failure moved members back"));
            return 1;
        }
        terminal.line(
                "equal: after "
                        + options.faults()
                        + " faults every board shows what it must, in both modes");
        return 0;
    }

    private void fail(String message) {
        keepsFiles = true;
        terminal.line("failed: " + message);
    }
}
