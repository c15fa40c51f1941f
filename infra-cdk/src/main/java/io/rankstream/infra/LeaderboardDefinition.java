package io.rankstream.infra;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.Aws;

/** The leaderboard job: events, profiles and control messages to boards. */
final class LeaderboardDefinition extends JobDefinition {

    /** The folder of the file that keeps what control messages amount to. */
    private static final String BOOTSTRAP = "bootstrap";

    /** What is played where no setting says otherwise. */
    static final String PROPERTIES = "../examples/racing/leaderboard.json";

    LeaderboardDefinition() {
        super("leaderboard", PROPERTIES, 4, 10_000);
    }

    @Override
    void complete(JobProperties properties, RankstreamStack stack) {
        requireResults(properties, stack.settings());
        completeAll(properties, stack);
        stack.furtherServers().forEach(server -> server.complete(properties));
    }

    private static void requireResults(JobProperties properties, Settings settings) {
        if (settings.get(ResultsFunction.ENABLED) && !properties.has("results", "stream")) {
            throw new IllegalArgumentException(
                    "the setting "
                            + ResultsFunction.ENABLED.key()
                            + " is there, but the leaderboard job's properties have no"
                            + " results.stream");
        }
    }

    /** Puts in what the stack knows of everything that this job talks to. */
    static void completeAll(JobProperties properties, RankstreamStack stack) {
        completeSources(properties, stack);
        Streams streams = stack.streams();
        BoardStore boards = stack.boards();
        properties
                .put("replay", "stream", streams.of(Streams.Use.REPLAY).name())
                .put("control", "bootstrap", stack.archive().path("s3", BOOTSTRAP, "control.json"))
                .put("control-status", "stream", streams.of(Streams.Use.CONTROL_STATUS).name())
                .replace("results", "stream", streams.of(Streams.Use.RESULTS).name())
                .put("redis", "host", boards.host())
                .put("redis", "port", String.valueOf(boards.port()))
                .put("redis", "tls", "true")
                .put("redis", "user", boards.user())
                .put("redis", "password", secret(boards.secretArn(), "password"))
                .put("redis", "cluster", String.valueOf(boards.cluster()));
        if (!boards.prefix().isEmpty()) {
            properties.put("redis", "prefix", boards.prefix());
        }
    }

    /** Puts in what the stack knows of the streams and the database that are read. */
    static void completeSources(JobProperties properties, RankstreamStack stack) {
        Streams streams = stack.streams();
        String events = streams.of(Streams.Use.EVENTS).name();
        requireOneStreamOfEvents(properties, events);
        PlayerDatabase database = stack.database();
        properties
                .put("aws", "region", Aws.REGION)
                .put("events", "streams", events)
                .renameStream("events", Streams.Use.EVENTS.label(), events)
                .put("control", "stream", streams.of(Streams.Use.CONTROL).name())
                .put("dead-letters", "stream", streams.of(Streams.Use.DEAD_LETTERS).name())
                .put("mysql", "hostname", database.host())
                .put("mysql", "port", String.valueOf(database.port()))
                .put("mysql", "tls", "true")
                .put("mysql", "username", secret(database.secretArn(), "username"))
                .put("mysql", "password", secret(database.secretArn(), "password"));
    }

    /** Others would be left out without a word. */
    private static void requireOneStreamOfEvents(JobProperties properties, String events) {
        String label = Streams.Use.EVENTS.label();
        String streams = properties.find("events", "streams").orElse(label);
        if (!streams.equals(label) && !streams.equals(events)) {
            throw new IllegalArgumentException(
                    "the job's properties have events.streams '"
                            + streams
                            + "': the stack has one stream of events, which they call '"
                            + label
                            + "'");
        }
    }

    @Override
    List<StreamReference> sources(RankstreamStack stack) {
        return List.of(stack.streams().of(Streams.Use.EVENTS));
    }

    @Override
    void allow(ServiceRole role, RankstreamStack stack) {
        Streams streams = stack.streams();
        List<StreamReference> read =
                List.of(
                        streams.of(Streams.Use.EVENTS),
                        streams.of(Streams.Use.CONTROL),
                        streams.of(Streams.Use.REPLAY));
        List<StreamReference> written =
                List.of(
                        streams.of(Streams.Use.CONTROL_STATUS),
                        streams.of(Streams.Use.DEAD_LETTERS),
                        streams.of(Streams.Use.RESULTS));
        role.allow(readStreams("the job reads events, control messages and replays", read));
        role.allow(
                writeStreams(
                        "the job answers, publishes results and reports dead letters", written));
        List<String> secrets = new ArrayList<>();
        secrets.add(stack.database().secretArn());
        secrets.add(stack.boards().secretArn());
        stack.furtherServers().forEach(server -> server.secretArn().ifPresent(secrets::add));
        role.allow(
                Permission.to("ReadSecrets", "the job reads passwords where it uses them")
                        .allow("secretsmanager:GetSecretValue")
                        .on(secrets));
        role.allow(
                Permission.to(
                                "KeepBootstrap",
                                "the job keeps what control messages amount to, for a start"
                                        + " without a snapshot")
                        .allow("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload")
                        .on(stack.archive().objects(BOOTSTRAP))
                        .wildcardBecause("the job writes a new file before it replaces the old"));
        role.allow(listFiles(stack));
        List<String> keys = new ArrayList<>();
        read.forEach(stream -> stream.keyArn().ifPresent(keys::add));
        written.forEach(stream -> stream.keyArn().ifPresent(keys::add));
        stack.archive().keyArn().ifPresent(keys::add);
        stack.database().secretKeyArn().ifPresent(keys::add);
        stack.boards().secretKeyArn().ifPresent(keys::add);
        stack.furtherServers().forEach(server -> server.secretKeyArn().ifPresent(keys::add));
        useKeys(role, keys);
    }
}
