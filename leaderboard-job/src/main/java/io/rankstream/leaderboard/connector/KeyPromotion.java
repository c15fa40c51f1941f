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
 * <p>The version 0 in {@code promotion} stands for no board: where nothing was live the shadow
 * moves, and what is left in the live place goes; where nothing is live afterwards the live board
 * moves, and the meta of what it became says so instead of {@code live_version}. Two that exchange
 * one version with each other need a third place, which no board has.
 *
 * <p>What tasks write meanwhile may end on the wrong side. Therefore both boards are to be filled
 * again afterwards.
 */
final class KeyPromotion {

    private static final String PAIR = "promote:";

    /** Stands for the version of no board in a key. */
    private static final String ASIDE = ":v0";

    private static final String BEGIN =
            String.join(
                    "\n",
                    "local meta, old, new, base = KEYS[1], ARGV[1], ARGV[2], ARGV[3]",
                    "local running = redis.call('HGET', meta, 'promotion')",
                    "if running then return running end",
                    "local none = '0'",
                    "local done = 'live_version'",
                    "if new == none then done = 'v' .. old .. '.live_version' end",
                    "if redis.call('HGET', meta, done) == new then return '' end",
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
                    "      if old ~= none then moved['v' .. old .. '.' .. field] = value end",
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
    private static final String MOVE =
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
                    "for i = 2, #KEYS, 2 do move(KEYS[i], KEYS[i + 1]) end",
                    "for i = 2, #ARGV, 2 do move_field(ARGV[i], ARGV[i + 1]) end",
                    "redis.call('HDEL', meta, note)");

    private static final String END =
            String.join(
                    "\n",
                    "local meta, old, new = KEYS[1], ARGV[1], ARGV[2]",
                    "redis.call('HDEL', meta, 'promotion', 'live_version')",
                    "local done = 'live_version'",
                    "if new == '0' then done = 'v' .. old .. '.live_version' end",
                    "redis.call('HSET', meta, done, new)",
                    "for i = 3, #ARGV do redis.call('HINCRBY', meta, ARGV[i], 1) end");

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
        List<Map.Entry<String, String>> notes = new ArrayList<>();
        for (Map.Entry<String, String> field : client.hgetAll(meta).entrySet()) {
            if (field.getKey().startsWith(PAIR)) {
                notes.add(field);
            }
        }
        for (Map.Entry<String, String> note : notes) {
            String rest = note.getKey().substring(PAIR.length());
            move(meta, note, moves(board, liveBecomes, shadowVersion, rest));
        }
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(liveBecomes));
        arguments.add(Integer.toString(shadowVersion));
        arguments.add(KeyRegistry.refillField(BoardAddress.LIVE));
        if (liveBecomes != BoardAddress.LIVE) {
            arguments.add(KeyRegistry.refillField(liveBecomes));
        }
        client.eval(END, Collections.singletonList(meta), arguments);
    }

    /** Which key becomes which, in order: nothing is where the last one comes from, after it. */
    private List<Map.Entry<String, String>> moves(
            String board, int liveBecomes, int shadowVersion, String rest) {
        String live = key(board, BoardAddress.LIVE) + rest;
        String old = key(board, liveBecomes) + rest;
        String shadow = key(board, shadowVersion) + rest;
        if (liveBecomes == BoardAddress.LIVE) {
            return Collections.singletonList(Map.entry(shadow, live));
        }
        if (shadowVersion == BoardAddress.LIVE) {
            return Collections.singletonList(Map.entry(live, old));
        }
        if (liveBecomes == shadowVersion) {
            String aside = key(board, BoardAddress.LIVE) + ASIDE + rest;
            return Arrays.asList(
                    Map.entry(live, aside), Map.entry(shadow, live), Map.entry(aside, old));
        }
        return Arrays.asList(Map.entry(live, old), Map.entry(shadow, live));
    }

    private String key(String board, int shadowVersion) {
        return keys.board(new BoardAddress(board, shadowVersion, "", null, BoardAddress.NEVER));
    }

    private void move(
            String meta, Map.Entry<String, String> note, List<Map.Entry<String, String>> moves) {
        List<String> touched = new ArrayList<>();
        touched.add(meta);
        List<String> fields = new ArrayList<>();
        fields.add(note.getKey());
        if (cluster) {
            copy(meta, note, moves);
        }
        for (Map.Entry<String, String> move : moves) {
            String from = move.getKey();
            String to = move.getValue();
            if (!cluster) {
                touched.addAll(Arrays.asList(from, to));
                touched.add(KeyGrammar.companion(from));
                touched.add(KeyGrammar.companion(to));
            }
            fields.add(RegisteredKey.FIELD + from);
            fields.add(RegisteredKey.FIELD + to);
        }
        client.eval(MOVE, touched, fields);
    }

    private void copy(
            String meta, Map.Entry<String, String> note, List<Map.Entry<String, String>> moves) {
        for (int done = Integer.parseInt(note.getValue()); done < moves.size(); done++) {
            String from = moves.get(done).getKey();
            String to = moves.get(done).getValue();
            copy(from, to);
            copy(KeyGrammar.companion(from), KeyGrammar.companion(to));
            client.hset(meta, note.getKey(), Integer.toString(done + 1));
        }
        String left = moves.get(moves.size() - 1).getKey();
        client.unlink(left);
        client.unlink(KeyGrammar.companion(left));
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
