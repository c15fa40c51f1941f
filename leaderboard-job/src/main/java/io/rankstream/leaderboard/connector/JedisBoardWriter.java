package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardWriteException;
import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.CommitMark;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.KeyGrammar;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes batches of board commands to Redis, for as long as it takes.
 *
 * <p>While Redis is unreachable, starts up or fails over, the whole batch is tried again with
 * growing pauses. What no pause heals stops the job and names key and remedy, a foreign value under
 * a board's key included: to leave a command out would be a silent drop.
 *
 * <p>A batch that Redis still holds unread on a connection given up after a time-out can, in
 * theory, be executed after a later batch; then its members keep older values until their next
 * write. A chunk of a commit cannot: it finds the mark of the later one.
 */
public final class JedisBoardWriter implements BoardWriter {

    private static final Logger LOG = LoggerFactory.getLogger(JedisBoardWriter.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);

    private final RedisConfig config;
    private final KeyRegistry registry;
    private final KeyGrammar keys;
    private final WriterMetrics metrics;
    private final Supplier<UnifiedJedis> clients;

    private UnifiedJedis client;

    JedisBoardWriter(RedisConfig config, WriterMetrics metrics, LongSupplier clock) {
        this(config, metrics, clock, () -> RedisClients.open(config));
    }

    /**
     * @param clients opens the client when it is needed first
     */
    JedisBoardWriter(
            RedisConfig config,
            WriterMetrics metrics,
            LongSupplier clock,
            Supplier<UnifiedJedis> clients) {
        this.config = config;
        this.keys = KeyGrammar.withPrefix(config.prefix());
        this.registry = new KeyRegistry(keys, clock);
        this.metrics = metrics;
        this.clients = clients;
    }

    @Override
    public void write(List<BoardCommand> batch) throws InterruptedException {
        writeUntilDone(batch, null);
    }

    @Override
    public void commit(List<BoardCommand> batch, CommitMark mark) throws InterruptedException {
        writeUntilDone(batch, mark);
    }

    private void writeUntilDone(List<BoardCommand> batch, CommitMark mark)
            throws InterruptedException {
        long startedAt = System.nanoTime();
        int failures = 0;
        while (true) {
            try {
                execute(batch, mark);
                if (failures > 0) {
                    LOG.info(
                            "Redis at {}:{} takes writes again after {} ms and {} failed attempts",
                            config.host(),
                            config.port(),
                            (System.nanoTime() - startedAt) / 1_000_000,
                            failures);
                }
                return;
            } catch (JedisException e) {
                if (!RedisFailures.passes(e, config.cluster())) {
                    throw new BoardWriteException(
                            "Redis at "
                                    + config.host()
                                    + ":"
                                    + config.port()
                                    + " refuses for good: "
                                    + e.getMessage()
                                    + ". Remedy: "
                                    + RedisFailures.remedy(e),
                            e);
                }
                failures++;
                metrics.retries().inc();
                registry.forgetAll();
                if (failures == 1) {
                    LOG.warn(
                            "Redis at {}:{} does not take writes, trying again until it does: {}",
                            config.host(),
                            config.port(),
                            e.toString());
                }
                Thread.sleep(backoffMillis(failures));
                lookForSlots();
            }
        }
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    private void execute(List<BoardCommand> batch, CommitMark mark) {
        if (client == null) {
            client = clients.get();
        }
        RedisBatch attempt = new RedisBatch(client, keys, registry, mark);
        attempt.execute(batch);
        metrics.repairs().inc(attempt.repairs());
    }

    /** After a failover the slots of a cluster are elsewhere, and pipelines do not follow them. */
    private void lookForSlots() {
        if (client instanceof RedisClusterClient) {
            try {
                ((RedisClusterClient) client).refreshClusterTopology();
            } catch (JedisException e) {
                LOG.debug("No node of the cluster says where its slots are", e);
            }
        }
    }

    /**
     * Doubles from attempt to attempt; half of it is random, so that tasks do not retry in step.
     */
    private long backoffMillis(int failures) {
        long growing = FIRST_BACKOFF.toMillis() << Math.min(failures - 1, 20);
        long longest = Math.max(2, Math.min(growing, config.retryMaxBackoff().toMillis()));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    }
}
