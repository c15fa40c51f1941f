package io.rankstream.leaderboard.connector;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand.PromoteKeys;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.RegisteredKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.RestoreParams;

/**
 * Lets a shadow and the live board change places, key by key.
 *
 * <p>The first step notes in the board's meta what is to be done, {@code promotion} and one {@code
 * promote:<rest of the key>} per pair of keys, and lets the other fields change places. Each pair
 * takes its note off. So an attempt that was cut short is continued by the next, whichever
 * promotion that is; and one that was completed, {@code live_version} says so, is not made again.
 *
 * <p>A pair is renamed in one step. In a cluster its keys are on different nodes: there each is
 * copied first, and the note says how far it got. The key of the live board is there at all times.
 *
 * <p>What tasks write meanwhile may end on the wrong side. Therefore both boards are to be filled
 * again afterwards.
 */
final class KeyPromotion {

    private static final String PAIR = "promote:";

    private static final String BEGIN =
            String.join(
                    "\n",
                    "local meta, old, new, base = KEYS[1], ARGV[1], ARGV[2], ARGV[3]",
                    "local running = redis.call('HGET', meta, 'promotion')",
                    "if running then return running end",
                    "if redis.call('HGET', meta, 'live_version') == new then return '' end",
                    "local all = redis.call('HGETALL', meta)",
                    "local moved = {}",
                    "for i = 1, #all, 2 do",
                    "  local field, value = all[i], all[i + 1]",
                    "  if field:sub(1, 4) == 'key:' then",
                    "    local key = field:sub(5)",
                    "    if key:sub(1, #base) == base then",
                    "      local rest = key:sub(#base + 1)",
                    "      local version = rest:match('^:v(%d+)$') or rest:match('^:v(%d+):')",
                    "      if version == new then rest = rest:sub(#version + 3) end",
                    "      if not version or version == new then",
                    "        redis.call('HSET', meta, 'promote:' .. rest, '0')",
                    "      end",
                    "    end",
                    "  elseif field ~= 'live_version' then",
                    "    local version, name = field:match('^v(%d+)%.(.*)$')",
                    // Only ever grows under its name: else a request could look like an old one.
                    "    if (name or field) == 'refill' then",
                    "    elseif not version then",
                    "      moved['v' .. old .. '.' .. field] = value",
                    "      redis.call('HDEL', meta, field)",
                    "    elseif version == new then",
                    "      moved[field:sub(#version + 3)] = value",
                    "      redis.call('HDEL', meta, field)",
                    "    end",
                    "  end",
                    "end",
                    "for field, value in pairs(moved) do redis.call('HSET', meta, field, value) end",
                    "redis.call('HSET', meta, 'promotion', old .. ':' .. new)",
                    "return old .. ':' .. new");

    /** Lets the registry follow a pair; with keys, the pair itself first. */
    private static final String SWAP =
            String.join(
                    "\n",
                    "local meta, note = KEYS[1], ARGV[1]",
                    "if redis.call('HEXISTS', meta, note) == 0 then return end",
                    "local function move(from, to)",
                    "  if redis.call('EXISTS', from) == 1 then redis.call('RENAME', from, to)",
                    "  else redis.call('DEL', to) end",
                    "end",
                    "local function move_field(from, to)",
                    "  local value = redis.call('HGET', meta, from)",
                    "  if value then redis.call('HSET', meta, to, value)",
                    "  else redis.call('HDEL', meta, to) end",
                    "  redis.call('HDEL', meta, from)",
                    "end",
                    "for i = 2, #KEYS, 3 do",
                    "  move(KEYS[i], KEYS[i + 1])",
                    "  move(KEYS[i + 2], KEYS[i])",
                    "end",
                    "move_field(ARGV[2], ARGV[3])",
                    "move_field(ARGV[4], ARGV[2])",
                    "redis.call('HDEL', meta, note)");

    private static final String END =
            String.join(
                    "\n",
                    "redis.call('HDEL', KEYS[1], 'promotion')",
                    "redis.call('HSET', KEYS[1], 'live_version', ARGV[1])",
                    "redis.call('HINCRBY', KEYS[1], ARGV[2], 1)",
                    "redis.call('HINCRBY', KEYS[1], ARGV[3], 1)");

    private final UnifiedJedis client;
    private final KeyGrammar keys;
    private final boolean cluster;

    /**
     * @param cluster whether the keys of a pair may be on different nodes
     */
    KeyPromotion(UnifiedJedis client, KeyGrammar keys, boolean cluster) {
        this.client = client;
        this.keys = keys;
        this.cluster = cluster;
    }

    void execute(PromoteKeys command) {
        String meta = keys.meta(command.board());
        String wanted = command.liveBecomes() + ":" + command.shadowVersion();
        String base = key(command.board(), BoardAddress.LIVE);
        String running;
        do {
            running =
                    (String)
                            client.eval(
                                    BEGIN,
                                    Collections.singletonList(meta),
                                    Arrays.asList(
                                            Integer.toString(command.liveBecomes()),
                                            Integer.toString(command.shadowVersion()),
                                            base));
            if (!running.isEmpty()) {
                int separator = running.indexOf(':');
                finish(
                        command.board(),
                        Integer.parseInt(running.substring(0, separator)),
                        Integer.parseInt(running.substring(separator + 1)));
            }
            // An earlier one that was cut short goes first.
        } while (!running.isEmpty() && !running.equals(wanted));
    }

    private void finish(String board, int liveBecomes, int shadowVersion) {
        String meta = keys.meta(board);
        String live = key(board, BoardAddress.LIVE);
        String old = key(board, liveBecomes);
        String shadow = key(board, shadowVersion);
        List<Map.Entry<String, String>> notes = new ArrayList<>();
        for (Map.Entry<String, String> field : client.hgetAll(meta).entrySet()) {
            if (field.getKey().startsWith(PAIR)) {
                notes.add(field);
            }
        }
        for (Map.Entry<String, String> note : notes) {
            String rest = note.getKey().substring(PAIR.length());
            swap(meta, note, live + rest, old + rest, shadow + rest);
        }
        client.eval(
                END,
                Collections.singletonList(meta),
                Arrays.asList(
                        Integer.toString(shadowVersion),
                        KeyRegistry.refillField(BoardAddress.LIVE),
                        KeyRegistry.refillField(liveBecomes)));
    }

    private String key(String board, int shadowVersion) {
        return keys.board(new BoardAddress(board, shadowVersion, "", null, BoardAddress.NEVER));
    }

    private void swap(
            String meta, Map.Entry<String, String> note, String live, String old, String shadow) {
        List<String> touched = new ArrayList<>();
        touched.add(meta);
        if (cluster) {
            copyPair(meta, note, live, old, shadow);
        } else {
            touched.addAll(Arrays.asList(live, old, shadow));
            touched.add(KeyGrammar.companion(live));
            touched.add(KeyGrammar.companion(old));
            touched.add(KeyGrammar.companion(shadow));
        }
        client.eval(
                SWAP,
                touched,
                Arrays.asList(
                        note.getKey(),
                        RegisteredKey.FIELD + live,
                        RegisteredKey.FIELD + old,
                        RegisteredKey.FIELD + shadow));
    }

    private void copyPair(
            String meta, Map.Entry<String, String> note, String live, String old, String shadow) {
        int done = Integer.parseInt(note.getValue());
        if (done < 1) {
            copy(live, old);
            copy(KeyGrammar.companion(live), KeyGrammar.companion(old));
            client.hset(meta, note.getKey(), "1");
        }
        if (done < 2) {
            copy(shadow, live);
            copy(KeyGrammar.companion(shadow), KeyGrammar.companion(live));
            client.hset(meta, note.getKey(), "2");
        }
        client.unlink(shadow);
        client.unlink(KeyGrammar.companion(shadow));
    }

    private void copy(String from, String to) {
        byte[] content = client.dump(from.getBytes(StandardCharsets.UTF_8));
        long expireAt = client.pexpireTime(from);
        boolean gone = content == null || expireAt == -2;
        if (gone) {
            client.unlink(to);
            return;
        }
        client.restore(
                to.getBytes(StandardCharsets.UTF_8),
                Math.max(0, expireAt),
                content,
                RestoreParams.restoreParams().replace().absTtl());
    }
}
