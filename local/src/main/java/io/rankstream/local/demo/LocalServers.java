package io.rankstream.local.demo;

import io.rankstream.datagen.KinesisClients;
import io.rankstream.datagen.MySqlPlayers;
import io.rankstream.local.kinesis.KinesisServer;
import io.rankstream.local.mysql.MariaDbServer;
import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.redis.RedisProcess;
import io.rankstream.local.s3.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The servers jobs talk to: the Kinesis API with racing's streams, Redis, MariaDB, and S3. */
record LocalServers(KinesisServer kinesis, RedisProcess redis, MariaDbServer mariaDb, S3Server s3)
        implements AutoCloseable {

    static final String REGION = "eu-west-1";
    static final String EVENTS = "events";
    static final String CONTROL = "control";
    static final String DEAD_LETTERS = "dead-letters";
    static final String REPLAY = "replay";
    static final String ARCHIVE_ROOT = "s3a://rankstream/archive";

    private static final String BUCKET = "rankstream";

    private static final Map<String, Integer> STREAMS =
            Map.of(
                    EVENTS,
                    4,
                    CONTROL,
                    1,
                    "control-status",
                    1,
                    DEAD_LETTERS,
                    1,
                    "results",
                    2,
                    REPLAY,
                    2);

    /** The rest of the heap is for the load, the check and the requests under way. */
    private static final double RETAINED_SHARE_OF_HEAP = 0.6;

    /** Starts them side by side; if one fails, the others are stopped. */
    static LocalServers start(
            Ports ports, WorkingFolder folder, RedisOptions redisOptions, Progress progress)
            throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Future<RedisProcess> redis =
                    threads.submit(
                            progress.step(
                                    "Redis on port " + ports.redis(),
                                    () ->
                                            RedisProcess.start(
                                                    redisOptions
                                                            .withPort(ports.redis())
                                                            .withDirectory(
                                                                    folder.run()
                                                                            .resolve("redis")))));
            Future<MariaDbServer> mariaDb =
                    threads.submit(
                            progress.step(
                                    "MariaDB on port " + ports.mariaDb(),
                                    () -> startMariaDb(ports, folder.mariaDb())));
            Future<KinesisServer> kinesis =
                    threads.submit(
                            progress.step(
                                    "Kinesis API on port " + ports.kinesis(),
                                    () -> startKinesis(ports)));
            Future<S3Server> s3 =
                    threads.submit(
                            progress.step(
                                    "S3 API on port " + ports.s3(),
                                    () -> startS3(ports, folder.run().resolve("s3"))));
            return await(kinesis, redis, mariaDb, s3);
        } finally {
            threads.shutdown();
        }
    }

    private static MariaDbServer startMariaDb(Ports ports, Path directory) throws IOException {
        MariaDbServer server = MariaDbServer.start(directory, ports.mariaDb());
        try {
            openPlayers(server).close();
            new FinalStandings(server).create();
            return server;
        } catch (IOException | RuntimeException e) {
            closeAfter(e, server);
            throw e;
        }
    }

    static S3Server startS3(Ports ports, Path folder) throws IOException {
        S3Server server = S3Server.start(folder, ports.s3());
        try {
            server.createBucket(BUCKET);
            return server;
        } catch (RuntimeException e) {
            closeAfter(e, server);
            throw e;
        }
    }

    private static void closeAfter(Exception failure, AutoCloseable server) {
        try {
            close(server);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static KinesisServer startKinesis(Ports ports) throws IOException {
        return KinesisServer.start(
                KinesisServer.Options.defaults()
                        .withPort(ports.kinesis())
                        .withRegion(REGION)
                        .withMaxRetainedBytes(retainedBytes()),
                STREAMS);
    }

    /** What the streams keep before they drop the oldest records, in bytes of the heap. */
    static long retainedBytes() {
        return (long) (Runtime.getRuntime().maxMemory() * RETAINED_SHARE_OF_HEAP);
    }

    private static LocalServers await(
            Future<KinesisServer> kinesis,
            Future<RedisProcess> redis,
            Future<MariaDbServer> mariaDb,
            Future<S3Server> s3)
            throws IOException {
        try {
            return new LocalServers(kinesis.get(), redis.get(), mariaDb.get(), s3.get());
        } catch (ExecutionException e) {
            closeStarted(kinesis, redis, mariaDb, s3);
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            closeStarted(kinesis, redis, mariaDb, s3);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the servers were starting", e);
        }
    }

    @SafeVarargs
    private static void closeStarted(Future<? extends AutoCloseable>... servers) {
        for (Future<? extends AutoCloseable> server : servers) {
            started(server).ifPresent(LocalServers::close);
        }
    }

    /** What a start has brought up; empty if it failed and so left nothing to stop. */
    private static Optional<AutoCloseable> started(Future<? extends AutoCloseable> server) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return Optional.of(server.get());
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return Optional.empty();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("a server cannot be stopped", e);
        }
    }

    /** A client that the caller closes. */
    KinesisClient connectKinesis() {
        return KinesisClients.connect(REGION, Optional.of(kinesis.endpoint()));
    }

    /** {@code <stream>/<shard>} of all shards that a reshard of the events has closed. */
    Set<String> closedShards() {
        try (KinesisClient client = connectKinesis()) {
            return client.listShards(list -> list.streamName(EVENTS)).shards().stream()
                    .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() != null)
                    .map(shard -> EVENTS + "/" + shard.shardId())
                    .collect(Collectors.toSet());
        }
    }

    /** The table of players, which the caller closes. */
    MySqlPlayers openPlayers() throws IOException {
        return openPlayers(mariaDb);
    }

    private static MySqlPlayers openPlayers(MariaDbServer server) throws IOException {
        return MySqlPlayers.open(server.jdbcUrl(), MariaDbServer.USER, MariaDbServer.PASSWORD);
    }

    @Override
    public void close() {
        try (kinesis;
                redis;
                mariaDb;
                s3) {
            // Closing the four is all there is to do.
        }
    }

    /** Tells the user what is being started and how long it took. */
    interface Progress {

        /** The action with its name announced and its end reported. */
        <T> Callable<T> step(String name, Callable<T> action);
    }
}
