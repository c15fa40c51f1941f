package io.rankstream.leaderboard.connector;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.KeyGrammar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Knows which sorted sets a board has: the fields {@code key:<redis key>} of its meta hash, each
 * with the key's expiry in epoch milliseconds, or 0 if it has none.
 *
 * <p>Every batch registers the keys it writes to, in one command per board, and the boards in the
 * set {@code rankstream:boards}: so there is nothing to remember, and a registry that was lost or
 * dropped is complete again after the next writes.
 */
final class KeyRegistry {

    /**
     * How long a read of a registry may be used. Only keys that an earlier attempt of the job
     * registered are looked for, and those were there before this attempt began.
     */
    private static final Duration FRESH = Duration.ofSeconds(10);

    /** How long after its expiry a key is taken off: clocks differ. */
    private static final Duration PURGE_DELAY = Duration.ofMinutes(1);

    /** How many fields one step of a purge or a drop looks at: bounds what Redis does at once. */
    private static final int STEP = 1000;

    private final KeyGrammar keys;
    private final LongSupplier clock;
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, String> purgeCursors = new HashMap<>();

    KeyRegistry(KeyGrammar keys, LongSupplier clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The keys of the address's board, version and window but other partitions. */
    List<String> siblings(BoardAddress address, RedisClient client) {
        List<String> siblings = new ArrayList<>();
        for (RegisteredKey key : known(address.board(), client).keys.values()) {
            if (key.isSiblingOf(address)) {
                siblings.add(key.key());
            }
        }
        return siblings;
    }

    /** Notes that this task writes to a key; {@link #siblings} then finds it at once. */
    void note(String key, BoardAddress address) {
        Known board = known.get(address.board());
        if (board != null && !board.isFresh(clock.getAsLong())) {
            // Nobody has asked for long; it would only grow.
            known.remove(address.board());
        } else if (board != null) {
            board.keys.putIfAbsent(key, RegisteredKey.of(key, address));
        }
    }

    /** The value of a registered key's field. */
    static String expiry(BoardAddress address) {
        return address.expireAt() == BoardAddress.NEVER ? "0" : Long.toString(address.expireAt());
    }

    /** Takes keys that have expired off the registry: the next part of it with each call. */
    void purgeStep(String board, RedisClient client) {
        String cursor = purgeCursors.getOrDefault(board, ScanParams.SCAN_POINTER_START);
        ScanParams step = new ScanParams().match(RegisteredKey.FIELD + "*").count(STEP);
        ScanResult<Map.Entry<String, String>> page = client.hscan(keys.meta(board), cursor, step);
        long before = clock.getAsLong() - PURGE_DELAY.toMillis();
        List<String> expired = new ArrayList<>();
        for (Map.Entry<String, String> field : page.getResult()) {
            long expiry = Long.parseLong(field.getValue());
            if (expiry != 0 && expiry < before) {
                expired.add(field.getKey());
            }
        }
        if (!expired.isEmpty()) {
            client.hdel(keys.meta(board), expired.toArray(new String[0]));
        }
        purgeCursors.put(board, page.getCursor());
    }

    /**
     * Drops all registered keys of a board's version and the meta fields that belong to it. With
     * its last field the hash itself goes.
     */
    void drop(String board, int shadowVersion, RedisClient client) {
        String meta = keys.meta(board);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<Map.Entry<String, String>> page =
                    client.hscan(meta, cursor, new ScanParams().count(STEP));
            List<String> dropped = new ArrayList<>();
            List<String> fields = new ArrayList<>();
            for (Map.Entry<String, String> entry : page.getResult()) {
                String field = entry.getKey();
                if (field.startsWith(RegisteredKey.FIELD)) {
                    String key = field.substring(RegisteredKey.FIELD.length());
                    RegisteredKey registered = RegisteredKey.parse(key, board, keys);
                    if (registered != null && registered.shadowVersion() == shadowVersion) {
                        dropped.add(key);
                        fields.add(field);
                    }
                } else if (versionOf(field) == shadowVersion) {
                    fields.add(field);
                }
            }
            // First the keys: a drop that is interrupted finds them again.
            if (!dropped.isEmpty()) {
                client.unlink(dropped.toArray(new String[0]));
            }
            if (!fields.isEmpty()) {
                client.hdel(meta, fields.toArray(new String[0]));
            }
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        // Writers register a key first and then the board. So either the hash of a new board of
        // this
        // name is seen here, or its writer puts the name back.
        if (!client.exists(meta)) {
            client.srem(keys.boards(), board);
            if (client.exists(meta)) {
                client.sadd(keys.boards(), board);
            }
        }
        known.remove(board);
        purgeCursors.remove(board);
    }

    void forgetAll() {
        known.clear();
        purgeCursors.clear();
    }

    private Known known(String board, RedisClient client) {
        Known read = known.get(board);
        long now = clock.getAsLong();
        if (read == null || !read.isFresh(now)) {
            read = new Known(now);
            for (String field : client.hkeys(keys.meta(board))) {
                if (field.startsWith(RegisteredKey.FIELD)) {
                    String key = field.substring(RegisteredKey.FIELD.length());
                    RegisteredKey registered = RegisteredKey.parse(key, board, keys);
                    if (registered != null) {
                        read.keys.put(key, registered);
                    }
                }
            }
            known.put(board, read);
        }
        return read;
    }

    private static int versionOf(String field) {
        int dot = field.indexOf('.');
        return dot > 0 && RegisteredKey.isVersion(field.substring(0, dot))
                ? Integer.parseInt(field.substring(1, dot))
                : BoardAddress.LIVE;
    }

    /** What a read of one board's registry found, and what this task wrote to since. */
    private static final class Known {

        private final long readAt;
        private final Map<String, RegisteredKey> keys = new LinkedHashMap<>();

        Known(long readAt) {
            this.readAt = readAt;
        }

        private boolean isFresh(long now) {
            return now >= readAt && now - readAt <= FRESH.toMillis();
        }
    }
}
