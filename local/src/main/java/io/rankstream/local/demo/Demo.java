package io.rankstream.local.demo;

import io.rankstream.local.job.JobOptions;
import io.rankstream.local.job.JobSupervisor;
import io.rankstream.local.redis.RedisOptions;
import java.io.IOException;
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

/**
 * Runs the leaderboard job and the archive job on real servers under a racing load, and shows the
 * boards.
 */
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
        Endpoints endpoints = folder.endpoints();
        endpoints.write(folder.run(), servers, properties(servers, folder));
        JobOptions leaderboardJob =
                JobOptions.of(
                        installation.flinkLib(),
                        installation.jobJar(),
                        Installation.LEADERBOARD_JOB,
                        List.of(installation.racing(), endpoints.leaderboard()),
                        folder.run().resolve("job"),
                        ports.flink());
        terminal.line("  starting the jobs");
        // The archive job first: its snapshot of the table is not to be the later one.
        try (JobSupervisor archive =
                        JobSupervisor.start(archiveJob(endpoints, folder), terminal::line);
                JobSupervisor supervisor = JobSupervisor.start(leaderboardJob, terminal::line);
                RedisBoards redis =
                        new RedisBoards(servers.redis().host(), servers.redis().port())) {
            JobView view = new JobView(supervisor, servers);
            Optional<String> failure =
                    JobStart.await(List.of(new JobView(archive, servers), view), servers, stop);
            if (failure.isPresent() || stop.isStopped()) {
                failure.ifPresent(this::fail);
                return failure.isPresent() ? 1 : 0;
            }
            terminal.line(
                    "  started  the leaderboard job, process "
                            + supervisor.job().pid()
                            + ", http://127.0.0.1:"
                            + ports.flink());
            terminal.line(
                    "  started  the archive job, process "
                            + archive.job().pid()
                            + ", http://127.0.0.1:"
                            + ports.archive());
            try (LoadRun load = LoadRun.start(servers, options.plan())) {
                boolean failed = !show(new Jobs(supervisor, archive), view, load, redis);
                load.end();
                if (failed || stop.isStopped()) {
                    return failed ? 1 : 0;
                }
                return options.verifies()
                        ? verify(supervisor, view, load, redis, servers, folder)
                        : 0;
            }
        }
    }

    private JobOptions archiveJob(Endpoints endpoints, WorkingFolder folder) throws IOException {
        JobOptions job =
                JobOptions.of(
                                installation.flinkLib(),
                                installation.archiveJar(),
                                Installation.ARCHIVE_JOB,
                                List.of(installation.racingArchive(), endpoints.archive()),
                                folder.run().resolve("archive-job"),
                                ports.archive())
                        .withParallelism(1);
        for (Map.Entry<String, String> option : endpoints.flinkOptions().entrySet()) {
            job = job.withFlink(option.getKey(), option.getValue());
        }
        return job;
    }

    /** The jobs that run. */
    private record Jobs(JobSupervisor leaderboard, JobSupervisor archive) {

        Optional<String> failure() {
            return leaderboard.failure().or(archive::failure);
        }
    }

    /** Shows the boards until the load is over; false if load or a job failed. */
    private boolean show(Jobs jobs, JobView view, LoadRun load, RedisBoards redis)
            throws InterruptedException {
        Deque<Duration> kills = new ArrayDeque<>(options.kills());
        Deque<Duration> archiveKills = new ArrayDeque<>(options.archiveKills());
        Duration every = terminal.draws() ? DRAW_EVERY : PRINT_EVERY;
        long shownAt = 0;
        while (!load.isOver() && !stop.isStopped()) {
            if (jobs.failure().isPresent()) {
                terminal.leavePage();
                fail(jobs.failure().get());
                return false;
            }
            kill(jobs.leaderboard(), kills, load);
            kill(jobs.archive(), archiveKills, load);
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

    private void kill(JobSupervisor job, Deque<Duration> kills, LoadRun load)
            throws InterruptedException {
        if (!kills.isEmpty() && load.running().compareTo(kills.peek()) >= 0) {
            kills.remove();
            terminal.line("kill -9 " + job.job().pid());
            job.job().kill();
        }
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

    private int verify(
            JobSupervisor leaderboard,
            JobView view,
            LoadRun load,
            RedisBoards redis,
            LocalServers servers,
            WorkingFolder folder)
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
        ArchiveTools tools = new ArchiveTools(installation, folder.endpoints(), folder.run());
        if (failure.isEmpty()) {
            failure = new ArchiveCheck(tools, terminal).run(load, stop::isStopped);
        }
        if (failure.isEmpty() && options.drills()) {
            failure =
                    new ArchiveDrill(tools, retention, options.replayKills(), terminal)
                            .run(load.truth(), leaderboard, view, redis, stop::isStopped);
        }
        if (failure.isPresent()) {
            fail(failure.get());
            return 1;
        }
        terminal.line(
                "equal: every board, every final window and the archive are what they must be");
        return 0;
    }

    private void fail(String message) {
        keepsFiles = true;
        terminal.line("failed: " + message);
    }
}
