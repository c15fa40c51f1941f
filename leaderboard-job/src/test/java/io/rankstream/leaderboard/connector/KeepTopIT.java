package io.rankstream.leaderboard.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.local.redis.RedisProcess;
import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZRangeParams;

class KeepTopIT {

    private static final String KEY = "leaderboard:daily";
    private static final String META = "{leaderboard:daily}:meta";

    private static RedisProcess redis;
    private static RedisClient client;

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
        writer =
                new JedisBoardWriter(
                        RedisConfig.at(redis.host(), redis.port()).build(),
                        new WriterMetrics(new SimpleCounter(), repairs),
                        System::currentTimeMillis);
    }

    @AfterEach
    void close() {
        writer.close();
    }

    @ParameterizedTest
    @CsvSource({"DESC, 10, 1", "ASC, 10, 2", "DESC, 1, 3", "ASC, 25, 4", "DESC, 40, 5"})
    void holdsTheTrueBestOnceARequestedRefillHasCome(SortOrder order, int keep, long seed)
            throws Exception {
        Random random = new Random(seed);
        Map<String, Double> truth = new HashMap<>();
        int refills = 0;
        for (int round = 0; round < 150; round++) {
            List<BoardCommand> batch = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                String member = "p\u00E9" + random.nextInt(120);
                // Few scores: equal ones are the rule.
                double score = random.nextInt(12);
                if (random.nextInt(3) == 0) {
                    truth.remove(member);
                    batch.add(new RemoveMember(top(keep, order), member, false, 0, 0));
                } else {
                    truth.put(member, score);
                    batch.add(new PutScore(top(keep, order), member, score, false, 0, 0));
                }
            }
            writer.write(batch);
            String requested = client.hget(META, "refill");
            if (requested != null && Integer.parseInt(requested) > refills) {
                refills = Integer.parseInt(requested);
                refill(truth, keep, order, random);
            }

            assertThat(best(keep, order)).isEqualTo(bestOf(truth, keep, order));
            assertThat(client.zcard(KEY)).isLessThanOrEqualTo(keep + Math.max(1, keep / 10));
        }
        assertThat(refills).isPositive();
    }

    @Test
    void doesNotAskForARefillAgainAndAgainWhileAllScoresAreEqual() throws Exception {
        List<BoardCommand> batch = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            batch.add(new PutScore(top(10, SortOrder.DESC), "p" + i, 5, false, 0, 0));
        }
        writer.write(batch);
        writer.write(batch);

        assertThat(client.zcard(KEY)).isEqualTo(11);
        assertThat(client.hexists(META, "refill")).isFalse();
    }

    @Test
    void countsNoRepairForMembersThatAreLeftOut() throws Exception {
        List<BoardCommand> batch = new ArrayList<>();
        List<BoardCommand> assertions = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            batch.add(new PutScore(top(10, SortOrder.DESC), "p" + i, i, false, 0, 0));
            assertions.add(new PutScore(top(10, SortOrder.DESC), "p" + i, i, false, true, 0, 0));
        }
        writer.write(batch);
        writer.write(assertions);
        assertThat(repairs.getCount()).isZero();

        client.zadd(KEY, 99, "p25");
        writer.write(assertions);
        assertThat(repairs.getCount()).isEqualTo(1);
        assertThat(client.zscore(KEY, "p25")).isEqualTo(25);
    }

    private void refill(Map<String, Double> truth, int keep, SortOrder order, Random random)
            throws Exception {
        List<BoardCommand> all = new ArrayList<>();
        truth.forEach(
                (member, score) ->
                        all.add(new PutScore(top(keep, order), member, score, false, true, 0, 0)));
        Collections.shuffle(all, random);
        for (int at = 0; at < all.size(); at += 7) {
            writer.write(all.subList(at, Math.min(at + 7, all.size())));
        }
    }

    private static List<String> best(int keep, SortOrder order) {
        ZRangeParams range = ZRangeParams.zrangeParams(0, keep - 1);
        return client.zrange(KEY, order == SortOrder.DESC ? range.rev() : range);
    }

    private static List<String> bestOf(Map<String, Double> truth, int keep, SortOrder order) {
        Comparator<Map.Entry<String, Double>> ascending =
                Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(
                                (one, other) ->
                                        Arrays.compareUnsigned(
                                                one.getKey().getBytes(StandardCharsets.UTF_8),
                                                other.getKey().getBytes(StandardCharsets.UTF_8)));
        return truth.entrySet().stream()
                .sorted(order == SortOrder.DESC ? ascending.reversed() : ascending)
                .limit(keep)
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }

    private static BoardAddress top(int keep, SortOrder order) {
        return new BoardAddress(
                "daily", BoardAddress.LIVE, "", null, BoardAddress.NEVER, 1, keep, order);
    }
}
