package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.local.redis.RedisProcess;
import io.rankstream.model.command.BoardCommand.PromoteKeys;
import io.rankstream.model.command.KeyGrammar;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

class KeyPromotionIT {

    private static final KeyGrammar KEYS = KeyGrammar.withPrefix("");
    private static final String META = "{leaderboard:daily}:meta";
    private static final PromoteKeys PROMOTE = new PromoteKeys("daily", 1, 2, 0);
    private static final PromoteKeys ROLL_BACK = new PromoteKeys("daily", 2, 1, 0);
    private static final PromoteKeys NONE_WAS_LIVE = new PromoteKeys("daily", 0, 2, 0);
    private static final PromoteKeys NONE_BECOMES_LIVE = new PromoteKeys("daily", 1, 0, 0);
    private static final PromoteKeys EXCHANGE = new PromoteKeys("daily", 2, 2, 0);

    private static RedisProcess redis;
    private static RedisClient client;

    private static final long EXPIRE_AT = System.currentTimeMillis() + 3_600_000;

    private int left;

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RedisProcess.start();
        client = RedisClient.create(redis.host(), redis.port());
    }

    @AfterAll
    static void stopRedis() {
        client.close();
        redis.close();
    }

    @BeforeEach
    void fill() {
        client.flushAll();
        set("leaderboard:daily", "ada", 1);
        set("leaderboard:daily:v2", "ada", 2);
        set("leaderboard:daily:country=DE:d1", "bob", 3);
        set("leaderboard:daily:v2:country=DE:d1", "bob", 4);
        set("leaderboard:daily:d2", "eve", 5);
        set("leaderboard:daily:v2:d3", "eve", 6);
        set("leaderboard:daily:v3", "zoe", 7);
        client.pexpireAt("leaderboard:daily:v2:d3", EXPIRE_AT);
        client.hset(
                META,
                Map.of(
                        "version",
                        "1",
                        "final:d1",
                        "11",
                        "v2.version",
                        "2",
                        "v3.version",
                        "3",
                        "v2.final:d3",
                        "12",
                        "refill",
                        "1"));
        client.hset("{leaderboard:daily}:commit", "w/0/1", "l:1");
        client.hset("{leaderboard:daily:v2}:commit", "w/0/1", "l:2");
    }

    private static void set(String key, String member, double score) {
        client.zadd(key, score, member);
        client.hset(META, "key:" + key, "0," + (int) score);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void letsAShadowAndTheLiveBoardChangePlaces(boolean cluster) {
        new KeyPromotion(client, KEYS, cluster).execute(PROMOTE);

        assertPromoted();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void changesNothingWhenItIsExecutedAgain(boolean cluster) {
        new KeyPromotion(client, KEYS, cluster).execute(PROMOTE);
        new KeyPromotion(client, KEYS, cluster).execute(PROMOTE);

        assertPromoted();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnWhereverItWasKilled(boolean cluster) {
        int kills = 0;
        for (int at = 0; at < 100; at++) {
            fill();
            left = at;
            try {
                stepping(cluster).execute(PROMOTE);
            } catch (IllegalStateException killed) {
                kills++;
                assertThat(client.exists("leaderboard:daily")).as("always there").isTrue();
                left = at / 2;
                try {
                    stepping(cluster).execute(PROMOTE);
                } catch (IllegalStateException again) {
                    kills++;
                }
                new KeyPromotion(client, KEYS, cluster).execute(PROMOTE);
            }
            assertPromoted();
        }
        assertThat(kills).isGreaterThan(cluster ? 30 : 6);
    }

    @Test
    void finishesWhatWasCutShortBeforeItRollsBack() {
        Map<String, Object> before = content();
        left = 4;
        try {
            stepping(false).execute(PROMOTE);
        } catch (IllegalStateException killed) {
            left = -1;
        }
        assertThat(left).isEqualTo(-1);
        new KeyPromotion(client, KEYS, false).execute(ROLL_BACK);

        client.hdel(META, "live_version", "v1.refill", "v2.refill");
        client.hset(META, "refill", "1");
        assertThat(content()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void movesTheShadow_whereNothingWasLive(boolean cluster) {
        new KeyPromotion(client, KEYS, cluster).execute(NONE_WAS_LIVE);
        new KeyPromotion(client, KEYS, cluster).execute(NONE_WAS_LIVE);

        assertShadowMoved();
    }

    private static void assertShadowMoved() {
        assertThat(content())
                .isEqualTo(
                        Map.of(
                                META,
                                Map.ofEntries(
                                        Map.entry("version", "2"),
                                        Map.entry("final:d3", "12"),
                                        Map.entry("v3.version", "3"),
                                        Map.entry("live_version", "2"),
                                        Map.entry("refill", "2"),
                                        Map.entry("key:leaderboard:daily", "0,2"),
                                        Map.entry("key:leaderboard:daily:country=DE:d1", "0,4"),
                                        Map.entry("key:leaderboard:daily:d3", "0,6"),
                                        Map.entry("key:leaderboard:daily:v3", "0,7")),
                                "leaderboard:daily",
                                "ada=2.0",
                                "leaderboard:daily:country=DE:d1",
                                "bob=4.0",
                                "leaderboard:daily:d3",
                                "eve=6.0",
                                "leaderboard:daily:v3",
                                "zoe=7.0",
                                "{leaderboard:daily}:commit",
                                Map.of("w/0/1", "l:2")));
        assertThat(client.pexpireTime("leaderboard:daily:d3")).isEqualTo(EXPIRE_AT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void movesTheLiveBoard_whereNothingBecomesLive(boolean cluster) {
        new KeyPromotion(client, KEYS, cluster).execute(NONE_BECOMES_LIVE);
        new KeyPromotion(client, KEYS, cluster).execute(NONE_BECOMES_LIVE);

        assertLiveBoardMoved();
    }

    private static void assertLiveBoardMoved() {
        assertThat(content())
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry(
                                        META,
                                        Map.ofEntries(
                                                Map.entry("v1.version", "1"),
                                                Map.entry("v1.final:d1", "11"),
                                                Map.entry("v1.live_version", "0"),
                                                Map.entry("v2.version", "2"),
                                                Map.entry("v2.final:d3", "12"),
                                                Map.entry("v3.version", "3"),
                                                Map.entry("refill", "2"),
                                                Map.entry("v1.refill", "1"),
                                                Map.entry("key:leaderboard:daily:v1", "0,1"),
                                                Map.entry(
                                                        "key:leaderboard:daily:v1:country=DE:d1",
                                                        "0,3"),
                                                Map.entry("key:leaderboard:daily:v1:d2", "0,5"),
                                                Map.entry("key:leaderboard:daily:v2", "0,2"),
                                                Map.entry(
                                                        "key:leaderboard:daily:v2:country=DE:d1",
                                                        "0,4"),
                                                Map.entry("key:leaderboard:daily:v2:d3", "0,6"),
                                                Map.entry("key:leaderboard:daily:v3", "0,7"))),
                                Map.entry("leaderboard:daily:v1", "ada=1.0"),
                                Map.entry("leaderboard:daily:v1:country=DE:d1", "bob=3.0"),
                                Map.entry("leaderboard:daily:v1:d2", "eve=5.0"),
                                Map.entry("leaderboard:daily:v2", "ada=2.0"),
                                Map.entry("leaderboard:daily:v2:country=DE:d1", "bob=4.0"),
                                Map.entry("leaderboard:daily:v2:d3", "eve=6.0"),
                                Map.entry("leaderboard:daily:v3", "zoe=7.0"),
                                Map.entry("{leaderboard:daily:v1}:commit", Map.of("w/0/1", "l:1")),
                                Map.entry(
                                        "{leaderboard:daily:v2}:commit", Map.of("w/0/1", "l:2"))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bringsBackALiveBoardThatBecameAShadow(boolean cluster) {
        Map<String, Object> before = content();
        KeyPromotion promotion = new KeyPromotion(client, KEYS, cluster);
        promotion.execute(NONE_BECOMES_LIVE);
        promotion.execute(new PromoteKeys("daily", 0, 1, 0));
        assertThat(client.hget(META, "live_version")).isEqualTo("1");
        client.hdel(META, "live_version", "v1.refill");
        client.hset(META, "refill", "1");
        assertThat(content()).isEqualTo(before);

        promotion.execute(NONE_BECOMES_LIVE);
        client.hset(META, Map.of("refill", "2", "v1.refill", "1"));

        assertLiveBoardMoved();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void exchangesTwoBoardsOfOneVersion(boolean cluster) {
        new KeyPromotion(client, KEYS, cluster).execute(EXCHANGE);

        assertExchanged();
    }

    private static void assertExchanged() {
        assertThat(content())
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry(
                                        META,
                                        Map.ofEntries(
                                                Map.entry("version", "2"),
                                                Map.entry("final:d3", "12"),
                                                Map.entry("v2.version", "1"),
                                                Map.entry("v2.final:d1", "11"),
                                                Map.entry("v3.version", "3"),
                                                Map.entry("live_version", "2"),
                                                Map.entry("refill", "2"),
                                                Map.entry("v2.refill", "1"),
                                                Map.entry("key:leaderboard:daily", "0,2"),
                                                Map.entry(
                                                        "key:leaderboard:daily:country=DE:d1",
                                                        "0,4"),
                                                Map.entry("key:leaderboard:daily:d3", "0,6"),
                                                Map.entry("key:leaderboard:daily:v2", "0,1"),
                                                Map.entry(
                                                        "key:leaderboard:daily:v2:country=DE:d1",
                                                        "0,3"),
                                                Map.entry("key:leaderboard:daily:v2:d2", "0,5"),
                                                Map.entry("key:leaderboard:daily:v3", "0,7"))),
                                Map.entry("leaderboard:daily", "ada=2.0"),
                                Map.entry("leaderboard:daily:country=DE:d1", "bob=4.0"),
                                Map.entry("leaderboard:daily:d3", "eve=6.0"),
                                Map.entry("leaderboard:daily:v2", "ada=1.0"),
                                Map.entry("leaderboard:daily:v2:country=DE:d1", "bob=3.0"),
                                Map.entry("leaderboard:daily:v2:d2", "eve=5.0"),
                                Map.entry("leaderboard:daily:v3", "zoe=7.0"),
                                Map.entry("{leaderboard:daily}:commit", Map.of("w/0/1", "l:2")),
                                Map.entry(
                                        "{leaderboard:daily:v2}:commit", Map.of("w/0/1", "l:1"))));
        assertThat(client.pexpireTime("leaderboard:daily:d3")).isEqualTo(EXPIRE_AT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnWhereverItWasKilled_withOneOrWithOneVersion(boolean cluster) {
        goesOn(NONE_WAS_LIVE, cluster, KeyPromotionIT::assertShadowMoved);
        goesOn(NONE_BECOMES_LIVE, cluster, KeyPromotionIT::assertLiveBoardMoved);
        goesOn(EXCHANGE, cluster, KeyPromotionIT::assertExchanged);
    }

    private void goesOn(PromoteKeys command, boolean cluster, Runnable assertion) {
        int at = 0;
        boolean killed = true;
        while (killed) {
            fill();
            left = at++;
            killed = isKilled(command, cluster);
            if (killed) {
                left = at / 2;
                isKilled(command, cluster);
                new KeyPromotion(client, KEYS, cluster).execute(command);
            }
            assertion.run();
        }
        assertThat(at).isGreaterThan(cluster ? 15 : 4);
    }

    private boolean isKilled(PromoteKeys command, boolean cluster) {
        try {
            stepping(cluster).execute(command);
            return false;
        } catch (IllegalStateException killed) {
            return true;
        }
    }

    private KeyPromotion stepping(boolean cluster) {
        return new KeyPromotion(
                new SteppingRedis(
                        client,
                        () -> {
                            if (left-- <= 0) {
                                throw new IllegalStateException("killed");
                            }
                        }),
                KEYS,
                cluster);
    }

    private static void assertPromoted() {
        Map<String, Object> after = new HashMap<>(content());
        assertThat(after.remove(META))
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("version", "2"),
                                Map.entry("final:d3", "12"),
                                Map.entry("v1.version", "1"),
                                Map.entry("v1.final:d1", "11"),
                                Map.entry("v3.version", "3"),
                                Map.entry("live_version", "2"),
                                Map.entry("refill", "2"),
                                Map.entry("v1.refill", "1"),
                                Map.entry("key:leaderboard:daily", "0,2"),
                                Map.entry("key:leaderboard:daily:v1", "0,1"),
                                Map.entry("key:leaderboard:daily:country=DE:d1", "0,4"),
                                Map.entry("key:leaderboard:daily:v1:country=DE:d1", "0,3"),
                                Map.entry("key:leaderboard:daily:v1:d2", "0,5"),
                                Map.entry("key:leaderboard:daily:d3", "0,6"),
                                Map.entry("key:leaderboard:daily:v3", "0,7")));
        assertThat(after)
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("leaderboard:daily", "ada=2.0"),
                                Map.entry("leaderboard:daily:v1", "ada=1.0"),
                                Map.entry("leaderboard:daily:country=DE:d1", "bob=4.0"),
                                Map.entry("leaderboard:daily:v1:country=DE:d1", "bob=3.0"),
                                Map.entry("leaderboard:daily:v1:d2", "eve=5.0"),
                                Map.entry("leaderboard:daily:d3", "eve=6.0"),
                                Map.entry("leaderboard:daily:v3", "zoe=7.0"),
                                Map.entry("{leaderboard:daily}:commit", Map.of("w/0/1", "l:2")),
                                Map.entry(
                                        "{leaderboard:daily:v1}:commit", Map.of("w/0/1", "l:1"))));
        assertThat(client.pexpireTime("leaderboard:daily:d3")).isEqualTo(EXPIRE_AT);
        assertThat(client.pexpireTime("leaderboard:daily")).isEqualTo(-1);
    }

    private static Map<String, Object> content() {
        Map<String, Object> content = new TreeMap<>();
        for (String key : client.keys("*")) {
            content.put(
                    key,
                    client.type(key).equals("hash")
                            ? client.hgetAll(key)
                            : client.zrangeWithScores(key, 0, -1).stream()
                                    .map(tuple -> tuple.getElement() + "=" + tuple.getScore())
                                    .reduce("", String::concat));
        }
        return content;
    }
}
