package io.rankstream.local.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.local.process.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisAccessControlException;

class RedisProcessTest {

    private static final char[] TRUST_PASSWORD = "trusted".toCharArray();

    @TempDir private Path directory;

    @Test
    void keepsSortedSets() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                RedisClient client = client(redis)) {
            client.zadd("leaderboard:total_distance", 39, "player-1");

            assertThat(client.zscore("leaderboard:total_distance", "player-1")).isEqualTo(39);
        }
    }

    @Test
    void leavesNoProcessAndNoPortBehind() throws Exception {
        RedisProcess redis = RedisProcess.start();
        long pid = redis.pid();
        int port = redis.port();

        assertThat(ProcessHandle.of(pid)).isPresent();
        assertThat(FreePort.isFree(port)).isFalse();
        redis.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(FreePort.isFree(port)).isTrue();
    }

    @Test
    void deletesItsPidFileWhenClosed() throws Exception {
        RedisProcess redis = RedisProcess.start(RedisOptions.defaults().withDirectory(directory));

        assertThat(directory.resolve("redis.pid")).exists();
        redis.close();

        assertThat(directory.resolve("redis.pid")).doesNotExist();
    }

    @Test
    void comesBackEmptyOnTheSamePort_whenNothingWasKept() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                RedisClient client = client(redis)) {
            int port = redis.port();
            long pid = redis.pid();
            client.set("key", "value");

            redis.kill();
            assertThat(FreePort.isFree(port)).isTrue();
            redis.restart();

            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.pid()).isNotEqualTo(pid);
            try (RedisClient again = client(redis)) {
                assertThat(again.dbSize()).isZero();
            }
        }
    }

    @Test
    void comesBackWithEveryAcknowledgedWrite_withAnAppendOnlyFile() throws Exception {
        try (RedisProcess redis =
                RedisProcess.start(RedisOptions.defaults().withAppendOnlyFile())) {
            try (RedisClient client = client(redis)) {
                for (int i = 0; i < 1_000; i++) {
                    client.zadd("board", i, "player-" + i);
                }
            }

            redis.kill();
            redis.restart();

            try (RedisClient client = client(redis)) {
                assertThat(client.zcard("board")).isEqualTo(1_000);
            }
            redis.kill();
            redis.restartEmpty();
            try (RedisClient client = client(redis)) {
                assertThat(client.dbSize()).isZero();
            }
        }
    }

    @Test
    void comesBackAsItWasAtTheSnapshot() throws Exception {
        try (RedisProcess redis = RedisProcess.start()) {
            try (RedisClient client = client(redis)) {
                client.zadd("board", 1, "player");
                redis.saveSnapshot();
                client.zadd("board", 2, "player");
            }

            redis.restart();

            try (RedisClient client = client(redis)) {
                assertThat(client.zscore("board", "player")).isEqualTo(1);
            }
            redis.restartEmpty();
            try (RedisClient client = client(redis)) {
                assertThat(client.dbSize()).isZero();
            }
        }
    }

    @Test
    void saysWhyItDidNotStart() {
        RedisOptions wrong = RedisOptions.defaults().withSetting("no-such-setting 1");

        assertThatThrownBy(() -> RedisProcess.start(wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void limitsAUserToItsKeys_overTls() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create(directory);
        RedisOptions options =
                RedisOptions.defaults()
                        .withTls(certificate)
                        .withUser("board", "secret", "~leaderboard:* +@all");
        DefaultJedisClientConfig login =
                DefaultJedisClientConfig.builder()
                        .user("board")
                        .password("secret")
                        .sslOptions(
                                SslOptions.builder()
                                        .truststore(
                                                trusting(certificate.certificate()).toFile(),
                                                TRUST_PASSWORD)
                                        .trustStoreType("PKCS12")
                                        .build())
                        .build();

        try (RedisProcess redis = RedisProcess.start(options);
                RedisClient client =
                        RedisClient.builder()
                                .hostAndPort(new HostAndPort("localhost", redis.tlsPort()))
                                .clientConfig(login)
                                .build()) {
            client.zadd("leaderboard:top_speed", 238, "player-1");

            assertThat(client.zcard("leaderboard:top_speed")).isEqualTo(1);
            assertThatThrownBy(() -> client.set("other", "value"))
                    .isInstanceOf(JedisAccessControlException.class);
        }
    }

    private static RedisClient client(RedisProcess redis) {
        return RedisClient.create(redis.host(), redis.port());
    }

    private Path trusting(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        Path store = directory.resolve("trusted.p12");
        try (OutputStream file = Files.newOutputStream(store)) {
            trusted.store(file, TRUST_PASSWORD);
        }
        return store;
    }
}
