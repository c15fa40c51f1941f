package io.rankstream.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.lambda.ResultsExecutor.Delivery;
import io.rankstream.lambda.ResultsExecutor.Outcome;
import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.redis.RedisProcess;
import io.rankstream.local.redis.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class ResultsExecutorTest extends ResultsExecutorContract {

    /** As docs/results.md says. */
    private static final String RULES =
            "~mirror:leaderboard:* ~{mirror:leaderboard:* ~mirror:player:*"
                    + " +@all -@admin -@dangerous";

    private static RedisProcess redis;

    @TempDir private Path directory;
    private UnifiedJedis client;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        client = RedisClient.builder().hostAndPort(redis.host(), redis.port()).build();
    }

    @AfterEach
    void empty() {
        client.flushAll();
        client.close();
    }

    @Override
    UnifiedJedis client() {
        return client;
    }

    @Test
    void logsInAsAUserWhoMayDoNoMore_overTls() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create(directory);
        RedisOptions options =
                RedisOptions.defaults().withTls(certificate).withUser("mirror", "secret", RULES);
        try (RedisProcess guarded = RedisProcess.start(options);
                UnifiedJedis own =
                        RedisConnection.open(
                                settings(guarded.tlsPort()),
                                () -> "secret",
                                trusting(certificate));
                UnifiedJedis admin =
                        RedisClient.builder()
                                .hostAndPort(new HostAndPort(guarded.host(), guarded.port()))
                                .build()) {
            ResultsExecutor executor =
                    new ResultsExecutor(
                            own,
                            "game:",
                            "mirror:",
                            Duration.ofDays(30),
                            () -> Results.EPOCH / 1_000);
            long at = Results.EPOCH;

            Outcome outcome =
                    executor.execute(
                            List.of(
                                    new Delivery(
                                            "1", Results.put("game:leaderboard:laps", "p", 7, at)),
                                    new Delivery(
                                            "2",
                                            Results.put("game:leaderboard:laps:v2", "p", 9, at)),
                                    new Delivery(
                                            "3", Results.set("game:player:p", at, "alias", "fast")),
                                    new Delivery(
                                            "4",
                                            Results.set(
                                                    "{game:leaderboard:laps}:meta",
                                                    at,
                                                    "order",
                                                    "desc")),
                                    new Delivery(
                                            "5",
                                            Results.promote(
                                                    "game:leaderboard:laps", "v1", "v2", at + 1)),
                                    new Delivery(
                                            "6",
                                            Results.drop("game:leaderboard:laps:v1", at + 2))));

            assertThat(outcome.failures()).isEmpty();
            assertThat(admin.zscore("mirror:leaderboard:laps", "p")).isEqualTo(9);
            assertThat(admin.exists("mirror:leaderboard:laps:v1")).isFalse();
            assertThat(admin.hget("mirror:player:p", "alias")).isEqualTo("fast");
        }
    }

    @Test
    void refusesAServerThatItDoesNotTrust() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create(directory);
        RedisOptions options = RedisOptions.defaults().withTls(certificate);
        try (RedisProcess guarded = RedisProcess.start(options);
                UnifiedJedis own =
                        RedisConnection.open(
                                settings(guarded.tlsPort()),
                                () -> "secret",
                                RedisConnection.verified())) {
            assertThatThrownBy(() -> own.get("mirror:player:p"))
                    .isInstanceOf(JedisConnectionException.class);
        }
    }

    @Test
    void hasTheWholeBatchComeAgain_whenRedisIsAway() throws Exception {
        RedisProcess away = RedisProcess.start();
        UnifiedJedis own = RedisClient.builder().hostAndPort(away.host(), away.port()).build();
        away.close();
        ResultsExecutor executor =
                new ResultsExecutor(own, "", "", Duration.ofDays(30), () -> Results.EPOCH / 1_000);

        Outcome outcome =
                executor.execute(
                        List.of(
                                new Delivery(
                                        "1", Results.put("leaderboard:a", "p", 1, Results.EPOCH)),
                                new Delivery(
                                        "2", Results.put("leaderboard:b", "p", 1, Results.EPOCH)),
                                new Delivery(
                                        "3", Results.set("player:p", Results.EPOCH, "a", "b"))));

        assertThat(outcome.failures()).containsExactly("1", "2", "3");
        own.close();
    }

    private static ResultsSettings settings(int port) {
        return ResultsSettings.from(
                Map.of(
                        "REDIS_HOST", "localhost",
                        "REDIS_PORT", Integer.toString(port),
                        "REDIS_CLUSTER", "false",
                        "REDIS_USER", "mirror",
                        "REDIS_SECRET", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x"));
    }

    private SslOptions trusting(SelfSignedCertificate certificate)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("JKS");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate.certificate())) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        Path store = directory.resolve("trusted.jks");
        try (var out = Files.newOutputStream(store)) {
            trusted.store(out, "trusted".toCharArray());
        }
        return SslOptions.builder()
                .sslVerifyMode(SslVerifyMode.FULL)
                .truststore(store.toFile(), "trusted".toCharArray())
                .trustStoreType("JKS")
                .build();
    }
}
