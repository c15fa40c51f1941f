package io.rankstream.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.archive.config.ArchiveConfig;
import io.rankstream.archive.connector.ArchiveSink;
import io.rankstream.archive.connector.ArchiveSources;
import io.rankstream.datagen.KinesisClients;
import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.archive.HourFolder;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.flink.testkit.ArchiveFolder;
import io.rankstream.local.kinesis.KinesisServer;
import io.rankstream.local.mysql.MariaDbServer;
import io.rankstream.local.process.Folders;
import io.rankstream.local.s3.S3Server;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;

/** Streams, a player table, an S3 bucket and the job between them. */
final class ArchiveLake {

    private static final String REGION = "eu-central-1";
    private static final String BUCKET = "lake";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A task that finds it set throws, and takes it back. */
    private static final AtomicBoolean FAILS = new AtomicBoolean();

    private final S3Server s3;
    private final KinesisServer kinesis;
    private final KinesisClient client;
    private final MariaDbServer mariaDb;
    private final Connection database;
    private final Path folder;
    private JobClient job;

    private ArchiveLake(S3Server s3, Path folder) throws IOException, SQLException {
        this.s3 = s3;
        this.folder = folder;
        kinesis = KinesisServer.start(KinesisServer.Options.defaults().withRegion(REGION));
        client = KinesisClients.connect(REGION, Optional.of(kinesis.endpoint()));
        mariaDb = MariaDbServer.start(folder.resolve("mariadb"), 0);
        database = mariaDb.connect();
    }

    /**
     * Starts the S3 server and makes it known to Flink, which has to be before a cluster starts;
     * the plugin is found through the environment variable {@code FLINK_PLUGINS_DIR}.
     */
    static S3Server startS3() {
        try {
            S3Server s3 = S3Server.inMemory();
            s3.createBucket(BUCKET);
            Configuration flink = new Configuration();
            s3.flinkOptions().forEach(flink::setString);
            FileSystem.initialize(flink, PluginUtils.createPluginManagerFromRootFolder(flink));
            return s3;
        } catch (IOException e) {
            throw new IllegalStateException("no S3", e);
        }
    }

    /** Starts the other servers and creates what the job reads. */
    static ArchiveLake open(S3Server s3) throws IOException, SQLException {
        Path folder = Path.of("target", "it", "archive").toAbsolutePath();
        Folders.delete(folder);
        Files.createDirectories(folder);
        ArchiveLake lake = new ArchiveLake(s3, folder);
        lake.kinesis.createStream("events", 2);
        lake.kinesis.createStream("control", 1);
        lake.kinesis.createStream("dead-letters", 1);
        lake.execute(
                "CREATE TABLE players (player_id VARCHAR(128) NOT NULL PRIMARY KEY, alias"
                        + " VARCHAR(160), level INT) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        return lake;
    }

    String root() {
        return "s3a://" + BUCKET + "/archive";
    }

    ArchiveConfig config() throws IOException {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        groups.put("aws", Map.of("region", REGION, "endpoint", kinesis.endpoint().toString()));
        groups.put(
                "events",
                Map.of(
                        "fields", "points:int",
                        "poll_interval", "PT0.05S",
                        "idle_after", "PT1S"));
        groups.put("control", Map.of("stream", "control"));
        groups.put("dead-letters", Map.of("stream", "dead-letters"));
        Path password = Files.writeString(folder.resolve("password"), MariaDbServer.PASSWORD);
        groups.put(
                "mysql",
                Map.of(
                        "hostname",
                        mariaDb.host(),
                        "port",
                        Integer.toString(mariaDb.port()),
                        "username",
                        MariaDbServer.REPLICATION_USER,
                        "password",
                        "file:" + password));
        groups.put(
                "dimension",
                Map.of(
                        "player.table",
                        MariaDbServer.DATABASE + ".players",
                        "player.columns",
                        "alias:string,level:int"));
        groups.put("archive", Map.of("root", root(), "manifest_delay", "PT0S"));
        List<Map<String, Object>> file = new ArrayList<>();
        groups.forEach(
                (group, map) -> file.add(Map.of("PropertyGroupId", group, "PropertyMap", map)));
        Path properties = folder.resolve("archive.json");
        JSON.writeValue(properties.toFile(), file);
        return ArchiveConfig.from(
                RuntimeConfiguration.load(new String[] {"--properties", properties.toString()}));
    }

    /** Starts the job, in which {@link #failOnce} makes a task fail. */
    void start(MiniCluster cluster, int parallelism) throws Exception {
        TestStreamEnvironment.setAsContext(cluster, parallelism);
        try {
            StreamExecutionEnvironment env = JobEnvironment.strict();
            env.enableCheckpointing(400);
            ArchiveConfig config = config();
            ArchivePipeline.define(
                    new ArchivePipeline.Sources(
                            ArchiveSources.events(env, config)
                                    .uid("events")
                                    .map(ArchiveLake::failOnDemand)
                                    .returns(
                                            io.rankstream.flink.serialization.ModelTypes
                                                    .ARCHIVED_RECORD)
                                    .uid("fail-on-demand"),
                            ArchiveSources.control(env, config).uid("control"),
                            ArchiveSources.deadLetters(env, config).uid("dead-letters"),
                            ArchiveSources.players(env, config).uid("players")),
                    new ArchiveSink(config),
                    config);
            job = env.executeAsync("archive");
        } finally {
            TestStreamEnvironment.unsetAsContext();
        }
    }

    private static ArchivedRecord failOnDemand(ArchivedRecord record) {
        if (FAILS.compareAndSet(true, false)) {
            throw new IllegalStateException("fails on demand");
        }
        return record;
    }

    /** The next record of events makes its task fail, before it is written. */
    void failOnce() {
        FAILS.set(true);
    }

    boolean hasFailed() {
        return !FAILS.get();
    }

    /** How often tasks were started again. */
    long attempts(MiniCluster cluster) throws Exception {
        return cluster.getExecutionGraph(job.getJobID())
                .get()
                .getAllExecutionVertices()
                .iterator()
                .next()
                .getCurrentExecutionAttempt()
                .getAttemptNumber();
    }

    PutRecordResponse put(String stream, String partitionKey, byte[] record) {
        return client.putRecord(
                request ->
                        request.streamName(stream)
                                .partitionKey(partitionKey)
                                .data(SdkBytes.fromByteArray(record)));
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    List<ArchivedRecord> records(ArchiveKind kind) throws IOException {
        return ArchiveFolder.read(ArchiveCatalog.open(root()).files(kind, 0, 4_000_000_000_000L));
    }

    List<HourFolder> hours(ArchiveKind kind) throws IOException {
        List<HourFolder> hours = new ArrayList<>();
        Iterator<HourFolder> found = ArchiveCatalog.open(root()).hours(kind, 0, 4_000_000_000_000L);
        found.forEachRemaining(hours::add);
        return hours;
    }

    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsMatching(e -> e instanceof IOException)
                .untilAsserted(assertion);
    }

    /** Ends the job and the servers. */
    void close() throws Exception {
        if (job != null) {
            job.cancel().get();
        }
        assertThat(FAILS).isFalse();
        database.close();
        mariaDb.close();
        client.close();
        kinesis.close();
        s3.close();
    }
}
