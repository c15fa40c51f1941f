package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.Board;
import io.rankstream.datagen.KinesisClients;
import io.rankstream.datagen.MySqlPlayers;
import io.rankstream.local.job.JobOptions;
import io.rankstream.local.kinesis.KinesisServer;
import io.rankstream.local.mysql.MariaDbServer;
import io.rankstream.local.process.FreePort;
import io.rankstream.local.redis.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The servers that a deployed job talks to, and the options to run it with. */
record LiveServers(KinesisServer kinesis, RedisProcess redis, MariaDbServer mariaDb)
        implements AutoCloseable {

    static final String REGION = "eu-west-1";
    static final String EVENTS = "events";

    static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);

    private static final int SHARDS = 2;
    private static final int HEAP_MEGABYTES = 1_024;

    /** Five reads a second and shard are all that Kinesis allows; enhanced fan-out is faster. */
    private static final String POLL_INTERVAL = "PT0.05S";

    /**
     * Starts all of them, or none.
     *
     * @param home the clone, in which MariaDB's programs are kept
     */
    static LiveServers start(Path home) throws IOException {
        KinesisServer kinesis =
                KinesisServer.start(
                        KinesisServer.Options.defaults().withRegion(REGION),
                        Map.of(
                                EVENTS,
                                SHARDS,
                                "control",
                                1,
                                "control-status",
                                1,
                                "dead-letters",
                                1));
        RedisProcess redis = null;
        MariaDbServer mariaDb = null;
        try {
            redis = RedisProcess.start();
            mariaDb = MariaDbServer.start(home.resolve(".rankstream/bench-mariadb"), 0);
            MySqlPlayers.open(mariaDb.jdbcUrl(), MariaDbServer.USER, MariaDbServer.PASSWORD)
                    .close();
            return new LiveServers(kinesis, redis, mariaDb);
        } catch (IOException | RuntimeException e) {
            LiveServers started = new LiveServers(kinesis, redis, mariaDb);
            try (started) {
                throw e;
            }
        }
    }

    /** How to run the deployed job on them, at parallelism 1. */
    JobOptions job(Path home, Path folder, List<Board> boards) throws IOException {
        Files.createDirectories(folder);
        Path password = folder.resolve("mysql.password").toAbsolutePath();
        Files.writeString(password, MariaDbServer.PASSWORD);
        Map<String, Map<String, String>> groups =
                Map.of(
                        "aws",
                        Map.of("region", REGION, "endpoint", kinesis.endpoint().toString()),
                        "events",
                        Map.of(
                                "fields",
                                "speed_kmph:int,distance_meters:int",
                                "poll_interval",
                                POLL_INTERVAL),
                        "mysql",
                        Map.of(
                                "hostname",
                                mariaDb.host(),
                                "port",
                                Integer.toString(mariaDb.port()),
                                "username",
                                MariaDbServer.REPLICATION_USER,
                                "password",
                                "file:" + password,
                                "server_time_zone",
                                "UTC"),
                        "redis",
                        Map.of("host", redis.host(), "port", Integer.toString(redis.port())));
        Path properties = JobSettings.write(folder, boards, 0, groups);
        return JobOptions.of(
                        home.resolve("local/flink/target/lib"),
                        home.resolve("leaderboard-job/target/leaderboard-job-0.1.0-SNAPSHOT.jar"),
                        "io.rankstream.leaderboard.LeaderboardJob",
                        List.of(properties),
                        folder.resolve("job"),
                        FreePort.any())
                .withParallelism(1)
                .withCheckpointInterval(CHECKPOINT_INTERVAL)
                .withHeapMegabytes(HEAP_MEGABYTES);
    }

    /** A client that the caller closes. */
    KinesisClient connectKinesis() {
        return KinesisClients.connect(REGION, Optional.of(kinesis.endpoint()));
    }

    /** A client that the caller closes. */
    RedisClient connectRedis() {
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(redis.host(), redis.port()))
                .build();
    }

    @Override
    public void close() {
        try (kinesis;
                redis;
                mariaDb) {
            // Closing the three is all there is to do.
        }
    }
}
