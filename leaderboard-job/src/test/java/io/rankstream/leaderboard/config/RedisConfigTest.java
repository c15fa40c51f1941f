package io.rankstream.leaderboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.RuntimeConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisConfigTest {

    @TempDir private Path folder;

    @Test
    void takesDefaults() throws IOException {
        RedisConfig redis = redis("'host':'cache'");

        assertThat(redis.host()).isEqualTo("cache");
        assertThat(redis.port()).isEqualTo(6379);
        assertThat(redis.tls()).isFalse();
        assertThat(redis.password()).isEmpty();
        assertThat(redis.prefix()).isEmpty();
        assertThat(redis.cluster()).isFalse();
        assertThat(redis.delivery()).isEqualTo(DeliveryMode.LATEST);
        assertThat(redis.flushInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(redis.batchSize()).isEqualTo(500);
        assertThat(redis.retryMaxBackoff()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void readsEverything() throws IOException {
        RedisConfig redis =
                redis(
                        "'host':'cache','port':'7000','tls':'true','ca':'/ca.pem','user':'u',"
                                + "'password':'env:P','prefix':'g:','flush_interval':'PT1S',"
                                + "'batch_size':'7','connect_timeout':'PT2S','read_timeout':'PT3S',"
                                + "'retry_max_backoff':'PT4S','cluster':'true','delivery':'exactly-once'");

        assertThat(redis.port()).isEqualTo(7000);
        assertThat(redis.tls()).isTrue();
        assertThat(redis.ca()).isEqualTo("/ca.pem");
        assertThat(redis.user()).isEqualTo("u");
        assertThat(redis.password().orElseThrow().reference()).isEqualTo("env:P");
        assertThat(redis.prefix()).isEqualTo("g:");
        assertThat(redis.flushInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(redis.batchSize()).isEqualTo(7);
        assertThat(redis.cluster()).isTrue();
        assertThat(redis.delivery()).isEqualTo(DeliveryMode.EXACTLY_ONCE);
        assertThat(redis.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(redis.readTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(redis.retryMaxBackoff()).isEqualTo(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'port':'1'|redis.host",
                "'host':'h','prefix':'{g}'|redis.prefix",
                "'host':'h','delivery':'sometimes'|redis.delivery",
                "'host':'h','ca':'/ca.pem'|redis.ca",
                "'host':'h','user':'u'|redis.user",
                "'host':'h','password':'hunter2'|redis.password"
            })
    void refusesWhatCannotBeMeant(String properties, String key) {
        assertThatThrownBy(() -> redis(properties))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(key)
                .satisfies(e -> assertThat(e).message().doesNotContain("hunter2"));
    }

    private RedisConfig redis(String properties) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("properties.json"),
                        ("[{'PropertyGroupId':'redis','PropertyMap':{" + properties + "}}]")
                                .replace('\'', '"'));
        return RedisConfig.from(
                RuntimeConfiguration.load(new String[] {"--properties", file.toString()})
                        .declare(LeaderboardOptions.REDIS)
                        .group("redis"));
    }
}
