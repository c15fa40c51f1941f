package io.rankstream.local.demo;

import io.rankstream.datagen.KnownTruth;
import io.rankstream.datagen.MySqlPlayers;
import io.rankstream.datagen.PlayerRow;
import io.rankstream.datagen.RowChange;
import io.rankstream.local.job.JobOptions;
import io.rankstream.local.job.JobSupervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.exceptions.JedisException;

/** Runs the leaderboard job on real servers under a racing load and shows its boards. */
final class Demo {

    private static final String MAIN_CLASS = "io.rankstream.leaderboard.LeaderboardJob";

    /** What a record takes in the streams, its copies and the results it causes included, about. */
    private static final long BYTES_PER_EVENT = 2_500;

    private static final int POLL_MILLIS = 500;
    private static final Duration DRAW_EVERY = Duration.ofSeconds(1);
    private static final Duration PRINT_EVERY = Duration.ofSeconds(5);
    private static final Duration JOB_STARTS_WITHIN = Duration.ofMinutes(3);

    /**
     * A player without a row is waited for this long after a start. The default is made for tables
     * that take minutes to read; it would only delay the first boards here, not change them.
     */
    private static final Map<String, Map<String, String>> SHORT_WAITS =
            Map.of("dimension", Map.of("warmup", "PT15S", "parking", "PT10S"));

    private final DemoOptions options;
    private final Ports ports;
    private final Installation installation;
    private final Terminal terminal;
    private final StopSignal stop;
    private boolean keepsFiles;

    Demo(
            DemoOptions options,
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
     * Runs until the load is over and checked, or the user stops it.
     *
     * @return the exit code: 0, or 1 if something failed or the boards differ
     */
    int run() throws IOException, InterruptedException {
        if (options.verifies()
                && options.streamBytes(BYTES_PER_EVENT) > LocalServers.retainedBytes()) {
            terminal.line(
                    "note: the streams may not be able to keep so many events for the check; they"
                            + " have "
                            + (LocalServers.retainedBytes() >> 20)
                            + " MB, see RANKSTREAM_JAVA_OPTS");
        }
        try (WorkingFolder folder = WorkingFolder.open(installation.workingFolder())) {
            folder.stopLeftOvers();
            Ports.requireFree(ports.ofDemo());
            folder.clear();
            int code;
            try (LocalServers servers = LocalServers.start(ports, folder, terminal)) {
                code = runJob(servers, folder);
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
            return code;
        }
    }

    private int runJob(LocalServers servers, WorkingFolder folder)
            throws IOException, InterruptedException {
        Path endpoints = folder.run().resolve("endpoints.json");
        Endpoints.write(endpoints, folder.run(), servers, SHORT_WAITS);
        JobOptions job =
                JobOptions.of(
                        installation.flinkLib(),
                        installation.jobJar(),
                        MAIN_CLASS,
                        List.of(installation.racing(), endpoints),
                        folder.run().resolve("job"),
                        ports.flink());
        terminal.line("  starting the leaderboard job");
        try (JobSupervisor supervisor = JobSupervisor.start(job, terminal::line);
                RedisBoards redis =
                        new RedisBoards(servers.redis().host(), servers.redis().port())) {
            JobView view = new JobView(supervisor);
            if (!awaitJob(supervisor, view, servers)) {
                return stop.isStopped() ? 0 : 1;
            }
            terminal.line(
                    "  started  the leaderboard job, process "
                            + supervisor.job().pid()
                            + ", http://127.0.0.1:"
                            + ports.flink());
            try (LoadRun load = LoadRun.start(servers, options.plan())) {
                boolean failed = !show(supervisor, view, load, redis);
                load.end();
                if (failed || stop.isStopped()) {
                    return failed ? 1 : 0;
                }
                return options.verifies() ? verify(view, load, redis) : 0;
            }
        }
    }

    /** Waits until every task runs and changes of the table reach the job. */
    private boolean awaitJob(JobSupervisor supervisor, JobView view, LocalServers servers)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long probes = 0;
        try (MySqlPlayers players = servers.openPlayers()) {
            while (!stop.await(POLL_MILLIS)) {
                if (supervisor.failure().isPresent()) {
                    fail(supervisor.failure().get());
                    return false;
                }
                view.refresh();
                if (view.isRunning()) {
                    // More rows read than the first reading of the table can have found: the
                    // changes follow, and none of the load's deletes will be missed.
                    if (probes > 1 && view.metrics().rows() > 1) {
                        removeProbe(players);
                        return true;
                    }
                    probe(players, ++probes);
                }
                if (System.nanoTime() - start > JOB_STARTS_WITHIN.toNanos()) {
                    fail(
                            "the job is not ready after "
                                    + JOB_STARTS_WITHIN.toMinutes()
                                    + " minutes; its log: "
                                    + supervisor.job().log());
                    return false;
                }
            }
        }
        return false;
    }

    private static final String PROBE = "probe";

    private static void probe(MySqlPlayers players, long number) throws IOException {
        PlayerRow row = new PlayerRow("probe-" + number, 1, "DE", 0, "Free");
        players.sink().put(List.of(new RowChange.Put(PROBE, row)), Instant.now());
    }

    private static void removeProbe(MySqlPlayers players) throws IOException {
        players.sink().put(List.of(new RowChange.Delete(PROBE)), Instant.now());
    }

    /** Shows the boards until the load is over; false if load or job failed. */
    private boolean show(JobSupervisor supervisor, JobView view, LoadRun load, RedisBoards redis)
            throws InterruptedException {
        Deque<Duration> kills = new ArrayDeque<>(options.kills());
        Duration every = terminal.draws() ? DRAW_EVERY : PRINT_EVERY;
        long shownAt = 0;
        while (!load.isOver() && !stop.isStopped()) {
            if (supervisor.failure().isPresent()) {
                terminal.leavePage();
                fail(supervisor.failure().get());
                return false;
            }
            if (!kills.isEmpty() && load.running().compareTo(kills.peek()) >= 0) {
                kills.remove();
                terminal.line("kill -9 " + supervisor.job().pid());
                supervisor.job().kill();
            }
            if (shownAt == 0 || System.nanoTime() - shownAt >= every.toNanos()) {
                shownAt = System.nanoTime();
                view.refresh();
                draw(view, load, redis);
            }
            stop.await(POLL_MILLIS / 2);
        }
        terminal.leavePage();
        if (load.failure().isPresent()) {
            fail("the load ended early: " + load.failure().get());
            return false;
        }
        return true;
    }

    private void draw(JobView view, LoadRun load, RedisBoards redis) {
        try {
            terminal.page(page(view, load, redis));
        } catch (JedisException e) {
            // A page less is no reason to end the load; the check reads the boards again.
            terminal.line("the boards cannot be read now: " + e.getMessage());
        }
    }

    private List<String> page(JobView view, LoadRun load, RedisBoards redis) {
        Instant now = Instant.now();
        List<String> page =
                new ArrayList<>(Screen.status(load.progress(), load.running(), view, now));
        Map<String, String> boards = Screen.boards(now);
        Map<String, List<RedisBoards.Standing>> tops = redis.topTens(List.copyOf(boards.values()));
        Map<String, List<RedisBoards.Standing>> titled = new LinkedHashMap<>();
        boards.forEach((title, key) -> titled.put(title, tops.get(key)));
        if (terminal.draws()) {
            page.addAll(Screen.tables(titled));
            page.add("");
            page.add("Ctrl-C stops. Try: kill -9 " + view.pid());
        } else {
            page.addAll(Screen.lines(titled));
        }
        return page;
    }

    private int verify(JobView view, LoadRun load, RedisBoards redis)
            throws IOException, InterruptedException {
        terminal.line("load sent: " + load.progress().line());
        terminal.line("working out what every board must show");
        KnownTruth truth = load.truth();
        terminal.line("records by what became of them: " + truth.counts());
        terminal.line("waiting until the job has caught up");
        Retention retention = Retention.read(installation.racing());
        Verification.Outcome outcome =
                new Verification(truth, retention, redis, view, terminal).run(stop::isStopped);
        outcome.comparison().report().forEach(terminal::line);
        if (truth.counts().getOrDefault("undecided_copy", 0L) > 0) {
            terminal.line("the truth is not certain: copies of an event lie in different shards");
        }
        if (outcome.end() == Verification.End.SETTLED && outcome.comparison().isEqual()) {
            terminal.line("equal: every board shows what it must");
            return 0;
        }
        switch (outcome.end()) {
            case SETTLED -> fail("different");
            case STOPPED -> fail("not caught up: stopped before");
            case STANDSTILL -> fail("not caught up: the job stands still");
            case JOB_FAILED -> fail("not caught up: " + view.failure().orElse("the job is down"));
        }
        return 1;
    }

    private void fail(String message) {
        keepsFiles = true;
        terminal.line("failed: " + message);
    }
}
