package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.KnownBoards;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.connector.JedisBoardWriterFactory;
import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.KeyGrammar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.SimpleCounter;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.UnifiedJedis;

/**
 * Writes the commands of a run of the job to Redis, in its batches: with our writer, and as plain
 * pipelined ZADDs, in turn.
 */
final class SinkLoop {

    private static final int ROUNDS = 3;
    private static final KeyGrammar KEYS = KeyGrammar.withPrefix("");

    private final List<List<BoardCommand>> batches;
    private final List<List<Raw>> rawBatches;
    private final KnownBoards known;
    private final LeaderboardConfig config;
    private final RedisServer redis;
    private final int commands;

    private record Raw(String key, String member, double score) {}

    /**
     * @param batches as the job handed them to its writer
     */
    SinkLoop(
            List<List<BoardCommand>> batches,
            KnownBoards known,
            LeaderboardConfig config,
            RedisServer redis) {
        this.batches = batches;
        this.known = known;
        this.config = config;
        this.redis = redis;
        this.rawBatches = raw(batches);
        this.commands = rawBatches.stream().mapToInt(List::size).sum();
    }

    private static List<List<Raw>> raw(List<List<BoardCommand>> batches) {
        Map<BoardAddress, String> keys = new HashMap<>();
        List<List<Raw>> raw = new ArrayList<>();
        for (List<BoardCommand> batch : batches) {
            List<Raw> puts = new ArrayList<>(batch.size());
            for (BoardCommand command : batch) {
                if (command instanceof BoardCommand.PutScore put) {
                    String key = keys.computeIfAbsent(put.address(), KEYS::board);
                    puts.add(new Raw(key, put.member(), put.score()));
                }
            }
            raw.add(puts);
        }
        return raw;
    }

    /** Commands a second with our writer, and beside it those of the plain ZADDs. */
    CaseResult run() throws IOException, InterruptedException {
        List<Double> ours = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            double withZadd = perSecond(this::writePlain);
            double withWriter = perSecond(this::writeOurs);
            // The first is to warm up.
            if (round > 0) {
                plain.add(withZadd);
                ours.add(withWriter);
            }
        }
        double writer = median(ours);
        double zadd = median(plain);
        return new CaseResult(
                writer,
                Map.of(
                        "commands",
                        (double) commands,
                        "plain_zadd_per_second",
                        zadd,
                        "share_of_plain_zadd",
                        writer / zadd));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private interface Writing {
        void run() throws InterruptedException;
    }

    private double perSecond(Writing writing) throws InterruptedException {
        redis.clear();
        long startedAt = System.nanoTime();
        writing.run();
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        try (UnifiedJedis client = redis.connect()) {
            known.compare(key -> RedisServer.scores(client, key)).requireNone();
        }
        return commands / seconds;
    }

    private void writePlain() {
        try (UnifiedJedis client = redis.connect()) {
            for (List<Raw> batch : rawBatches) {
                try (AbstractPipeline pipeline = client.pipelined()) {
                    for (Raw put : batch) {
                        pipeline.zadd(put.key(), put.score(), put.member());
                    }
                    pipeline.sync();
                }
            }
        }
    }

    private void writeOurs() throws InterruptedException {
        WriterMetrics metrics = new WriterMetrics(new SimpleCounter(), new SimpleCounter());
        try (BoardWriter writer = new JedisBoardWriterFactory(config.redis()).open(metrics)) {
            for (List<BoardCommand> batch : batches) {
                writer.write(batch);
            }
        }
    }
}
