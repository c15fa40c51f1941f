package io.rankstream.lambda;

import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;

/** Opens the connection to the Redis that takes the results. */
final class RedisConnection {

    private static final int TIMEOUT_MILLIS = 5_000;

    /** In a cluster the topology is looked up while a command has its connection. */
    private static final int CONNECTIONS_PER_NODE = 2;

    /** Trusts the platform's authorities, and compares the name in the certificate. */
    static SslOptions verified() {
        return SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build();
    }

    /**
     * @param password asked for with every connection, so that a rotated one is found
     * @param tls null: not encrypted
     */
    static UnifiedJedis open(ResultsSettings settings, Supplier<String> password, SslOptions tls) {
        DefaultJedisClientConfig.Builder config =
                DefaultJedisClientConfig.builder()
                        .resp2()
                        // Would need a permission of its own in the ACL.
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .connectionTimeoutMillis(TIMEOUT_MILLIS)
                        .socketTimeoutMillis(TIMEOUT_MILLIS);
        if (!settings.user().isEmpty()) {
            config.credentialsProvider(
                    () -> new DefaultRedisCredentials(settings.user(), password.get()));
        }
        if (tls != null) {
            config.sslOptions(tls);
        }
        HostAndPort address = new HostAndPort(settings.host(), settings.port());
        if (settings.cluster()) {
            return RedisClusterClient.builder()
                    .nodes(Set.of(address))
                    .clientConfig(config.build())
                    .poolConfig(pool(CONNECTIONS_PER_NODE))
                    .build();
        }
        return RedisClient.builder()
                .hostAndPort(address)
                .clientConfig(config.build())
                .poolConfig(pool(1))
                .build();
    }

    private static GenericObjectPoolConfig<Connection> pool(int connections) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        // The function is frozen between two batches: connections may have died meanwhile.
        pool.setTestOnBorrow(true);
        pool.setJmxEnabled(false);
        return pool;
    }

    private RedisConnection() {}
}
