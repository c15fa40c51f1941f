package io.rankstream.infra;

import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.TagProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/**
 * Everything that one game's leaderboards need. Names derive from the stack's, so that several are
 * possible in one account and region.
 */
public final class RankstreamStack extends Stack {

    /**
     * Known to CloudFormation as taggable since lately; not to every tool that checks templates.
     */
    private static final List<String> UNTAGGED =
            List.of("AWS::CloudWatch::Dashboard", "AWS::CloudWatch::CompositeAlarm");

    private final String name;
    private final Settings settings;
    private final DataKey key;
    private final Network network;
    private final Streams streams;
    private final PlayerDatabase database;
    private final BoardStore boards;
    private final List<FurtherServer> furtherServers;
    private final ArchiveBucket archive;
    private final Jobs jobs;
    private final Operations operations;

    public RankstreamStack(Construct scope, String name, Settings settings) {
        super(
                scope,
                name,
                StackProps.builder()
                        .stackName(name)
                        .description("Rankstream: live leaderboards")
                        .build());
        this.name = name;
        this.settings = settings;
        key = new DataKey(this, "Key", name);
        network = new Network(this, "Network", name, settings, key);
        streams = new Streams(this, "Streams", name, settings, key);
        database = new PlayerDatabase(this, "Database", name, settings, network, key);
        boards = new BoardStore(this, "Boards", name, settings, network, key);
        furtherServers =
                List.of(
                        new FurtherServer(
                                this, "Standings", FurtherServer.Use.STANDINGS, settings, network),
                        new FurtherServer(
                                this, "Mirror", FurtherServer.Use.MIRROR, settings, network));
        archive = new ArchiveBucket(this, "Archive", name, settings, key);
        operations = new Operations(this, "Operations", name, settings, key);
        jobs = new Jobs(this, "Jobs", this);
        watch();
        OptionalParts.addTo(this);
        Tags.of(this)
                .add("rankstream", name, TagProps.builder().excludeResourceTypes(UNTAGGED).build());
        output("EventsStream", streams.of(Streams.Use.EVENTS).name(), "Where events are sent");
        output("ControlStream", streams.of(Streams.Use.CONTROL).name(), "Where boards are changed");
        output("RedisHost", boards.host(), "Where boards are read");
        output("ArchiveRoot", archive.root("s3"), "Where the archive is");
        output("AlarmTopic", operations.topicArn(), "Where alarms are published");
        database.cluster()
                .ifPresent(
                        cluster -> {
                            output("DatabaseArn", cluster.getAttrDbClusterArn(), "Aurora");
                            output(
                                    "DatabaseAdministrator",
                                    cluster.getAttrMasterUserSecretSecretArn(),
                                    "Secret of its administrator, rotated by Aurora");
                            output("CdcUser", database.secretArn(), "Secret of the CDC user");
                            output(
                                    "BinlogHours",
                                    String.valueOf(settings.get(PlayerDatabase.BINLOG_HOURS)),
                                    "How long the binlog is kept; bin/rotate-cdc-user sets it");
                            jobs.all().stream()
                                    .flatMap(
                                            job ->
                                                    job
                                                            .property("dimension", "player.table")
                                                            .stream())
                                    .findFirst()
                                    .ifPresent(
                                            table ->
                                                    output(
                                                            "PlayerTable",
                                                            table,
                                                            "What the CDC user may read"));
                        });
    }

    private void watch() {
        new StreamWatch(operations, streams).add(settings.get(Operations.DEAD_LETTERS));
        for (FlinkJob job : jobs.all()) {
            new JobWatch(operations, job)
                    .add(
                            job.sources(),
                            job.runsAlways() && settings.get(Operations.EXPECT_RUNNING));
        }
        jobs.find("leaderboard").ifPresent(job -> new LeaderboardWatch(operations, job).add());
        jobs.find("archive").ifPresent(job -> new ArchiveWatch(operations, job).add());
        StoreWatch stores = new StoreWatch(operations);
        boards.clusterName().ifPresent(stores::addMemoryDb);
        database.cluster().ifPresent(stores::addAurora);
    }

    /** Tells the operator something when the stack is deployed. */
    void output(String id, String value, String description) {
        CfnOutput.Builder.create(this, id).value(value).description(description).build();
    }

    /** The stack's name, which names of resources begin with. */
    public String name() {
        return name;
    }

    public Settings settings() {
        return settings;
    }

    public DataKey key() {
        return key;
    }

    public Network network() {
        return network;
    }

    public Streams streams() {
        return streams;
    }

    public PlayerDatabase database() {
        return database;
    }

    /** Where boards are written to and read from. */
    public BoardStore boards() {
        return boards;
    }

    /** What the leaderboard job writes to besides, where its properties name it. */
    public List<FurtherServer> furtherServers() {
        return furtherServers;
    }

    public ArchiveBucket archive() {
        return archive;
    }

    public Operations operations() {
        return operations;
    }
}
