package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.RegisteredKey;
import io.rankstream.model.player.RefillBoard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/** What the watch reads of Redis, and the two keys it writes. */
final class WatchedRedis implements AutoCloseable {

    /** What was there when a request was executed. */
    static final class Seen {

        private final String mark;
        private final String beat;
        private final Set<String> boards;
        private final Map<RefillBoard, String> refills;

        private Seen(
                String mark, String beat, Set<String> boards, Map<RefillBoard, String> refills) {
            this.mark = mark;
            this.beat = beat;
            this.boards = boards;
            this.refills = refills;
        }

        /** The mark before the request, or null. */
        String mark() {
            return mark;
        }

        /** The beat before the request, or null. */
        String beat() {
            return beat;
        }

        /** The boards that have keys. */
        Set<String> boards() {
            return boards;
        }

        /** Requests to fill a board again. */
        Map<RefillBoard, String> refills() {
            return refills;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(WatchedRedis.class);

    /** Goes on only from the beat before, in one step: what was lost in between shows. */
    private static final String BEAT =
            "local before = redis.call('GET', KEYS[1])"
                    + " if before == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end"
                    + " return before";

    /** How many members or fields one command looks at: bounds what Redis does at once. */
    private static final int PAGE = 500;

    private static final String WRONG_TYPE = "WRONGTYPE";

    private final RedisConfig config;
    private final KeyGrammar keys;

    private volatile UnifiedJedis client;

    /** Connects with the first command, and so may be built while Redis is away. */
    WatchedRedis(RedisConfig config) {
        this.config = config;
        this.keys = KeyGrammar.withPrefix(config.prefix());
    }

    private UnifiedJedis client() {
        if (client == null) {
            client = RedisClients.open(config);
        }
        return client;
    }

    /**
     * Executes a request.
     *
     * @param shadows those that are known, by board
     */
    Seen look(LineageWatch.Request request, Map<String, Set<Integer>> shadows) {
        UnifiedJedis redis = client();
        String mark = redis.get(keys.lineage());
        String beat;
        if (request.beat() == null) {
            beat = redis.get(keys.beat());
        } else if (request.expected() == null) {
            beat = redis.setGet(keys.beat(), request.beat());
        } else {
            beat =
                    (String)
                            redis.eval(
                                    BEAT,
                                    Collections.singletonList(keys.beat()),
                                    Arrays.asList(request.expected(), request.beat()));
            if (request.mark() != null && request.expected().equals(beat)) {
                redis.set(keys.lineage(), request.mark());
            }
        }
        Set<String> boards = redis.smembers(keys.boards());
        return new Seen(mark, beat, boards, refills(boards, shadows));
    }

    private Map<RefillBoard, String> refills(
            Set<String> boards, Map<String, Set<Integer>> shadows) {
        Map<RefillBoard, Response<String>> asked = new LinkedHashMap<>();
        try (AbstractPipeline pipeline = client().pipelined()) {
            for (String board : boards) {
                ask(new RefillBoard(board, BoardAddress.LIVE), asked, pipeline);
                for (int version : shadows.getOrDefault(board, Collections.emptySet())) {
                    ask(new RefillBoard(board, version), asked, pipeline);
                }
            }
            pipeline.sync();
        }
        Map<RefillBoard, String> requests = new LinkedHashMap<>();
        asked.forEach(
                (board, answer) -> {
                    String request = answer.get();
                    if (request != null) {
                        requests.put(board, request);
                    }
                });
        return requests;
    }

    private void ask(
            RefillBoard board,
            Map<RefillBoard, Response<String>> asked,
            AbstractPipeline pipeline) {
        asked.put(
                board,
                pipeline.hget(
                        keys.meta(board.board()), KeyRegistry.refillField(board.shadowVersion())));
    }

    /** The registered keys of a board, in order. */
    NavigableMap<String, RegisteredKey> keys(String board) {
        NavigableMap<String, RegisteredKey> found = new TreeMap<>();
        ScanParams page = new ScanParams().match(RegisteredKey.FIELD + "*").count(PAGE);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<Map.Entry<String, String>> fields =
                    client().hscan(keys.meta(board), cursor, page);
            for (Map.Entry<String, String> field : fields.getResult()) {
                String key = field.getKey().substring(RegisteredKey.FIELD.length());
                RegisteredKey registered = RegisteredKey.parse(key, board, keys);
                if (registered != null) {
                    found.put(key, registered);
                }
            }
            cursor = fields.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return found;
    }

    /** How many members the keys have together. */
    long members(Collection<String> sets) {
        long members = 0;
        List<String> page = new ArrayList<>(PAGE);
        for (String set : sets) {
            page.add(set);
            if (page.size() == PAGE) {
                members += membersOfPage(page);
                page.clear();
            }
        }
        return members + membersOfPage(page);
    }

    private long membersOfPage(List<String> sets) {
        long members = 0;
        List<Response<Long>> sizes = new ArrayList<>(sets.size());
        try (AbstractPipeline pipeline = client().pipelined()) {
            for (String set : sets) {
                sizes.add(pipeline.zcard(set));
            }
            pipeline.sync();
        }
        for (Response<Long> size : sizes) {
            try {
                members += size.get();
            } catch (JedisDataException e) {
                requireForeignValue(e);
            }
        }
        return members;
    }

    /** The next members of a key; none if there is no sorted set under it. */
    ScanResult<Tuple> scan(String key, String cursor) {
        try {
            return client().zscan(key, cursor, new ScanParams().count(PAGE));
        } catch (JedisDataException e) {
            requireForeignValue(e);
            LOG.warn("{} holds a value of another type and is not audited", key);
            return new ScanResult<>(ScanParams.SCAN_POINTER_START, Collections.emptyList());
        }
    }

    /** What another program put there stops the writer, not the watch. */
    private static void requireForeignValue(JedisDataException e) {
        if (e.getMessage() == null || !e.getMessage().startsWith(WRONG_TYPE)) {
            throw e;
        }
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
