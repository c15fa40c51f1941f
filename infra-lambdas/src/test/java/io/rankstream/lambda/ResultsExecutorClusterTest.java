package io.rankstream.lambda;

import io.rankstream.local.redis.RedisCluster;
import io.rankstream.local.redis.RedisOptions;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;

class ResultsExecutorClusterTest extends ResultsExecutorContract {

    private static RedisCluster cluster;

    private UnifiedJedis client;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = RedisCluster.start(3, RedisOptions.defaults());
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void connect() {
        ResultsSettings settings =
                ResultsSettings.from(
                        Map.of(
                                "REDIS_HOST", cluster.host(),
                                "REDIS_PORT", Integer.toString(cluster.port()),
                                "REDIS_TLS", "false"));
        client = RedisConnection.open(settings, () -> "", null);
    }

    @AfterEach
    void empty() {
        client.close();
        cluster.addresses()
                .forEach(
                        node -> {
                            try (Jedis jedis = new Jedis(node)) {
                                jedis.flushAll();
                            }
                        });
    }

    @Override
    UnifiedJedis client() {
        return client;
    }
}
