package io.rankstream.local.demo;

import io.rankstream.local.job.JobOptions;
import io.rankstream.local.job.JobSupervisor;
import io.rankstream.local.redis.RedisOptions;
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
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisException;

/** Runs the leaderboard job on real servers under a racing load and shows its boards. */
final class Demo {

    /** What a record takes in the streams, its copies and the results it causes included, about. */
    private static final long BYTES_PER_EVENT = 2_500;

    private static final int POLL_MILLIS = 500;
    private static final Duration DRAW_EVERY = Duration.ofSeconds(1);
    private static final Duration PRINT_EVERY = Duration.ofSeconds(5);

    /**
     * A player without a row is waited for this long after a start, and the wall clock takes over
     * so soon. The defaults are made for tables that take minutes to read and for streams that
     * pause; they would only delay the first boards and the last windows here, not change them.
     */
    private static final Map<String, Map<String, String>> SHORT_WAITS =
            Map.of(
                    "dimension",
                    Map.of("warmup", "PT15S", "parking", "PT10S"),
                    "events",
                    Map.of("idle_after", "PT10S"));

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
            try (LocalServers servers =
                    LocalServers.start(ports, folder, RedisOptions.defaults(), terminal)) {
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
        Endpoints.write(endpoints, folder.run(), servers, properties(servers, folder));
        JobOptions job =
                JobOptions.of(
                        installation.flinkLib(),
                        installation.jobJar(),
                        Installation.LEADERBOARD_JOB,
                        List.of(installation.racing(), endpoints),
                        folder.run().resolve("job"),
                        ports.flink());
        terminal.line("  starting the leaderboard job");
        try (JobSupervisor supervisor = JobSupervisor.start(job, terminal::line);
                RedisBoards redis =
                        new RedisBoards(servers.redis().host(), servers.redis().port())) {
            JobView view = new JobView(supervisor, servers);
            Optional<String> failure = JobStart.await(supervisor, view, servers, stop);
            if (failure.isPresent() || stop.isStopped()) {
                failure.ifPresent(this::fail);
                return failure.isPresent() ? 1 : 0;
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
                return options.verifies() ? verify(view, load, redis, servers) : 0;
            }
        }
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

    private static Map<String, Map<String, String>> properties(
            LocalServers servers, WorkingFolder folder) {
        Map<String, Map<String, String>> properties = new LinkedHashMap<>(SHORT_WAITS);
        properties.put(
                "standings",
                new FinalStandings(servers.mariaDb())
                        .properties(Endpoints.mysqlPassword(folder.run())));
        return properties;
    }

    private int verify(JobView view, LoadRun load, RedisBoards redis, LocalServers servers)
            throws IOException, InterruptedException {
        Retention retention = Retention.read(installation.racing());
        Optional<String> failure =
                new BoardCheck(retention, view, terminal)
                        .run(load, Map.of("", redis), stop::isStopped);
        if (failure.isEmpty()) {
            terminal.line("waiting until every window of the load is final");
            failure =
                    new StandingsCheck(new FinalStandings(servers.mariaDb()), retention, terminal)
                            .run(load.truth(), stop::isStopped);
        }
        if (failure.isPresent()) {
            fail(failure.get());
            return 1;
        }
        terminal.line("equal: every board and every final window shows what it must");
        return 0;
    }

    private void fail(String message) {
        keepsFiles = true;
        terminal.line("failed: " + message);
    }
}
