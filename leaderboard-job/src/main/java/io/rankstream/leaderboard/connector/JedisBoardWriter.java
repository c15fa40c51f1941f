package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardWriteException;
import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.KeyGrammar;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClient;
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
 * write.
 */
public final class JedisBoardWriter implements BoardWriter {

    private static final Logger LOG = LoggerFactory.getLogger(JedisBoardWriter.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);

    private final RedisConfig config;
    private final KeyRegistry registry;
    private final KeyGrammar keys;
    private final Counter retries;

    private RedisClient client;

    JedisBoardWriter(RedisConfig config, Counter retries, LongSupplier clock) {
        this.config = config;
        this.keys = KeyGrammar.withPrefix(config.prefix());
        this.registry = new KeyRegistry(keys, clock);
        this.retries = retries;
    }

    @Override
    public void write(List<BoardCommand> batch) throws InterruptedException {
        long startedAt = System.nanoTime();
        int failures = 0;
        while (true) {
            try {
                execute(batch);
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
                if (!RedisFailures.passes(e)) {
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
                retries.inc();
                registry.forgetAll();
                if (failures == 1) {
                    LOG.warn(
                            "Redis at {}:{} does not take writes, trying again until it does: {}",
                            config.host(),
                            config.port(),
                            e.toString());
                }
                Thread.sleep(backoffMillis(failures));
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

    private void execute(List<BoardCommand> batch) {
        if (client == null) {
            client = RedisClients.open(config);
        }
        new RedisBatch(client, keys, registry).execute(batch);
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
