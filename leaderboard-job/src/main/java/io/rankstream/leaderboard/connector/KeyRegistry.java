package io.rankstream.leaderboard.connector;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand.DropKeys;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.RegisteredKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Knows which sorted sets a board has: the fields {@code key:<redis key>} of its meta hash, each
 * with the key's expiry in epoch milliseconds, or 0 if it has none, then a comma and the id of the
 * newest board that wrote to it.
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

    /** Notes what a newer board says of its keys, never what an older one does. */
    private static final String REGISTER =
            String.join(
                    "\n",
                    "for i = 1, #ARGV, 3 do",
                    "  local field, expiry, track = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])",
                    "  local known = redis.call('HGET', KEYS[1], field)",
                    "  local by = known and tonumber(known:match(',(%d+)$') or 0) or -1",
                    "  local value = track == 0 and expiry or expiry .. ',' .. ARGV[i + 2]",
                    "  if track >= by and value ~= known then"
                            + " redis.call('HSET', KEYS[1], field, value) end",
                    "end");

    /** Takes a key off if nobody has registered it anew; else its board has to be filled again. */
    private static final String UNREGISTER =
            String.join(
                    "\n",
                    "local known = redis.call('HGET', KEYS[1], ARGV[1])",
                    "if known == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1])",
                    "elseif known then redis.call('HINCRBY', KEYS[1], ARGV[3], 1) end");

    /** Removes the meta of a board of which nothing is left but numbers of requests. */
    private static final String REMOVE_REFILLS =
            String.join(
                    "\n",
                    "for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do",
                    "  if field ~= ARGV[1] and not field:match('^v%d+%.' .. ARGV[1] .. '$') then"
                            + " return end",
                    "end",
                    "redis.call('DEL', KEYS[1])");

    private static final char TRACK_SEPARATOR = ',';

    private final KeyGrammar keys;
    private final LongSupplier clock;
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, String> purgeCursors = new HashMap<>();

    KeyRegistry(KeyGrammar keys, LongSupplier clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The keys of the address's board, version and window but other partitions. */
    List<String> siblings(BoardAddress address, UnifiedJedis client) {
        Set<String> partitions = known(address.board(), client).partitionsOf(address);
        List<String> siblings = new ArrayList<>(partitions);
        siblings.remove(keys.board(address));
        return siblings;
    }

    /** Adds the keys of changes to the registries, and their boards to those that have keys. */
    void register(Collection<SetChange> changes, Replies replies) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        Set<String> boards = new LinkedHashSet<>();
        for (SetChange change : changes) {
            if (change.writes()) {
                BoardAddress address = change.address();
                boards.add(address.board());
                List<String> registered =
                        fields.computeIfAbsent(
                                keys.meta(address.board()), meta -> new ArrayList<>());
                registered.add(RegisteredKey.FIELD + change.key());
                registered.add(expiry(address));
                registered.add(Integer.toString(address.trackId()));
            }
        }
        fields.forEach(
                (meta, registered) ->
                        replies.add(
                                "HSET",
                                meta,
                                replies.pipeline()
                                        .eval(
                                                REGISTER,
                                                Collections.singletonList(meta),
                                                registered)));
        if (!boards.isEmpty()) {
            // After the fields: see #drop.
            replies.add(
                    "SADD",
                    keys.boards(),
                    replies.pipeline().sadd(keys.boards(), boards.toArray(new String[0])));
        }
    }

    /** Registers one set, without any other. */
    static void register(BoardAddress address, KeyGrammar keys, UnifiedJedis client) {
        client.eval(
                REGISTER,
                Collections.singletonList(keys.meta(address.board())),
                Arrays.asList(
                        RegisteredKey.FIELD + keys.board(address),
                        expiry(address),
                        Integer.toString(address.trackId())));
        client.sadd(keys.boards(), address.board());
    }

    /**
     * Asks for all members of the board that a set belongs to: the field {@code refill} of its meta
     * grows. The request stands beside the set until then.
     */
    void requestRefill(SetChange change, UnifiedJedis client) {
        BoardAddress address = change.address();
        client.hincrBy(keys.meta(address.board()), refillField(address.shadowVersion()), 1);
        client.hset(KeyGrammar.companion(change.key()), SetScript.REFILL, SetScript.REQUESTED);
    }

    /** The meta field that grows with each request to fill a board or shadow again. */
    static String refillField(int shadowVersion) {
        return shadowVersion == BoardAddress.LIVE
                ? SetScript.REFILL
                : "v" + shadowVersion + "." + SetScript.REFILL;
    }

    /** Notes that this task writes to a key; {@link #siblings} then finds it at once. */
    void note(String key, BoardAddress address) {
        Known board = known.get(address.board());
        if (board != null && !board.isFresh(clock.getAsLong())) {
            // Nobody has asked for long; it would only grow.
            known.remove(address.board());
        } else if (board != null) {
            board.add(RegisteredKey.of(key, address));
        }
    }

    /** Epoch milliseconds, 0 for never. */
    private static String expiry(BoardAddress address) {
        return address.expireAt() == BoardAddress.NEVER ? "0" : Long.toString(address.expireAt());
    }

    /** Takes keys that have expired off the registry: the next part of it with each call. */
    void purgeStep(String board, UnifiedJedis client) {
        String cursor = purgeCursors.getOrDefault(board, ScanParams.SCAN_POINTER_START);
        ScanParams step = new ScanParams().match(RegisteredKey.FIELD + "*").count(STEP);
        ScanResult<Map.Entry<String, String>> page = client.hscan(keys.meta(board), cursor, step);
        long before = clock.getAsLong() - PURGE_DELAY.toMillis();
        List<String> expired = new ArrayList<>();
        for (Map.Entry<String, String> field : page.getResult()) {
            String value = field.getValue();
            int end = value.indexOf(TRACK_SEPARATOR);
            long expiry = Long.parseLong(end < 0 ? value : value.substring(0, end));
            if (expiry != 0 && expiry < before) {
                expired.add(field.getKey());
            }
        }
        if (!expired.isEmpty()) {
            client.hdel(keys.meta(board), expired.toArray(new String[0]));
        }
        purgeCursors.put(board, page.getCursor());
    }

    private static int trackOf(String value) {
        int separator = value.indexOf(TRACK_SEPARATOR);
        return separator < 0 ? 0 : Integer.parseInt(value.substring(separator + 1));
    }

    /**
     * Drops the registered keys of a board's version that no newer board has written to, and the
     * meta fields that belong to it. The numbers of its requests to be filled again stay as long as
     * anything else does: a later board goes on from there, and what was reported is not asked
     * again. With the last other field the hash itself goes.
     */
    void drop(DropKeys command, UnifiedJedis client) {
        String board = command.board();
        int shadowVersion = command.shadowVersion();
        String meta = keys.meta(board);
        boolean others = false;
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<Map.Entry<String, String>> page =
                    client.hscan(meta, cursor, new ScanParams().count(STEP));
            Map<String, String> dropped = new LinkedHashMap<>();
            List<String> fields = new ArrayList<>();
            for (Map.Entry<String, String> entry : page.getResult()) {
                String field = entry.getKey();
                if (field.startsWith(RegisteredKey.FIELD)) {
                    String key = field.substring(RegisteredKey.FIELD.length());
                    RegisteredKey registered = RegisteredKey.parse(key, board, keys);
                    if (registered != null
                            && registered.shadowVersion() == shadowVersion
                            && trackOf(entry.getValue()) <= command.trackId()) {
                        dropped.put(key, entry.getValue());
                    } else {
                        others = true;
                    }
                } else if (!field.equals(refillField(versionOf(field)))) {
                    if (versionOf(field) == shadowVersion) {
                        fields.add(field);
                    } else {
                        others = true;
                    }
                }
            }
            // First the keys: a drop that is interrupted finds them again.
            if (!dropped.isEmpty()) {
                dropKeys(meta, shadowVersion, dropped, client);
            }
            if (!fields.isEmpty()) {
                client.hdel(meta, fields.toArray(new String[0]));
            }
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        if (!others) {
            client.eval(
                    REMOVE_REFILLS,
                    Collections.singletonList(meta),
                    Collections.singletonList(SetScript.REFILL));
        }
        // Writers register a key first and then the board. So either the hash of a new board of
        // this name is seen here, or its writer puts the name back.
        if (!client.exists(meta)) {
            client.srem(keys.boards(), board);
            if (client.exists(meta)) {
                client.sadd(keys.boards(), board);
            }
        }
        forget(board);
    }

    private static void dropKeys(
            String meta, int shadowVersion, Map<String, String> values, UnifiedJedis client) {
        try (Replies replies = new Replies(client)) {
            for (String key : values.keySet()) {
                replies.add("UNLINK", key, replies.pipeline().unlink(key));
                String notes = KeyGrammar.companion(key);
                replies.add("UNLINK", notes, replies.pipeline().unlink(notes));
            }
            replies.check();
            values.forEach(
                    (key, value) ->
                            replies.add(
                                    "HDEL",
                                    meta,
                                    replies.pipeline()
                                            .eval(
                                                    UNREGISTER,
                                                    Collections.singletonList(meta),
                                                    Arrays.asList(
                                                            RegisteredKey.FIELD + key,
                                                            value,
                                                            refillField(shadowVersion)))));
            replies.check();
        }
    }

    void forget(String board) {
        known.remove(board);
        purgeCursors.remove(board);
    }

    void forgetAll() {
        known.clear();
        purgeCursors.clear();
    }

    private Known known(String board, UnifiedJedis client) {
        Known read = known.get(board);
        long now = clock.getAsLong();
        if (read == null || !read.isFresh(now)) {
            read = new Known(now);
            for (String field : client.hkeys(keys.meta(board))) {
                if (field.startsWith(RegisteredKey.FIELD)) {
                    String key = field.substring(RegisteredKey.FIELD.length());
                    RegisteredKey registered = RegisteredKey.parse(key, board, keys);
                    if (registered != null) {
                        read.add(registered);
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
        private final Map<List<Object>, Set<String>> partitions = new HashMap<>();

        Known(long readAt) {
            this.readAt = readAt;
        }

        private void add(RegisteredKey key) {
            partitions
                    .computeIfAbsent(
                            Arrays.asList(key.shadowVersion(), key.window()),
                            ignored -> new LinkedHashSet<>())
                    .add(key.key());
        }

        private Set<String> partitionsOf(BoardAddress address) {
            return partitions.getOrDefault(
                    Arrays.asList(address.shadowVersion(), address.window()),
                    Collections.emptySet());
        }

        private boolean isFresh(long now) {
            return now >= readAt && now - readAt <= FRESH.toMillis();
        }
    }
}
