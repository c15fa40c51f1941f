package io.rankstream.local.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/** Reads boards from Redis, as a game's own server would. */
final class RedisBoards implements AutoCloseable {

    private static final String BOARDS = "leaderboard:*";
    private static final int SCANNED_AT_ONCE = 1_000;
    private static final int TOP = 10;

    /** A busy machine may take seconds to answer for all boards at once. */
    private static final int TIMEOUT_MILLIS = 30_000;

    private final RedisClient client;

    RedisBoards(String host, int port) {
        this.client =
                RedisClient.builder()
                        .hostAndPort(new HostAndPort(host, port))
                        .clientConfig(
                                DefaultJedisClientConfig.builder()
                                        .connectionTimeoutMillis(TIMEOUT_MILLIS)
                                        .socketTimeoutMillis(TIMEOUT_MILLIS)
                                        .build())
                        .build();
    }

    /** One place of a board, under the name players see. */
    record Standing(String name, double score) {}

    /** The ten best of each key, best first, with their aliases where these are known. */
    Map<String, List<Standing>> topTens(List<String> keys) {
        Map<String, Response<List<Tuple>>> tops = new LinkedHashMap<>();
        try (AbstractPipeline pipeline = client.pipelined()) {
            for (String key : keys) {
                tops.put(key, pipeline.zrevrangeWithScores(key, 0, TOP - 1));
            }
        }
        Map<String, Response<String>> aliases = new HashMap<>();
        try (AbstractPipeline pipeline = client.pipelined()) {
            for (Response<List<Tuple>> top : tops.values()) {
                for (Tuple place : top.get()) {
                    aliases.computeIfAbsent(
                            place.getElement(),
                            player -> pipeline.hget("player:" + player, "alias"));
                }
            }
        }
        Map<String, List<Standing>> standings = new LinkedHashMap<>();
        tops.forEach(
                (key, top) -> {
                    List<Standing> places = new ArrayList<>();
                    for (Tuple place : top.get()) {
                        String alias = aliases.get(place.getElement()).get();
                        places.add(
                                new Standing(
                                        alias == null ? place.getElement() : alias,
                                        place.getScore()));
                    }
                    standings.put(key, places);
                });
        return standings;
    }

    /** What one board holds: member to score; empty if there is no such key. */
    Map<String, Double> board(String key) {
        Map<String, Double> members = new HashMap<>();
        for (Tuple member : client.zrangeWithScores(key, 0, -1)) {
            members.put(member.getElement(), member.getScore());
        }
        return members;
    }

    /** Everything that any board holds: key to member to score. */
    SortedMap<String, Map<String, Double>> all() {
        List<String> keys = keys();
        List<Response<List<Tuple>>> contents = new ArrayList<>();
        try (AbstractPipeline pipeline = client.pipelined()) {
            keys.forEach(key -> contents.add(pipeline.zrangeWithScores(key, 0, -1)));
        }
        SortedMap<String, Map<String, Double>> boards = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Map<String, Double> members = new HashMap<>();
            for (Tuple member : contents.get(i).get()) {
                members.put(member.getElement(), member.getScore());
            }
            // A key that went between the two reads is as if it had never been there.
            if (!members.isEmpty()) {
                boards.put(keys.get(i), members);
            }
        }
        return boards;
    }

    /** Deletes everything, as a lost server does. */
    void empty() {
        client.flushAll();
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        ScanParams boards = new ScanParams().match(BOARDS).count(SCANNED_AT_ONCE);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = client.scan(cursor, boards);
            keys.addAll(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return keys.stream().distinct().toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
