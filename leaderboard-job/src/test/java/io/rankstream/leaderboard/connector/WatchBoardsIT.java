package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.config.Secret;
import io.rankstream.leaderboard.config.AuditConfig;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardWriteException;
import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.redis.RedisProcess;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.BoardsLost.Reason;
import io.rankstream.model.player.RefillBoard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

class WatchBoardsIT {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final Duration SOON = Duration.ofMillis(50);

    private static RedisProcess redis;
    private static RedisClient client;

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
    void flush() {
        client.flushAll();
    }

    @Test
    void probesEveryMemberOfEveryKeyInARound() throws Exception {
        Set<BoardProbe> expected = new HashSet<>();
        List<BoardCommand> batch = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            put(batch, expected, "daily", 0, "", null, "p" + i, i * 0.25);
        }
        for (int country = 0; country < 40; country++) {
            for (int day = 1; day <= 9; day++) {
                String partition = "country=C" + country;
                String window = "2026-11-0" + day;
                put(batch, expected, "daily", 2, partition, window, "p" + country, day);
            }
        }
        put(batch, expected, "weekly", 0, "", "2026-W47", "a: b\n", -1);
        write(batch, redis.port());
        assertThat(expected).hasSize(3_361);
        long startedAt = System.nanoTime();

        try (WatchRun watch = watch(redis.port(), Duration.ofSeconds(3), WatchSplit.initial())) {
            watch.until(() -> watch.counter("auditRounds") == 1);

            assertThat(watch.probes()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(System.nanoTime() - startedAt)
                    .isBetween(Duration.ofSeconds(2).toNanos(), Duration.ofSeconds(8).toNanos());

            client.zadd("leaderboard:weekly:2026-W47", 9, "stray");
            watch.until(() -> watch.counter("auditRounds") == 3);
            assertThat(watch.probes())
                    .contains(new BoardProbe("weekly", 0, "", "2026-W47", "stray", 9));
        }
    }

    @Test
    void keepsToTheRate() throws Exception {
        List<BoardCommand> batch = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            put(batch, new HashSet<>(), "daily", 0, "", null, "p" + i, i);
        }
        write(batch, redis.port());
        AuditConfig slow = new AuditConfig(Duration.ofMillis(1), 1_000, SECOND);
        long startedAt = System.nanoTime();

        try (WatchRun watch = WatchRun.start(config(redis.port()), slow, WatchSplit.initial())) {
            watch.until(() -> watch.counter("auditRounds") == 1);
            watch.until(() -> watch.probes().size() > 3_000);

            assertThat(System.nanoTime() - startedAt)
                    .isGreaterThan(Duration.ofMillis(2_900).toNanos());
        }
    }

    @Test
    void findsAFlushWithinSeconds() throws Exception {
        try (WatchRun watch = watch(redis.port(), SECOND, WatchSplit.initial())) {
            watch.until(() -> watch.checkpoint(1).lineage() != null);
            watch.until(() -> client.exists("rankstream:lineage"));
            assertThat(watch.losses()).isEmpty();
            String mark = client.get("rankstream:lineage");
            assertThat(mark).endsWith(":1");
            client.flushAll();
            long flushedAt = System.nanoTime();

            watch.until(() -> !watch.losses().isEmpty());

            assertThat(System.nanoTime() - flushedAt).isLessThan(Duration.ofSeconds(3).toNanos());
            assertThat(watch.losses())
                    .extracting(BoardsLost::reason)
                    .containsExactly(Reason.MISSING);
            assertThat(watch.answers())
                    .singleElement()
                    .satisfies(
                            answer ->
                                    assertThat(answer)
                                            .contains("\"type\":\"redis.lineage\"")
                                            .contains("\"reason\":\"missing\"")
                                            .contains(
                                                    "\"old\":\""
                                                            + mark.substring(0, mark.indexOf(':')))
                                            .contains("\"found\":null"));
            assertThat(watch.counter("boardLosses")).isEqualTo(1);
            assertThat(client.exists("rankstream:lineage")).isFalse();
            watch.checkpoint(2);
            watch.until(() -> client.exists("rankstream:lineage"));
            assertThat(client.get("rankstream:lineage"))
                    .isEqualTo(watch.losses().get(0).lineage() + ":2");
        }
    }

    @Test
    void doesNotWriteOverTheTraceOfALoss() {
        LineageWatch lineage = new LineageWatch(WatchSplit.initial());
        try (WatchedRedis watched = new WatchedRedis(config(redis.port()))) {
            while (!lineage.isSettled()) {
                LineageWatch.Request request = lineage.request();
                WatchedRedis.Seen seen = watched.look(request, Map.of());
                lineage.seen(request, seen.mark(), seen.beat(), false);
            }
            assertThat(client.exists("rankstream:beat")).isTrue();
            lineage.snapshot(1, null, null, null, Map.of());
            lineage.completed(1);
            client.flushAll();

            watched.look(lineage.request(), Map.of());

            assertThat(client.dbSize()).isZero();
        }
    }

    @Test
    void reportsWhatAnotherHistoryLeft() throws Exception {
        write(List.of(put("daily", "ada", 1)), redis.port());

        try (WatchRun watch = watch(redis.port(), SECOND, WatchSplit.initial())) {
            watch.until(() -> !watch.losses().isEmpty());

            assertThat(watch.losses())
                    .extracting(BoardsLost::reason)
                    .containsExactly(Reason.FOREIGN);
        }
    }

    @Test
    void goesOnFromItsState() throws Exception {
        List<BoardCommand> batch = new ArrayList<>();
        Set<BoardProbe> expected = new HashSet<>();
        for (int board = 1; board <= 9; board++) {
            for (int i = 0; i < 10; i++) {
                put(batch, expected, "board" + board, 0, "", null, "p" + i, i);
            }
        }
        write(batch, redis.port());
        WatchSplit state;
        Set<BoardProbe> before;
        Duration period = Duration.ofSeconds(4);
        try (WatchRun watch = watch(redis.port(), period, WatchSplit.initial())) {
            watch.until(() -> watch.probes().size() >= 50);
            watch.checkpoint(1);
            watch.until(() -> client.exists("rankstream:lineage"));
            state = watch.checkpoint(2);
            before = new HashSet<>(watch.probes());
            assertThat(watch.counter("auditRounds")).isZero();
        }
        WatchSplit.Serializer serializer = new WatchSplit.Serializer();
        WatchSplit restored = serializer.deserialize(1, serializer.serialize(state));

        try (WatchRun watch = watch(redis.port(), period, restored)) {
            watch.until(() -> watch.counter("auditRounds") == 1);

            assertThat(watch.losses()).isEmpty();
            Set<BoardProbe> after = new HashSet<>(watch.probes());
            assertThat(after).doesNotContainAnyElementsOf(before);
            after.addAll(before);
            assertThat(after).isEqualTo(expected);
            watch.until(() -> client.get("rankstream:lineage").endsWith(":2"));
        }
    }

    @Test
    void waitsForARedisThatIsAway_andFindsThatItWasRestoredFromAnOlderSnapshot(@TempDir Path folder)
            throws Exception {
        RedisOptions options = RedisOptions.defaults().withDirectory(folder);
        RedisProcess first = RedisProcess.start(options);
        int port = first.port();
        write(List.of(put("daily", "ada", 1)), port);
        WatchRun watch = watch(port, SECOND, WatchSplit.initial());
        try {
            watch.until(() -> !watch.losses().isEmpty());
            Path snapshot;
            try (RedisClient admin = RedisClient.create(first.host(), port)) {
                watch.checkpoint(1);
                watch.until(() -> admin.exists("rankstream:lineage"));
                String older = admin.get("rankstream:beat");
                save(admin);
                snapshot = folder.resolve(admin.configGet("dbfilename").get("dbfilename"));
                Files.copy(snapshot, folder.resolve("older"));
                watch.until(() -> !older.equals(admin.get("rankstream:beat")));
                // With the one after it the watch knows that this one has been written.
                String newer = admin.get("rankstream:beat");
                watch.until(() -> !newer.equals(admin.get("rankstream:beat")));
                int losses = watch.losses().size();
                assertThat(losses).isEqualTo(1);
            }
            first.kill();
            first.close();
            watch.until(() -> watch.counter("watchRetries") > 3);
            assertThat(watch.checkpoint(2)).isNotNull();
            Files.copy(folder.resolve("older"), snapshot, StandardCopyOption.REPLACE_EXISTING);
            try (RedisProcess second = RedisProcess.start(options.withPort(port));
                    RedisClient reader = RedisClient.create(second.host(), port)) {
                assertThat(reader.zscore("leaderboard:daily", "ada")).isEqualTo(1);
                watch.until(() -> watch.losses().size() == 2);

                assertThat(watch.losses().get(1).reason()).isEqualTo(Reason.OLDER);
                int probes = watch.probes().size();
                watch.until(() -> watch.probes().size() > probes);
            }
        } finally {
            watch.close();
            first.close();
        }
    }

    @Test
    void findsThatTheJobWasSetBack() throws Exception {
        WatchSplit older;
        try (WatchRun watch = watch(redis.port(), SECOND, WatchSplit.initial())) {
            watch.until(() -> watch.checkpoint(1).lineage() != null);
            older = watch.checkpoint(1);
            watch.checkpoint(2);
            watch.until(() -> client.exists("rankstream:lineage"));
        }

        try (WatchRun watch = watch(redis.port(), SECOND, older)) {
            watch.until(() -> !watch.losses().isEmpty());

            assertThat(watch.losses()).extracting(BoardsLost::reason).containsExactly(Reason.NEWER);
        }
    }

    @Test
    void reportsEachRequestForARefillOnce() throws Exception {
        BoardAddress shadow = new BoardAddress("daily", 2, "", null, BoardAddress.NEVER);
        write(
                List.of(put("daily", "ada", 1), new PutScore(shadow, "ada", 1, false, 0, 0)),
                redis.port());
        WatchSplit state;
        try (WatchRun watch = watch(redis.port(), SECOND, WatchSplit.initial())) {
            watch.until(() -> watch.counter("auditRounds") == 1);
            assertThat(watch.refills()).isEmpty();
            client.hincrBy("{leaderboard:daily}:meta", "refill", 1);
            watch.until(() -> !watch.refills().isEmpty());
            client.hincrBy("{leaderboard:daily}:meta", "v2.refill", 1);
            watch.until(() -> watch.refills().size() == 2);
            client.hincrBy("{leaderboard:daily}:meta", "refill", 1);
            watch.until(() -> watch.refills().size() == 3);
            watch.until(() -> watch.counter("auditRounds") == 3);

            assertThat(watch.refills())
                    .containsExactly(
                            new RefillBoard("daily", 0),
                            new RefillBoard("daily", 2),
                            new RefillBoard("daily", 0));
            state = watch.checkpoint(1);
        }
        WatchSplit.Serializer serializer = new WatchSplit.Serializer();
        WatchSplit restored = serializer.deserialize(1, serializer.serialize(state));

        try (WatchRun watch = watch(redis.port(), SECOND, restored)) {
            watch.until(() -> watch.counter("auditRounds") == 1);
            assertThat(watch.refills()).isEmpty();
            client.hincrBy("{leaderboard:daily}:meta", "v2.refill", 1);
            watch.until(() -> !watch.refills().isEmpty());

            assertThat(watch.refills()).containsExactly(new RefillBoard("daily", 2));
        }
    }

    @Test
    void reportsTheFirstRequestOfABoardThatFollowsADeletedOne() throws Exception {
        BoardAddress shadow = new BoardAddress("daily", 2, "", null, BoardAddress.NEVER);
        write(
                List.of(put("daily", "ada", 1), new PutScore(shadow, "ada", 1, false, 0, 0)),
                redis.port());
        client.hincrBy("{leaderboard:daily}:meta", "refill", 1);
        try (WatchRun watch = watch(redis.port(), SECOND, WatchSplit.initial())) {
            watch.until(() -> watch.refills().size() == 1);

            write(List.of(new DropKeys("daily", BoardAddress.LIVE, 1, 0)), redis.port());
            write(List.of(put("daily", "bob", 1)), redis.port());
            client.hincrBy("{leaderboard:daily}:meta", "refill", 1);

            watch.until(() -> watch.refills().size() == 2);
        }
    }

    @Test
    void claimsARedisThatIsNotThereYetOnceItIs() throws Exception {
        RedisProcess gone = RedisProcess.start();
        int port = gone.port();
        gone.close();
        try (WatchRun watch = watch(port, SECOND, WatchSplit.initial())) {
            watch.until(() -> watch.counter("watchRetries") > 3);
            assertThat(watch.checkpoint(1).lineage()).isNull();
            try (RedisProcess started = RedisProcess.start(RedisOptions.defaults().withPort(port));
                    RedisClient reader = RedisClient.create(started.host(), port)) {
                watch.until(() -> reader.exists("rankstream:beat"));

                assertThat(watch.losses()).isEmpty();
            }
        }
    }

    @Test
    void leavesAForeignValueUnderABoardsKeyAlone() throws Exception {
        write(List.of(put("daily", "ada", 1), put("weekly", "ada", 1)), redis.port());
        client.set("leaderboard:daily", "something else");

        try (WatchRun watch = watch(redis.port(), SECOND, WatchSplit.initial())) {
            watch.until(() -> watch.counter("auditRounds") == 1);

            assertThat(watch.probes())
                    .containsExactly(new BoardProbe("weekly", 0, "", null, "ada", 1));
        }
    }

    @Test
    void namesTheKeysThatAnAclUserNeeds(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
        RedisOptions options =
                RedisOptions.defaults().withUser("u", "s3cret", "~leaderboard:* +@all");
        try (RedisProcess secured = RedisProcess.start(options)) {
            RedisConfig user =
                    RedisConfig.at(secured.host(), secured.port())
                            .credentials("u", Secret.of("file:" + password))
                            .build();
            try (WatchRun watch =
                    WatchRun.start(
                            user, new AuditConfig(SECOND, 1_000, SOON), WatchSplit.initial())) {
                assertThatThrownBy(() -> watch.until(() -> false))
                        .isInstanceOf(BoardWriteException.class)
                        .hasMessageContaining("NOPERM")
                        .hasMessageContaining("<redis.prefix>rankstream:*");
            }
        }
    }

    private static void save(RedisClient admin) {
        try (Connection connection = admin.getPool().getResource()) {
            connection.sendCommand(Protocol.Command.SAVE);
            assertThat(connection.getStatusCodeReply()).isEqualTo("OK");
        }
    }

    private static WatchRun watch(int port, Duration period, WatchSplit restored) {
        return WatchRun.start(config(port), new AuditConfig(period, 1_000_000, SOON), restored);
    }

    private static RedisConfig config(int port) {
        return RedisConfig.at("127.0.0.1", port)
                .timeouts(SECOND.multipliedBy(2), SECOND.multipliedBy(2), Duration.ofMillis(200))
                .build();
    }

    private static void write(List<BoardCommand> batch, int port) throws InterruptedException {
        try (BoardWriter writer =
                new JedisBoardWriter(
                        config(port),
                        new WriterMetrics(new SimpleCounter(), new SimpleCounter()),
                        System::currentTimeMillis)) {
            writer.write(batch);
        }
    }

    private static PutScore put(String board, String member, double score) {
        return new PutScore(
                new BoardAddress(board, 0, "", null, BoardAddress.NEVER),
                member,
                score,
                false,
                0,
                0);
    }

    private static void put(
            List<BoardCommand> batch,
            Set<BoardProbe> expected,
            String board,
            int shadowVersion,
            String partition,
            String window,
            String member,
            double score) {
        BoardAddress address =
                new BoardAddress(board, shadowVersion, partition, window, BoardAddress.NEVER);
        batch.add(new PutScore(address, member, score, false, 0, 0));
        expected.add(new BoardProbe(board, shadowVersion, partition, window, member, score));
    }
}
