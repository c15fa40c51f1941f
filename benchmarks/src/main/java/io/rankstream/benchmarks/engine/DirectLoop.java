package io.rankstream.benchmarks.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.rankstream.benchmarks.load.Board;
import io.rankstream.benchmarks.load.KnownBoards;
import io.rankstream.benchmarks.load.Measure;
import io.rankstream.benchmarks.load.RacingRecords;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZAddParams;

/**
 * A consumer that adds each event to Redis as it comes, as many run it: no state, no Flink. It
 * knows neither copies nor late events, so that its boards are wrong; by how much is a figure.
 */
final class DirectLoop {

    private static final JsonFactory JSON = new JsonFactory();
    private static final ZAddParams IF_GREATER = ZAddParams.zAddParams().gt();

    /** Events before it waits for the answers, as many as our job takes commands. */
    private static final int BATCH = 500;

    private final RacingRecords records;
    private final KnownBoards known;
    private final Map<Board, Map<Long, String>> keys = new HashMap<>();

    DirectLoop(RacingRecords records, KnownBoards known) {
        this.records = records;
        this.known = known;
    }

    CaseResult run() throws IOException {
        try (RedisServer redis = RedisServer.start(false);
                UnifiedJedis client = redis.connect()) {
            long startedAt = System.nanoTime();
            for (int from = 0; from < records.size(); from += BATCH) {
                write(client, from, Math.min(from + BATCH, records.size()));
            }
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            KnownBoards.Difference difference =
                    known.compare(key -> RedisServer.scores(client, key));
            return new CaseResult(
                    records.size() / seconds,
                    Map.of(
                            "wrong_scores_percent",
                            100.0 * difference.wrong() / difference.compared(),
                            "scores_too_high_by_percent",
                            100 * difference.share()));
        }
    }

    private void write(UnifiedJedis client, int from, int to) throws IOException {
        try (AbstractPipeline pipeline = client.pipelined()) {
            for (int i = from; i < to; i++) {
                write(pipeline, records.bytes(i), records.eventTime(i));
            }
            pipeline.sync();
        }
    }

    private void write(AbstractPipeline pipeline, byte[] record, long eventTime)
            throws IOException {
        String player = null;
        int speed = 0;
        int distance = 0;
        try (JsonParser json = JSON.createParser(record)) {
            json.nextToken();
            while (json.nextFieldName() != null) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "player_id" -> player = json.getText();
                    case "speed_kmph" -> speed = json.getIntValue();
                    case "distance_meters" -> distance = json.getIntValue();
                    default -> json.skipChildren();
                }
            }
        }
        for (Board board : known.boards()) {
            if (board.measure().counts(speed)) {
                double value = board.measure().value(speed, distance);
                String key = key(board, board.span().start(eventTime));
                if (board.measure().fold() == Measure.Fold.MAX) {
                    pipeline.zadd(key, value, player, IF_GREATER);
                } else {
                    pipeline.zincrby(key, value, player);
                }
            }
        }
    }

    private String key(Board board, long start) {
        return keys.computeIfAbsent(board, ignored -> new HashMap<>())
                .computeIfAbsent(start, board::key);
    }
}
