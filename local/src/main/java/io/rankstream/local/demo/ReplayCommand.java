package io.rankstream.local.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.local.job.JobOptions;
import io.rankstream.local.job.JobProcess;
import io.rankstream.local.process.Folders;
import io.rankstream.local.process.FreePort;
import io.rankstream.local.process.PidFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./rankstream replay}: runs the replay job on this machine until it ends. */
@Command(
        name = "replay",
        description = {
            "Sends archived records to the replay stream, which the leaderboard job reads.",
            "What was counted changes nothing, what was missed counts."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ReplayCommand implements Callable<Integer> {

    private static final String MAIN_CLASS = "io.rankstream.replay.ReplayJob";
    private static final int DONE = 0;
    private static final int FAILED = 1;

    /** What a JVM ends with that a signal has ended is above. */
    private static final int SIGNALS = 128;

    private static final int MAX_RESTARTS = 5;
    private static final int POLL_MILLIS = 200;

    /** Of the class that says how far a replay is. */
    private static final String PROGRESS = " ArchiveHours - ";

    /** What a user can put right; the job's log says the rest. */
    private static final List<String> ERRORS =
            List.of("InvalidConfigurationException: ", "ArchiveException: ");

    @Option(
            names = "--properties",
            paramLabel = "FILE",
            split = ",",
            description =
                    "the property files of the leaderboard job; without it racing's, and those of"
                            + " the servers that run in this clone")
    private List<Path> properties;

    @Option(
            names = "--archive",
            paramLabel = "ROOT",
            description = "the folder of the archive, such as s3a://bucket/archive or a local one")
    private String archive;

    @Option(names = "--stream", paramLabel = "NAME", description = "the replay stream")
    private String stream;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description = "the event time to begin with, such as 2026-11-20T07:00:00Z")
    private String from;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            required = true,
            description = "the event time to end before")
    private String until;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "events (default) or dead-letters, to have these read again")
    private String kind;

    @Option(
            names = "--filter",
            paramLabel = "CONDITION",
            description = "only records with an event that meets it, such as 'event.speed > 3'")
    private String filter;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            description = "max (default), 1x, 60x, or records a second")
    private String speed;

    @Option(
            names = "--resume",
            description = "go on from the last checkpoint of a replay that was interrupted")
    private boolean resume;

    @Option(
            names = "--flink",
            paramLabel = "KEY=VALUE",
            description = "a Flink option, such as s3.endpoint; may be repeated")
    private final Map<String, String> flink = new LinkedHashMap<>();

    private final Deque<Duration> kills;

    ReplayCommand() {
        this(List.of());
    }

    /**
     * @param kills how long after its first word of progress the job's JVM is killed; the time goes
     *     on while it is started again
     */
    ReplayCommand(List<Duration> kills) {
        this.kills = new ArrayDeque<>(kills);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation installation = Installation.current();
        installation.checkReplayBuilt();
        Path folder = installation.workingFolder().resolve("replay");
        Terminal terminal = Terminal.current();
        try (StopSignal stop = StopSignal.install()) {
            LockFile lock = lock(folder);
            try (lock) {
                PidFile.stopLeftOver(folder.resolve("job.pid"));
                if (!resume) {
                    Folders.delete(folder);
                }
                Files.createDirectories(folder);
                int exit = run(options(installation, folder), terminal, stop);
                if (exit == DONE) {
                    Folders.delete(folder);
                }
                return exit;
            }
        }
    }

    /**
     * Keeps a second replay away from the folder, which it would empty.
     *
     * @throws SetupException if a replay runs
     */
    static LockFile lock(Path folder) throws IOException {
        return LockFile.take(
                folder.resolveSibling("replay.lock"),
                "another ./rankstream replay runs in this clone: wait for its end, stop it with"
                        + " Ctrl-C, or use a second clone");
    }

    JobOptions options(Installation installation, Path folder) throws IOException {
        Path own = folder.resolve("replay.json");
        new ObjectMapper().writeValue(own.toFile(), Endpoints.propertyGroups(ownProperties()));
        List<Path> files = new ArrayList<>();
        Map<String, String> all = new LinkedHashMap<>();
        Endpoints endpoints = new Endpoints(installation.workingFolder().resolve("endpoints"));
        if (properties != null) {
            properties.forEach(file -> files.add(file.toAbsolutePath()));
        } else {
            files.add(installation.racing());
            Path running = endpoints.replay();
            if (!Files.exists(running)) {
                throw new SetupException(
                        "no servers run in this clone: start them with ./rankstream up, or name"
                                + " the files of the job with --properties");
            }
            files.add(running);
            all.putAll(endpoints.flinkOptions());
        }
        files.add(own);
        JobOptions options =
                JobOptions.of(
                                installation.flinkLib(),
                                installation.replayJar(),
                                MAIN_CLASS,
                                files,
                                folder,
                                FreePort.any())
                        .withCheckpointInterval(Duration.ofSeconds(2))
                        // What is wrong with an archive does not pass.
                        .withFlink("restart-strategy.type", "fixed-delay")
                        .withFlink("restart-strategy.fixed-delay.attempts", "3")
                        .withFlink("restart-strategy.fixed-delay.delay", "1 s");
        all.putAll(flink);
        for (Map.Entry<String, String> option : all.entrySet()) {
            options = options.withFlink(option.getKey(), option.getValue());
        }
        return properties == null ? options : options.withCallersKeys();
    }

    private Map<String, Map<String, String>> ownProperties() {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        groups.put("replay-job", Map.of("mode", "republish"));
        Map<String, String> republish = new LinkedHashMap<>();
        republish.put("from", from);
        republish.put("until", until);
        putIfGiven(republish, "kind", kind);
        putIfGiven(republish, "filter", filter);
        putIfGiven(republish, "speed", speed);
        groups.put("republish", republish);
        if (archive != null) {
            groups.put("archive", Map.of("root", ArchiveCommand.root(archive)));
        }
        if (stream != null) {
            groups.put("replay", Map.of("stream", stream));
        }
        return groups;
    }

    private static void putIfGiven(Map<String, String> group, String key, String value) {
        if (value != null) {
            group.put(key, value);
        }
    }

    private int run(JobOptions options, Terminal terminal, StopSignal stop)
            throws IOException, InterruptedException {
        long firstShownAt = 0;
        for (int restarts = 0; ; restarts++) {
            try (JobProcess job = JobProcess.start(options)) {
                Progress progress = new Progress(job.log(), terminal);
                while (job.isAlive() && !stop.await(POLL_MILLIS)) {
                    boolean shown = progress.show();
                    if (firstShownAt == 0 && shown) {
                        firstShownAt = System.nanoTime();
                    }
                    if (firstShownAt != 0 && isDue(System.nanoTime() - firstShownAt)) {
                        kills.remove();
                        terminal.line("kill -9 " + job.pid());
                        job.kill();
                    }
                }
                if (stop.isStopped()) {
                    terminal.line("interrupted: the same command with --resume goes on");
                    return FAILED;
                }
                progress.show();
                int exit = job.exitCode().orElse(FAILED);
                if (exit == DONE) {
                    terminal.line("the replay is complete");
                    return DONE;
                }
                if (exit <= SIGNALS || restarts == MAX_RESTARTS) {
                    terminal.line(progress.error() == null ? job.lastLogLines() : progress.error());
                    return FAILED;
                }
                terminal.line(
                        "the job died (signal " + (exit - SIGNALS) + "); it is started again");
            }
        }
    }

    private boolean isDue(long nanos) {
        return !kills.isEmpty() && nanos >= kills.peek().toNanos();
    }

    /** Shows what the log of the job says of the replay. */
    private static final class Progress {

        private final Path log;
        private final Terminal terminal;
        private int shown;
        private String error;

        private Progress(Path log, Terminal terminal) {
            this.log = log;
            this.terminal = terminal;
        }

        /**
         * Shows what is new.
         *
         * @return whether there was anything
         */
        private boolean show() throws IOException {
            if (!Files.exists(log)) {
                return false;
            }
            boolean any = false;
            List<String> lines =
                    new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            for (String line : lines.subList(Math.min(shown, lines.size()), lines.size())) {
                int at = line.indexOf(PROGRESS);
                if (at >= 0) {
                    any = true;
                    terminal.line(line.substring(at + PROGRESS.length()));
                }
                for (String kind : ERRORS) {
                    int found = line.indexOf(kind);
                    if (found >= 0) {
                        error = line.substring(found + kind.length());
                    }
                }
            }
            shown = lines.size();
            return any;
        }

        /** What the user can put right; null if there is nothing of the kind. */
        private String error() {
            return error;
        }
    }
}
