package io.rankstream.leaderboard;

import io.rankstream.datagen.KinesisClients;
import io.rankstream.local.kinesis.KinesisServer;
import io.rankstream.local.mysql.MariaDbServer;
import io.rankstream.local.process.Folders;
import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.redis.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import redis.clients.jedis.RedisClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The servers that all integration tests of this JVM share: they are slower to start than to use.
 *
 * <p>They end with the JVM. Test classes keep apart by the names of streams, tables and keys.
 */
final class TestServers {

    static final String REGION = "eu-central-1";

    private static TestServers shared;

    private final KinesisServer kinesis;
    private final RedisProcess redis;
    private final MariaDbServer mariaDb;
    private final KinesisClient kinesisClient;
    private final RedisClient redisClient;

    private TestServers() throws IOException {
        kinesis = KinesisServer.start(KinesisServer.Options.defaults().withRegion(REGION));
        redis = RedisProcess.start(RedisOptions.defaults().withDirectory(folder("redis")));
        mariaDb = MariaDbServer.start(folder("mariadb"), 0);
        kinesisClient = KinesisClients.connect(REGION, Optional.of(kinesis.endpoint()));
        redisClient = RedisClient.create(redis.host(), redis.port());
    }

    /** In the build folder: what is unpacked there once is there for the next run. */
    private static Path folder(String name) {
        return Path.of("target", "it", name).toAbsolutePath();
    }

    /** A folder that holds nothing of an earlier run. */
    static Path emptyFolder(String name) throws IOException {
        Path folder = folder(name);
        Folders.delete(folder);
        return Files.createDirectories(folder);
    }

    /** The servers, started by the first who asks. */
    static synchronized TestServers shared() {
        if (shared == null) {
            try {
                shared = new TestServers();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    KinesisServer kinesis() {
        return kinesis;
    }

    RedisProcess redis() {
        return redis;
    }

    MariaDbServer mariaDb() {
        return mariaDb;
    }

    KinesisClient kinesisClient() {
        return kinesisClient;
    }

    RedisClient redisClient() {
        return redisClient;
    }
}
