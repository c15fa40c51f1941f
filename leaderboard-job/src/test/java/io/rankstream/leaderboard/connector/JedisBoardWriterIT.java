package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rankstream.flink.config.Secret;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardWriteException;
import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.redis.RedisProcess;
import io.rankstream.local.redis.SelfSignedCertificate;
import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

class JedisBoardWriterIT {

    private static final String META = "{leaderboard:daily}:meta";

    private static RedisProcess redis;
    private static RedisClient client;

    private final AtomicLong clock = new AtomicLong(System.currentTimeMillis());
    private final Counter retries = new SimpleCounter();
    private final Counter repairs = new SimpleCounter();

    private BoardWriter writer;

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
    void open() {
        client.flushAll();
        writer = writer(config(redis.port()).build());
    }

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void givesAndTakesScores() throws Exception {
        write(put(allTime(), "ada", 3), put(allTime(), "bob", 7.25), put(allTime(), "eve", -1));
        write(remove(allTime(), "eve"), put(allTime(), "ada", 9));

        assertThat(scores("leaderboard:daily")).isEqualTo(Map.of("ada", 9.0, "bob", 7.25));
        assertThat(client.pttl("leaderboard:daily")).isEqualTo(-1);
    }

    @Test
    void letsTheLastWordOnAMemberWinWithinABatch() throws Exception {
        write(
                put(allTime(), "ada", 1),
                remove(allTime(), "ada"),
                put(allTime(), "bob", 1),
                put(allTime(), "ada", 2),
                remove(allTime(), "bob"));

        assertThat(scores("leaderboard:daily")).isEqualTo(Map.of("ada", 2.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two words",
                "a:b:c",
                "{tag}",
                "\"quoted\\ 'text'",
                "line\nbreak\r\n*3",
                "\uD83C\uDFCE\uFE0F Zo\u00EB \u6771\u4EAC",
                " ",
                "-inf"
            })
    void takesAnyPlayerIdAsItStands(String playerId) throws Exception {
        write(put(allTime(), playerId, 5), profile(playerId, Map.of("alias", playerId)));

        assertThat(client.zscore("leaderboard:daily", playerId)).isEqualTo(5);
        assertThat(client.hget("player:" + playerId, "alias")).isEqualTo(playerId);
    }

    @Test
    void registersEveryKeyWithItsExpiry() throws Exception {
        long expireAt = clock.get() + 60_000;
        BoardAddress window = address(2, "country=DE", "2026-11-20", expireAt);

        write(put(allTime(), "ada", 1), put(window, "ada", 2));

        assertThat(client.hgetAll(META))
                .isEqualTo(
                        Map.of(
                                "key:leaderboard:daily",
                                "0",
                                "key:leaderboard:daily:v2:country=DE:2026-11-20",
                                Long.toString(expireAt)));
    }

    @Test
    void reassertsTheExpiryWithEveryWrite() throws Exception {
        long expireAt = clock.get() + 60_000;
        BoardAddress window = address(0, "", "2026-11-20", expireAt);
        String key = "leaderboard:daily:2026-11-20";
        write(put(window, "ada", 1));
        client.persist(key);

        write(put(window, "bob", 2));

        assertThat(client.pexpireTime(key)).isEqualTo(expireAt);
    }

    @Test
    void registersAKeyAgainAfterTheRegistryWasLost() throws Exception {
        write(put(allTime(), "ada", 1));
        client.flushAll();

        write(put(allTime(), "ada", 2));

        assertThat(client.hgetAll(META)).containsOnlyKeys("key:leaderboard:daily");
    }

    @Test
    void takesAMemberOutOfTheOtherPartitionsWhenItsScoreIsExclusive() throws Exception {
        write(
                put(partition("country=DE", "d1"), "ada", 1),
                put(partition("country=FR", "d1"), "ada", 1),
                put(partition("country=FR", "d1"), "bob", 1),
                put(partition("country=DE", "d2"), "ada", 1));
        writer.close();
        writer = writer(config(redis.port()).build());

        write(new PutScore(partition("country=IT", "d1"), "ada", 5, true, 0, 0));

        assertThat(client.exists("leaderboard:daily:country=DE:d1")).isFalse();
        assertThat(scores("leaderboard:daily:country=FR:d1")).isEqualTo(Map.of("bob", 1.0));
        assertThat(scores("leaderboard:daily:country=IT:d1")).isEqualTo(Map.of("ada", 5.0));
        assertThat(scores("leaderboard:daily:country=DE:d2")).isEqualTo(Map.of("ada", 1.0));
    }

    @Test
    void keepsWhatFollowsAnExclusiveScoreInTheSameBatch() throws Exception {
        write(put(partition("country=DE", "d1"), "ada", 1));

        write(
                new PutScore(partition("country=FR", "d1"), "ada", 2, true, 0, 0),
                remove(partition("country=FR", "d1"), "ada"),
                put(partition("country=DE", "d1"), "ada", 3));

        assertThat(scores("leaderboard:daily:country=DE:d1")).isEqualTo(Map.of("ada", 3.0));
        assertThat(client.exists("leaderboard:daily:country=FR:d1")).isFalse();
    }

    @Test
    void removesAMemberEverywhere() throws Exception {
        write(
                put(partition("country=DE", "d1"), "ada", 1),
                put(partition("country=FR", "d1"), "ada", 1),
                put(partition("country=FR", "d1"), "bob", 1));

        write(new RemoveMember(partition("", "d1"), "ada", true, 0, 0));

        assertThat(client.exists("leaderboard:daily:country=DE:d1")).isFalse();
        assertThat(scores("leaderboard:daily:country=FR:d1")).isEqualTo(Map.of("bob", 1.0));
    }

    @Test
    void replacesAndRemovesProfiles() throws Exception {
        write(profile("ada", Map.of("alias", "Ada", "level", "3")));
        write(profile("ada", Map.of("alias", "Countess")));
        assertThat(client.hgetAll("player:ada")).isEqualTo(Map.of("alias", "Countess"));

        write(profile("ada", Map.of()));
        assertThat(client.exists("player:ada")).isFalse();
    }

    @Test
    void setsAndRemovesFieldsOfTheMeta() throws Exception {
        Map<String, String> fields = new HashMap<>(Map.of("version", "2", "order", "desc"));
        write(new PutMeta("daily", fields, 0));
        fields.clear();
        fields.put("version", "3");
        fields.put("order", null);
        write(new PutMeta("daily", fields, 0));

        assertThat(client.hgetAll(META)).isEqualTo(Map.of("version", "3"));
    }

    @Test
    void takesExpiredKeysOffTheRegistry() throws Exception {
        write(
                put(address(0, "", "old", clock.get() + 1_000), "ada", 1),
                put(address(0, "", "new", clock.get() + 3_600_000), "ada", 1),
                put(allTime(), "ada", 1));
        clock.addAndGet(Duration.ofMinutes(5).toMillis());

        write(new PutMeta("daily", Map.of("version", "1"), 0));

        assertThat(client.hkeys(META))
                .containsExactlyInAnyOrder(
                        "version", "key:leaderboard:daily", "key:leaderboard:daily:new");
    }

    @Test
    void takesExpiredKeysOffALongRegistryStepByStep() throws Exception {
        Map<String, String> registry = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            registry.put("key:leaderboard:daily:w" + i, Long.toString(clock.get() - 3_600_000));
        }
        client.hset(META, registry);

        int steps = 0;
        do {
            write(new PutMeta("daily", Map.of("version", "1"), 0));
            steps++;
        } while (client.hlen(META) > 1 && steps < 50);

        assertThat(client.hkeys(META)).containsExactly("version");
        assertThat(steps).isGreaterThan(1);
    }

    @Test
    void countsWhatAnAssertionHadToPutRight() throws Exception {
        BoardAddress window = address(0, "", "d1", clock.get() + 60_000);
        write(put(window, "ada", 1), put(window, "bob", 2), put(allTime(), "ada", 3));
        write(assertion(window, "ada", 1), assertion(window, "bob", 2));
        assertThat(repairs.getCount()).isZero();

        client.zadd("leaderboard:daily:d1", 7, "ada");
        client.zrem("leaderboard:daily:d1", "bob");
        client.persist("leaderboard:daily:d1");
        write(assertion(window, "ada", 1), assertion(window, "bob", 2));

        assertThat(repairs.getCount()).isEqualTo(3);
        assertThat(scores("leaderboard:daily:d1")).isEqualTo(Map.of("ada", 1.0, "bob", 2.0));
        assertThat(client.pexpireTime("leaderboard:daily:d1")).isEqualTo(window.expireAt());
    }

    @Test
    void countsNoRepairWhereTheSameBatchHoldsNews() throws Exception {
        write(put(allTime(), "ada", 1), assertion(allTime(), "ada", 1));

        assertThat(repairs.getCount()).isZero();
    }

    @Test
    void restoresALostRegistryByAnAssertion() throws Exception {
        write(put(allTime(), "ada", 1));
        client.del(META, "rankstream:boards");

        write(assertion(allTime(), "ada", 1));

        assertThat(client.hkeys(META)).containsExactly("key:leaderboard:daily");
        assertThat(client.smembers("rankstream:boards")).containsExactly("daily");
    }

    @Test
    void keepsWhatANewerBoardOfTheSameNameHasWritten() throws Exception {
        write(put(ofTrack(4, "old"), "ada", 1), put(ofTrack(4, "both"), "ada", 1));
        write(put(ofTrack(5, "both"), "bob", 2), put(ofTrack(5, "new"), "bob", 2));
        // A task that has not heard of the newer board yet.
        write(put(ofTrack(4, "new"), "eve", 3));

        write(new DropKeys("daily", BoardAddress.LIVE, 4, 0));

        assertThat(client.exists("leaderboard:daily:old")).isFalse();
        assertThat(scores("leaderboard:daily:both")).containsEntry("bob", 2.0);
        assertThat(scores("leaderboard:daily:new")).containsEntry("bob", 2.0);
        assertThat(client.hgetAll(META))
                .isEqualTo(
                        Map.of(
                                "key:leaderboard:daily:both", "0,5",
                                "key:leaderboard:daily:new", "0,5"));
    }

    @Test
    void dropsALiveBoardWithoutLeavingAnything() throws Exception {
        List<BoardCommand> batch = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            batch.add(put(partition("level=" + i, "d1"), "ada", i));
        }
        batch.add(new PutMeta("daily", Map.of("version", "1", "final:d1", "5"), 0));
        writer.write(batch);
        assertThat(client.dbSize()).isEqualTo(3_002);

        write(new DropKeys("daily", BoardAddress.LIVE, 1, 0));

        assertThat(client.keys("*")).isEmpty();
    }

    @Test
    void knowsTheBoardsThatHaveKeys() throws Exception {
        BoardAddress weekly = new BoardAddress("weekly", 0, "", "2026-W47", BoardAddress.NEVER);
        write(put(allTime(), "ada", 1), put(weekly, "ada", 1));
        assertThat(client.smembers("rankstream:boards"))
                .containsExactlyInAnyOrder("daily", "weekly");

        write(new DropKeys("weekly", BoardAddress.LIVE, 1, 0));
        assertThat(client.smembers("rankstream:boards")).containsExactly("daily");

        client.flushAll();
        write(put(allTime(), "bob", 1));
        assertThat(client.smembers("rankstream:boards")).containsExactly("daily");
    }

    @Test
    void keepsTheShadowWhenTheLiveBoardIsDropped() throws Exception {
        write(
                put(allTime(), "ada", 1),
                put(address(2, "", null, BoardAddress.NEVER), "ada", 2),
                new PutMeta("daily", Map.of("version", "1", "v2.version", "2"), 0),
                new DropKeys("daily", BoardAddress.LIVE, 1, 0));

        assertThat(client.keys("*"))
                .containsExactlyInAnyOrder(META, "leaderboard:daily:v2", "rankstream:boards");
        assertThat(client.hkeys(META))
                .containsExactlyInAnyOrder("v2.version", "key:leaderboard:daily:v2");

        write(new DropKeys("daily", 2, 1, 0));
        assertThat(client.keys("*")).isEmpty();
    }

    @Test
    void keepsTheNumbersOfRefills_asLongAsTheBoardHasAnythingElse() throws Exception {
        write(
                put(allTime(), "ada", 1),
                put(address(2, "", null, BoardAddress.NEVER), "ada", 2),
                new PutMeta("daily", Map.of("version", "1", "v2.version", "2"), 0));
        client.hset(META, Map.of("refill", "3", "v2.refill", "4"));

        write(new DropKeys("daily", 2, 1, 0));
        assertThat(client.hgetAll(META))
                .containsEntry("refill", "3")
                .containsEntry("v2.refill", "4")
                .containsOnlyKeys("version", "key:leaderboard:daily", "refill", "v2.refill");

        write(new DropKeys("daily", BoardAddress.LIVE, 1, 0));
        assertThat(client.keys("*")).isEmpty();
    }

    @Test
    void separatesGamesByThePrefix() throws Exception {
        try (BoardWriter prefixed = writer(config(redis.port()).prefix("g1:").build())) {
            prefixed.write(List.of(put(allTime(), "ada", 1), profile("ada", Map.of("a", "b"))));
            assertThat(client.keys("*"))
                    .containsExactlyInAnyOrder(
                            "g1:leaderboard:daily",
                            "{g1:leaderboard:daily}:meta",
                            "g1:player:ada",
                            "g1:rankstream:boards");

            prefixed.write(List.of(new DropKeys("daily", BoardAddress.LIVE, 1, 0)));
            assertThat(client.keys("*")).containsExactly("g1:player:ada");
        }
    }

    @Test
    void namesAForeignKeyAndTheRemedy() {
        client.set("leaderboard:daily", "something else");

        assertThatThrownBy(() -> write(put(allTime(), "ada", 1)))
                .isInstanceOf(BoardWriteException.class)
                .hasMessageContaining("WRONGTYPE")
                .hasMessageContaining("ZADD leaderboard:daily")
                .hasMessageContaining("redis.prefix");
        assertThat(retries.getCount()).isZero();
    }

    @Test
    void writesEverythingThroughAKilledAndRestartedRedis() throws Exception {
        RedisProcess killed = RedisProcess.start();
        int port = killed.port();
        int members = 50;
        AtomicInteger written = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        BoardWriter patient = writer(config(port).build());
        CompletableFuture<Void> writing =
                CompletableFuture.runAsync(
                        () -> {
                            while (!enough.get()) {
                                int i = written.get();
                                writeUnchecked(patient, put(allTime(), "p" + i % members, i));
                                written.incrementAndGet();
                            }
                        });
        await().until(() -> written.get() > 20);
        killed.kill();
        await().until(() -> retries.getCount() > 3);
        killed.close();
        int before = written.get();
        try (RedisProcess restarted = RedisProcess.start(RedisOptions.defaults().withPort(port));
                RedisClient reader = RedisClient.create(restarted.host(), port)) {
            await().until(() -> written.get() > before + 10 * members);
            enough.set(true);
            writing.get(30, TimeUnit.SECONDS);

            Map<String, Double> last = new HashMap<>();
            for (int i = before; i < written.get(); i++) {
                last.put("p" + i % members, (double) i);
            }
            assertThat(scores("leaderboard:daily", reader)).isEqualTo(last);
            assertThat(reader.hkeys(META)).containsExactly("key:leaderboard:daily");
        } finally {
            enough.set(true);
            patient.close();
        }
    }

    @Test
    void writesOnceRedisThatWasNotThereHasStarted() throws Exception {
        RedisProcess gone = RedisProcess.start();
        int port = gone.port();
        gone.close();
        try (BoardWriter early = writer(config(port).build())) {
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(
                            () -> writeUnchecked(early, put(allTime(), "ada", 1)));
            await().until(() -> retries.getCount() > 2);
            assertThat(writing).isNotDone();
            try (RedisProcess started = RedisProcess.start(RedisOptions.defaults().withPort(port));
                    RedisClient reader = RedisClient.create(started.host(), port)) {
                writing.get(30, TimeUnit.SECONDS);

                assertThat(reader.zscore("leaderboard:daily", "ada")).isEqualTo(1);
            }
        }
    }

    @Test
    void waitsWhileRedisRefusesWritesForNow() throws Exception {
        try (RedisProcess waiting = RedisProcess.start();
                RedisClient admin = RedisClient.create(waiting.host(), waiting.port());
                BoardWriter patient = writer(config(waiting.port()).build())) {
            admin.configSet("min-replicas-to-write", "1");
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(
                            () -> writeUnchecked(patient, put(allTime(), "ada", 1)));
            await().until(() -> retries.getCount() > 2);
            assertThat(writing).isNotDone();
            admin.configSet("min-replicas-to-write", "0");
            writing.get(30, TimeUnit.SECONDS);

            assertThat(admin.zscore("leaderboard:daily", "ada")).isEqualTo(1);
        }
    }

    @Test
    void stopsWaitingWhenTheTaskIsCancelled() throws Exception {
        RedisProcess gone = RedisProcess.start();
        gone.close();
        try (BoardWriter waiting = writer(config(gone.port()).build())) {
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread task =
                    new Thread(
                            () -> {
                                try {
                                    waiting.write(List.of(put(allTime(), "ada", 1)));
                                } catch (Throwable e) {
                                    end.set(e);
                                }
                            });
            task.start();
            await().until(() -> retries.getCount() > 1);
            task.interrupt();
            task.join(10_000);

            assertThat(end.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void writesOverTlsAsAnAclUserLimitedToItsKeys(@TempDir Path folder) throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create(folder);
        Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
        RedisOptions options =
                RedisOptions.defaults()
                        .withTls(certificate)
                        .withUser(
                                "rankstream",
                                "s3cret",
                                "~leaderboard:* ~{leaderboard:* ~player:* ~rankstream:* +@all"
                                        + " -@dangerous -@admin");
        try (RedisProcess secured = RedisProcess.start(options);
                RedisClient reader = RedisClient.create(secured.host(), secured.port());
                BoardWriter user =
                        writer(
                                config(secured.tlsPort())
                                        .tls(certificate.certificate().toString())
                                        .credentials("rankstream", Secret.of("file:" + password))
                                        .build())) {
            user.write(
                    List.of(
                            put(partition("country=DE", "d1"), "ada", 1),
                            new PutScore(partition("country=FR", "d1"), "ada", 1, true, 0, 0),
                            profile("ada", Map.of("alias", "Ada")),
                            new PutMeta("daily", Map.of("version", "1"), 0)));
            assertThat(reader.zscore("leaderboard:daily:country=FR:d1", "ada")).isEqualTo(1);
            assertThat(reader.hget("player:ada", "alias")).isEqualTo("Ada");
            user.write(List.of(new DropKeys("daily", BoardAddress.LIVE, 1, 0)));
            assertThat(reader.keys("*")).containsExactly("player:ada");

            try (BoardWriter outside =
                    writer(
                            config(secured.tlsPort())
                                    .tls(certificate.certificate().toString())
                                    .credentials("rankstream", Secret.of("file:" + password))
                                    .prefix("other:")
                                    .build())) {
                assertThatThrownBy(() -> outside.write(List.of(put(allTime(), "ada", 1))))
                        .isInstanceOf(BoardWriteException.class)
                        .hasMessageContaining("NOPERM")
                        .hasMessageContaining("other:leaderboard:daily")
                        .hasMessageContaining("allow the user");
            }
        }
    }

    @Test
    void refusesAWrongPasswordAndACertificateItDoesNotTrust(@TempDir Path folder) throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create(folder);
        Path password = Files.writeString(folder.resolve("password"), "wrong");
        RedisOptions options =
                RedisOptions.defaults().withTls(certificate).withUser("u", "right", "~* +@all");
        try (RedisProcess secured = RedisProcess.start(options)) {
            try (BoardWriter stranger =
                    writer(
                            config(secured.port())
                                    .credentials("u", Secret.of("file:" + password))
                                    .build())) {
                assertThatThrownBy(() -> stranger.write(List.of(put(allTime(), "ada", 1))))
                        .isInstanceOf(BoardWriteException.class)
                        .hasMessageContaining("redis.password");
            }
            try (BoardWriter distrustful = writer(config(secured.tlsPort()).tls("").build())) {
                assertThatThrownBy(() -> distrustful.write(List.of(put(allTime(), "ada", 1))))
                        .isInstanceOf(BoardWriteException.class)
                        .hasMessageContaining("redis.ca");
            }
        }
    }

    private void write(BoardCommand... commands) throws InterruptedException {
        writer.write(Arrays.asList(commands));
    }

    private static void writeUnchecked(BoardWriter writer, BoardCommand command) {
        try {
            writer.write(List.of(command));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private BoardWriter writer(RedisConfig config) {
        return new JedisBoardWriter(config, new WriterMetrics(retries, repairs), clock::get);
    }

    private static RedisConfig.Builder config(int port) {
        return RedisConfig.at("127.0.0.1", port)
                .timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(200));
    }

    private static Map<String, Double> scores(String key) {
        return scores(key, client);
    }

    private static Map<String, Double> scores(String key, RedisClient reader) {
        Map<String, Double> scores = new HashMap<>();
        reader.zrangeWithScores(key, 0, -1)
                .forEach(tuple -> scores.put(tuple.getElement(), tuple.getScore()));
        return scores;
    }

    private static PutScore put(BoardAddress address, String member, double score) {
        return new PutScore(address, member, score, false, 0, 0);
    }

    private static PutScore assertion(BoardAddress address, String member, double score) {
        return new PutScore(address, member, score, false, true, 0, 0);
    }

    private static BoardAddress ofTrack(int trackId, String window) {
        return new BoardAddress(
                "daily", 0, "", window, BoardAddress.NEVER, trackId, 0, SortOrder.DESC);
    }

    private static RemoveMember remove(BoardAddress address, String member) {
        return new RemoveMember(address, member, false, 0, 0);
    }

    private static PutProfile profile(String playerId, Map<String, String> columns) {
        return new PutProfile(playerId, columns, 0);
    }

    private static BoardAddress allTime() {
        return address(BoardAddress.LIVE, "", null, BoardAddress.NEVER);
    }

    private BoardAddress partition(String partition, String window) {
        return address(BoardAddress.LIVE, partition, window, clock.get() + 3_600_000);
    }

    private static BoardAddress address(
            int shadowVersion, String partition, String window, long expireAt) {
        return new BoardAddress("daily", shadowVersion, partition, window, expireAt);
    }
}
