package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.config.Secret;
import io.rankstream.leaderboard.config.AuditConfig;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.CommitMark;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.local.redis.RedisCluster;
import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.redis.RedisProcess;
import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.BoardCommand.PromoteKeys;
import io.rankstream.model.command.BoardCommand.PutMeta;
import io.rankstream.model.command.BoardCommand.PutProfile;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.player.BoardProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Runs every command of the job on a cluster, and as the ACL user of the documents. */
class RedisClusterIT {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    private static RedisCluster cluster;
    private static RedisClusterClient client;

    private final Counter retries = new SimpleCounter();
    private final Counter repairs = new SimpleCounter();

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = RedisCluster.start(3, RedisOptions.defaults());
        client = RedisClusterClient.create(Set.copyOf(cluster.addresses()));
    }

    @AfterAll
    static void stopCluster() {
        client.close();
        cluster.close();
    }

    @BeforeEach
    void empty() {
        for (HostAndPort node : cluster.addresses()) {
            try (Jedis jedis = new Jedis(node)) {
                jedis.flushAll();
            }
        }
    }

    @Test
    void executesEveryCommandOnACluster() throws Exception {
        try (BoardWriter writer = writer(cluster.host(), cluster.port(), true)) {
            executeEverything(writer);
        }
        assertThat(keys())
                .containsExactly(
                        "leaderboard:daily:country=DE:d1",
                        "leaderboard:daily:country=FR:d1",
                        "leaderboard:daily:v1:country=IT:d1",
                        "player:ada",
                        "rankstream:boards",
                        "{leaderboard:daily:country=DE:d1}:commit",
                        "{leaderboard:daily:country=FR:d1}:commit",
                        "{leaderboard:daily}:meta");
        assertThat(client.zscore("leaderboard:daily:country=FR:d1", "ada")).isEqualTo(9);
        assertThat(client.hget("{leaderboard:daily}:meta", "live_version")).isEqualTo("2");
        assertThat(client.smembers("rankstream:boards")).containsExactly("daily");
    }

    @Test
    void findsSlotsThatHaveMoved() throws Exception {
        List<HostAndPort> nodes = cluster.addresses();
        BoardAddress address = address(0, "", null, 1);
        int slot = JedisClusterCRC16.getSlot("leaderboard:daily");
        try (BoardWriter writer = writer(cluster.host(), cluster.port(), true);
                Jedis from = new Jedis(nodes.get(owner(slot)));
                Jedis to = new Jedis(nodes.get((owner(slot) + 1) % 3))) {
            writer.write(List.of(new PutScore(address, "ada", 1, false, 0, 0)));
            from.flushAll();
            String target = to.clusterMyId();
            String source = from.clusterMyId();
            for (HostAndPort node : nodes) {
                try (Jedis each = new Jedis(node)) {
                    each.clusterSetSlotNode(slot, target);
                }
            }
            try {
                writer.write(List.of(new PutScore(address, "ada", 2, false, 0, 0)));
                assertThat(to.zscore("leaderboard:daily", "ada")).isEqualTo(2);
            } finally {
                to.flushAll();
                for (HostAndPort node : nodes) {
                    try (Jedis each = new Jedis(node)) {
                        each.clusterSetSlotNode(slot, source);
                    }
                }
                client.refreshClusterTopology();
            }
        }
        assertThat(retries.getCount()).isPositive();
    }

    private static int owner(int slot) {
        return slot * 3 / 16_384;
    }

    @Test
    void needsNoMoreThanTheDocumentedAcl(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
        RedisOptions options = RedisOptions.defaults().withSetting(documentedUser("", "s3cret"));
        try (RedisCluster secured = RedisCluster.start(3, options);
                BoardWriter writer =
                        writer(config(secured.host(), secured.port(), true, password));
                RedisProcess single = RedisProcess.start(options);
                BoardWriter standalone =
                        writer(config(single.host(), single.port(), false, password))) {
            executeEverything(writer);
            executeEverything(standalone);
        }
        assertThat(retries.getCount()).isZero();
    }

    @Test
    @Timeout(120)
    void watchesAndAudits_asTheDocumentedUser(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
        RedisOptions options = RedisOptions.defaults().withSetting(documentedUser("", "s3cret"));
        try (RedisCluster secured = RedisCluster.start(3, options);
                RedisProcess single = RedisProcess.start(options)) {
            assertWatched(config(secured.host(), secured.port(), true, password));
            assertWatched(config(single.host(), single.port(), false, password));
        }
        assertThat(retries.getCount()).isZero();
    }

    /** Boards that stand in Redis before the job are a loss, which a checkpoint puts right. */
    private void assertWatched(RedisConfig config) throws Exception {
        List<BoardProbe> members = new ArrayList<>();
        try (BoardWriter writer = writer(config)) {
            List<BoardCommand> batch = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String partition = "country=C" + i;
                batch.add(put(address(0, partition, "d1", 1), "p" + i, i));
                members.add(new BoardProbe("daily", 0, partition, "d1", "p" + i, i));
            }
            writer.write(batch);
        }
        AuditConfig audit =
                new AuditConfig(Duration.ofSeconds(1), 1_000_000, Duration.ofMillis(50));
        WatchSplit checkpoint;
        try (WatchRun watch = WatchRun.start(config, audit, WatchSplit.initial())) {
            watch.until(() -> watch.counter("auditRounds") == 1);
            assertThat(watch.probes()).containsAll(members);
            assertThat(watch.losses()).hasSize(1);
            checkpoint = watch.checkpoint(1);
            long rounds = watch.counter("auditRounds");
            watch.until(() -> watch.counter("auditRounds") > rounds);
        }
        try (WatchRun watch = WatchRun.start(config, audit, checkpoint)) {
            watch.until(() -> watch.counter("auditRounds") == 1);
            assertThat(watch.losses()).isEmpty();
        }
    }

    private static String documentedUser(String prefix, String password) throws Exception {
        for (String line : Files.readAllLines(PAGE)) {
            String text = line.trim();
            if (text.startsWith("ACL SETUSER rankstream ")) {
                return "user"
                        + text.substring("ACL SETUSER".length())
                                .replace("<password>", password)
                                .replace("<prefix>", prefix);
            }
        }
        throw new AssertionError("the page names no user");
    }

    private static void executeEverything(BoardWriter writer) throws Exception {
        CommitMark mark = new CommitMark("l1", "write-boards", 0, 1);
        writer.write(
                List.of(
                        put(address(0, "country=DE", "d1", 1), "ada", 1),
                        put(address(0, "country=DE", "d1", 1), "bob", 1),
                        put(address(2, "country=DE", "d1", 2), "bob", 2),
                        put(address(2, "country=FR", "d1", 2), "ada", 9),
                        put(address(0, "country=IT", "d1", 1), "eve", 3),
                        new PutProfile("ada", Map.of("alias", "Ada"), 0),
                        new PutMeta("daily", Map.of("version", "1", "v2.version", "2"), 0)));
        writer.write(
                List.of(
                        new PutScore(address(2, "country=FR", "d1", 2), "ada", 9, true, true, 0, 0),
                        new RemoveMember(address(2, "", "d1", 2), "zoe", true, 0, 0)));
        writer.commit(
                List.of(
                        put(address(2, "country=DE", "d1", 2), "bob", 5),
                        new RemoveMember(address(2, "country=DE", "d1", 2), "ada", false, 0, 0),
                        put(address(2, "country=FR", "d1", 2), "ada", 9)),
                mark);
        List<BoardCommand> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(put(top(), "p" + i, i));
        }
        writer.write(many);
        many.clear();
        for (int i = 0; i < 20; i++) {
            many.add(new RemoveMember(top(), "p" + i, false, 0, 0));
        }
        writer.write(many);
        writer.write(List.of(new DropKeys("daily", 3, 3, 0)));
        writer.write(List.of(new PromoteKeys("daily", 1, 2, 0)));
        writer.write(
                List.of(new RemoveMember(address(1, "country=DE", "d1", 1), "ada", false, 0, 0)));
        writer.write(
                List.of(new RemoveMember(address(1, "country=DE", "d1", 1), "bob", false, 0, 0)));
    }

    private BoardWriter writer(String host, int port, boolean clusterMode) {
        return writer(RedisConfig.at(host, port).cluster(clusterMode).build());
    }

    private static RedisConfig config(String host, int port, boolean clusterMode, Path password) {
        return RedisConfig.at(host, port)
                .cluster(clusterMode)
                .credentials("rankstream", Secret.of("file:" + password))
                .build();
    }

    private BoardWriter writer(RedisConfig config) {
        return new JedisBoardWriter(
                config, new WriterMetrics(retries, repairs), System::currentTimeMillis);
    }

    private static PutScore put(BoardAddress address, String member, double score) {
        return new PutScore(address, member, score, false, 0, 0);
    }

    private static BoardAddress top() {
        return new BoardAddress("daily", 3, "", null, BoardAddress.NEVER, 3, 5, SortOrder.DESC);
    }

    private static BoardAddress address(
            int shadowVersion, String partition, String window, int trackId) {
        return new BoardAddress(
                "daily",
                shadowVersion,
                partition,
                window,
                BoardAddress.NEVER,
                trackId,
                0,
                SortOrder.DESC);
    }

    private static Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        for (HostAndPort node : cluster.addresses()) {
            try (Jedis jedis = new Jedis(node)) {
                keys.addAll(jedis.keys("*"));
            }
        }
        return keys;
    }
}
