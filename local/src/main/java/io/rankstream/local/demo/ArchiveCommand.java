package io.rankstream.local.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.local.job.FlinkTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What {@code ./rankstream rebuild}, {@code verify}, {@code explain} and {@code records} have in
 * common.
 */
abstract class ArchiveCommand implements Callable<Integer> {

    /** 1 and 2 say something of boards. */
    static final int FAILED = 3;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;

    @Option(
            names = "--archive",
            paramLabel = "ROOT",
            description =
                    "the folder of the archive, such as s3a://bucket/archive or a local one; without"
                            + " it archive.root of the properties")
    private String archive;

    @Option(
            names = "--properties",
            split = ",",
            paramLabel = "FILE",
            description =
                    "the properties of the leaderboard job, several files merged; without it"
                            + " racing's and those of ./rankstream demo or up, if one runs")
    private List<Path> properties = List.of();

    @Option(
            names = "--redis",
            paramLabel = "HOST:PORT",
            description = "instead of the Redis that the properties name")
    private String redis;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description =
                    "an S3 API other than AWS; its keys are AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY of the environment")
    private String s3Endpoint;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "leave out what arrived later, such as 2026-11-20T00:00:00Z")
    private String asOf;

    @Option(
            names = "--heap",
            paramLabel = "MB",
            description = "memory of the JVM that reads the archive (default: ${DEFAULT-VALUE})")
    private int heapMegabytes = 1_024;

    /** Adds the command's own options to its property group. */
    abstract void addTo(Map<String, String> group);

    /** Where the standard output of the program goes. */
    ProcessBuilder.Redirect output() {
        return ProcessBuilder.Redirect.INHERIT;
    }

    /** The property group of the command's own options. */
    String group() {
        return "rebuild";
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        Installation installation = Installation.current();
        Endpoints endpoints = new Endpoints(installation.workingFolder().resolve("endpoints"));
        boolean running = properties.isEmpty() && Files.exists(endpoints.replay());
        List<Path> files = new ArrayList<>(properties);
        if (properties.isEmpty()) {
            files.add(installation.racing());
        }
        if (running) {
            files.add(endpoints.replay());
        }
        for (Path part : files) {
            if (!Files.isReadable(part)) {
                return refuse("--properties: " + part + " cannot be read");
            }
        }
        for (Path part : List.of(installation.replayJar(), installation.flinkLib())) {
            if (!Files.exists(part)) {
                return refuse(
                        part
                                + " is missing: build it with"
                                + " ./mvnw -DskipTests -pl replay-job,local -am package");
            }
        }
        Path overlay = Files.createTempFile("rankstream", ".json");
        overlay.toFile().deleteOnExit();
        try {
            Files.write(overlay, JSON.writeValueAsBytes(overlay()));
            files.add(overlay);
            return FlinkTool.run(
                    installation.flinkLib(),
                    installation.replayJar(),
                    Installation.ARCHIVE_TOOL,
                    List.of(
                            spec.name(),
                            "--properties",
                            files.stream().map(Path::toString).collect(Collectors.joining(","))),
                    flinkOptions(running ? endpoints.flinkOptions() : Map.of()),
                    heapMegabytes,
                    output());
        } catch (IllegalArgumentException e) {
            return refuse(e.getMessage());
        } finally {
            Files.deleteIfExists(overlay);
        }
    }

    private int refuse(String why) {
        spec.commandLine().getErr().println("rankstream: " + why);
        return FAILED;
    }

    private List<Map<String, Object>> overlay() {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        groups.put("replay-job", Map.of("mode", "rebuild"));
        if (archive != null) {
            groups.put("archive", Map.of("root", root(archive)));
        }
        if (redis != null) {
            int colon = redis.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(
                        "--redis: '" + redis + "' is not of the form HOST:PORT");
            }
            groups.put(
                    "redis",
                    Map.of("host", redis.substring(0, colon), "port", redis.substring(colon + 1)));
        }
        if (asOf != null) {
            own("rebuild", groups).put("as-of", asOf);
        }
        addTo(own(group(), groups));
        return Endpoints.propertyGroups(groups);
    }

    private static Map<String, String> own(String group, Map<String, Map<String, String>> groups) {
        return groups.computeIfAbsent(group, id -> new LinkedHashMap<>());
    }

    /**
     * A URI; a path without a scheme is one of this machine. Not {@link Path#toUri}: Flink takes
     * escapes such as {@code %20} literally.
     */
    static String root(String archive) {
        return archive.contains(":/")
                ? archive
                : "file://" + Path.of(archive).toAbsolutePath().normalize();
    }

    private Map<String, String> flinkOptions(Map<String, String> running) {
        Map<String, String> flink = new LinkedHashMap<>(running);
        if (s3Endpoint != null) {
            flink.put("s3.endpoint", s3Endpoint);
            flink.put("s3.path.style.access", "true");
            String key = System.getenv("AWS_ACCESS_KEY_ID");
            String secret = System.getenv("AWS_SECRET_ACCESS_KEY");
            if (key != null && secret != null) {
                flink.put("s3.access-key", key);
                flink.put("s3.secret-key", secret);
            }
        }
        return flink;
    }

    /** {@code ./rankstream rebuild}. */
    @Command(
            name = "rebuild",
            description = "Makes boards of the archive again, as a file and, if asked, in Redis.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            exitCodeOnInvalidInput = FAILED,
            exitCodeOnExecutionException = FAILED,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "3:failed; the message says why"})
    static final class Rebuild extends ArchiveCommand {

        @Option(
                names = "--output",
                required = true,
                paramLabel = "FILE",
                description = "the board file to write, a path or a URI")
        private String output;

        @Option(names = "--boards", paramLabel = "NAMES", description = "such as total,daily:v2")
        private String boards;

        @Option(names = "--from", paramLabel = "TIME", description = "only windows from then on")
        private String from;

        @Option(names = "--until", paramLabel = "TIME", description = "only windows until then")
        private String until;

        @Option(
                names = "--as-live",
                description = "leave out the events that were too old to count live")
        private boolean asLive;

        @Option(names = "--swap", description = "put the boards in the place of those in Redis")
        private boolean swap;

        /** What was done is on standard error; the rest is Flink's counters. */
        @Override
        ProcessBuilder.Redirect output() {
            return ProcessBuilder.Redirect.DISCARD;
        }

        @Override
        void addTo(Map<String, String> rebuild) {
            rebuild.put("output", root(output));
            putIfSaid("boards", boards, rebuild);
            putIfSaid("from", from, rebuild);
            putIfSaid("until", until, rebuild);
            rebuild.put("as-live", Boolean.toString(asLive));
            rebuild.put("swap", Boolean.toString(swap));
        }
    }

    /** {@code ./rankstream verify}. */
    @Command(
            name = "verify",
            description = "Rebuilds boards from the archive and compares them with Redis.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            exitCodeOnInvalidInput = FAILED,
            exitCodeOnExecutionException = FAILED,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:equal",
                "1:different",
                "2:equal but for events that were too old to count live",
                "3:failed; the message says why"
            })
    static final class Verify extends ArchiveCommand {

        @Option(names = "--boards", paramLabel = "NAMES", description = "such as total,daily:v2")
        private String boards;

        @Option(names = "--from", paramLabel = "TIME", description = "only windows from then on")
        private String from;

        @Option(names = "--until", paramLabel = "TIME", description = "only windows until then")
        private String until;

        @Override
        void addTo(Map<String, String> rebuild) {
            putIfSaid("boards", boards, rebuild);
            putIfSaid("from", from, rebuild);
            putIfSaid("until", until, rebuild);
        }
    }

    /** {@code ./rankstream explain}. */
    @Command(
            name = "explain",
            description = "Says which events make the score of a member.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            exitCodeOnInvalidInput = FAILED,
            exitCodeOnExecutionException = FAILED,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:explained",
                "1:the member is not on the board",
                "3:failed; the message says why"
            })
    static final class Explain extends ArchiveCommand {

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "BOARD",
                description = "<board>, or <board>:v<version> for a shadow")
        private String board;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "MEMBER",
                description = "a player, team or country")
        private String member;

        @Option(
                names = "--window",
                paramLabel = "LABEL",
                description = "as keys have it, such as 2026-11-20")
        private String window;

        @Option(
                names = "--partition",
                paramLabel = "PART",
                description = "as keys have it, such as country=DE")
        private String partition;

        @Option(
                names = "--sample",
                paramLabel = "N",
                description =
                        "instead of a board and a member: check N members drawn at random from all"
                                + " boards")
        private Integer sample;

        @Option(names = "--json", description = "one JSON object instead of a table")
        private boolean json;

        @Override
        void addTo(Map<String, String> rebuild) {
            if ((sample == null) == (member == null)) {
                throw new IllegalArgumentException(
                        "explain: name a board and a member, or --sample");
            }
            putIfSaid("explain.sample", sample == null ? null : sample.toString(), rebuild);
            putIfSaid("explain.board", board, rebuild);
            putIfSaid("explain.member", member, rebuild);
            putIfSaid("explain.window", window, rebuild);
            putIfSaid("explain.partition", partition, rebuild);
            rebuild.put("json", Boolean.toString(json));
        }
    }

    /** {@code ./rankstream records}. */
    @Command(
            name = "records",
            description = {
                "Prints records of the archive, one JSON object a line, in the form of the replay",
                "stream: place and time of arrival, and the bytes in base64."
            },
            mixinStandardHelpOptions = true,
            sortOptions = false,
            exitCodeOnInvalidInput = FAILED,
            exitCodeOnExecutionException = FAILED,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "3:failed; the message says why"})
    static final class Records extends ArchiveCommand {

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                description = "events, control, dimensions or dead-letters; without it all")
        private String kind;

        @Option(names = "--from", paramLabel = "TIME", description = "only events from then on")
        private String from;

        @Option(names = "--until", paramLabel = "TIME", description = "only events before then")
        private String until;

        @Override
        String group() {
            return "records";
        }

        @Override
        void addTo(Map<String, String> records) {
            putIfSaid("kind", kind, records);
            putIfSaid("from", from, records);
            putIfSaid("until", until, records);
        }
    }

    private static void putIfSaid(String key, String value, Map<String, String> into) {
        if (value != null) {
            into.put(key, value);
        }
    }
}
