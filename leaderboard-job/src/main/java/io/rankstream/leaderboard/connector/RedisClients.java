package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.RedisConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Collections;
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

/** Opens connections to the boards' Redis as the configuration says. */
final class RedisClients {

    private static final String TRUST_STORE_TYPE = "JKS";

    /** In a cluster the topology is looked up while a pipeline has its connection. */
    private static final int CONNECTIONS_PER_NODE = 2;

    /**
     * A client with one connection, opened by its first command; in cluster mode with few per node.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if no node of a cluster answers
     */
    static UnifiedJedis open(RedisConfig config) {
        if (config.cluster()) {
            return RedisClusterClient.builder()
                    .nodes(Collections.singleton(new HostAndPort(config.host(), config.port())))
                    .clientConfig(clientConfig(config))
                    .poolConfig(pool(CONNECTIONS_PER_NODE))
                    .build();
        }
        return RedisClient.builder()
                .hostAndPort(config.host(), config.port())
                .clientConfig(clientConfig(config))
                .poolConfig(pool(1))
                .build();
    }

    private static GenericObjectPoolConfig<Connection> pool(int connections) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMinIdle(0);
        pool.setJmxEnabled(false);
        return pool;
    }

    private static DefaultJedisClientConfig clientConfig(RedisConfig config) {
        DefaultJedisClientConfig.Builder client =
                DefaultJedisClientConfig.builder()
                        .resp2()
                        // Would need a permission of its own in the ACL.
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .connectionTimeoutMillis(
                                Math.toIntExact(config.connectTimeout().toMillis()))
                        .socketTimeoutMillis(Math.toIntExact(config.readTimeout().toMillis()));
        config.password()
                .ifPresent(
                        password -> {
                            String user = config.user().isEmpty() ? null : config.user();
                            // Read for every connection: a rotated password needs no restart.
                            client.credentialsProvider(
                                    () -> new DefaultRedisCredentials(user, password.resolve()));
                        });
        if (config.tls()) {
            SslOptions.Builder tls = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
            if (!config.ca().isEmpty()) {
                byte[] trusted = trustStore(config.ca());
                tls.truststore(() -> new ByteArrayInputStream(trusted), new char[0])
                        .trustStoreType(TRUST_STORE_TYPE);
            }
            client.sslOptions(tls.build());
        }
        return client.build();
    }

    /** The certificates of a PEM file in the form the client takes them in. */
    private static byte[] trustStore(String ca) {
        try (InputStream pem = Files.newInputStream(Paths.get(ca))) {
            KeyStore trusted = KeyStore.getInstance(TRUST_STORE_TYPE);
            trusted.load(null, null);
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("redis.ca holds no certificate: " + ca);
            }
            int n = 0;
            for (Certificate certificate : certificates) {
                trusted.setCertificateEntry("ca-" + n++, certificate);
            }
            ByteArrayOutputStream store = new ByteArrayOutputStream();
            trusted.store(store, new char[0]);
            return store.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "redis.ca cannot be read as PEM certificates: " + ca, e);
        }
    }

    private RedisClients() {}
}
