package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.domain.BoardMeta;
import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.KeyGrammar;
import io.rankstream.model.command.RegisteredKey;
import io.rankstream.model.command.SortedSets;
import io.rankstream.model.control.BoardTracks;
import io.rankstream.model.rebuild.RebuiltBoards;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.Tuple;

/** Whole boards in Redis: reads them to be compared, and swaps rebuilt ones in. */
public final class RedisBoardSets implements AutoCloseable {

    private static final int KEYS_AT_ONCE = 100;
    private static final int MEMBERS_AT_ONCE = 1_000;

    /**
     * Puts what was prepared in the place of a set, in one step. A set that keeps its best members
     * notes the last of them as its floor, so that the job fills it again when one of them goes.
     */
    private static final String SWAP =
            String.join(
                    "\n",
                    "local prepared, set, notes = KEYS[1], KEYS[2], KEYS[3]",
                    "redis.call('HDEL', notes, 'floor', 'refill')",
                    "if redis.call('EXISTS', prepared) == 0 then return redis.call('DEL', set) end",
                    "redis.call('RENAME', prepared, set)",
                    "if ARGV[2] ~= '' then redis.call('HSET', notes, 'floor', ARGV[2]) end",
                    "if ARGV[1] ~= '' then",
                    "  redis.call('PEXPIREAT', set, ARGV[1])",
                    "  redis.call('PEXPIREAT', notes, ARGV[1])",
                    "end",
                    "return 1");

    private final UnifiedJedis client;
    private final KeyGrammar keys;

    private RedisBoardSets(UnifiedJedis client, KeyGrammar keys) {
        this.client = client;
        this.keys = keys;
    }

    /** Connects when it is used first. */
    public static RedisBoardSets open(RedisConfig config) {
        return new RedisBoardSets(
                RedisClients.open(config), KeyGrammar.withPrefix(config.prefix()));
    }

    /** The addresses of the sets that the registry names. */
    public Set<BoardAddress> registered() {
        Set<BoardAddress> addresses = Collections.newSetFromMap(new HashMap<>());
        for (String board : new TreeSet<>(client.smembers(keys.boards()))) {
            for (String field : client.hkeys(keys.meta(board))) {
                RegisteredKey key =
                        field.startsWith(RegisteredKey.FIELD)
                                ? RegisteredKey.parse(
                                        field.substring(RegisteredKey.FIELD.length()), board, keys)
                                : null;
                if (key != null) {
                    addresses.add(
                            new BoardAddress(
                                    board,
                                    key.shadowVersion(),
                                    key.partition(),
                                    key.window(),
                                    BoardAddress.NEVER));
                }
            }
        }
        return addresses;
    }

    /** What some sets hold. */
    public RebuiltBoards read(Collection<BoardAddress> addresses) {
        RebuiltBoards boards = new RebuiltBoards();
        List<BoardAddress> all = new ArrayList<>(addresses);
        for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
            List<BoardAddress> part = all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE));
            List<Response<List<Tuple>>> members = new ArrayList<>();
            try (AbstractPipeline pipeline = client.pipelined()) {
                for (BoardAddress address : part) {
                    members.add(pipeline.zrangeWithScores(keys.board(address), 0, -1));
                }
            }
            for (int i = 0; i < part.size(); i++) {
                for (Tuple member : members.get(i).get()) {
                    boards.put(part.get(i), member.getElement(), member.getScore());
                }
            }
        }
        return boards;
    }

    /**
     * Puts rebuilt boards in the place of what is there, one set after the other, each in one step:
     * a reader sees the one or the other, never an empty board. Their meta hashes and registry
     * follow. A set whose retention is over is left alone.
     *
     * @param included which of the registered sets are to go if they were not rebuilt
     * @param tracks of the boards, as of now
     * @param now epoch milliseconds
     * @return how many sets were put in place or taken away
     */
    public long swap(
            RebuiltBoards boards,
            Predicate<BoardAddress> included,
            Collection<BoardTracks> tracks,
            long now) {
        long swapped = 0;
        for (BoardTracks board : tracks) {
            putMeta(board, now);
        }
        Set<BoardAddress> gone = registered();
        gone.removeIf(address -> !included.test(address));
        for (Map.Entry<BoardAddress, SortedMap<String, Double>> board : boards.all().entrySet()) {
            BoardAddress address = board.getKey();
            gone.remove(address);
            if (address.expireAt() > now) {
                register(address);
                swap(address, RebuiltBoards.shown(address, board.getValue()));
                swapped++;
            }
        }
        for (BoardAddress address : gone) {
            swap(address, Collections.emptySortedMap());
            client.hdel(keys.meta(address.board()), RegisteredKey.FIELD + keys.board(address));
            swapped++;
        }
        return swapped;
    }

    private void putMeta(BoardTracks board, long now) {
        String meta = keys.meta(board.board());
        BoardMeta.fields(board, now)
                .forEach(
                        (field, value) -> {
                            if (value == null) {
                                client.hdel(meta, field);
                            } else {
                                client.hset(meta, field, value);
                            }
                        });
    }

    private void register(BoardAddress address) {
        KeyRegistry.register(address, keys, client);
    }

    private void swap(BoardAddress address, SortedMap<String, Double> members) {
        String key = keys.board(address);
        // In the slot of the set, as its companion.
        String prepared = "{" + key + "}:next";
        client.unlink(prepared);
        Map<String, Double> part = new HashMap<>();
        for (Map.Entry<String, Double> member : members.entrySet()) {
            part.put(member.getKey(), member.getValue());
            if (part.size() == MEMBERS_AT_ONCE) {
                client.zadd(prepared, part);
                part.clear();
            }
        }
        if (!part.isEmpty()) {
            client.zadd(prepared, part);
        }
        client.eval(
                SWAP,
                Arrays.asList(prepared, key, KeyGrammar.companion(key)),
                Arrays.asList(
                        address.expireAt() == BoardAddress.NEVER
                                ? ""
                                : Long.toString(address.expireAt()),
                        floor(address, members, prepared)));
    }

    /** The last of the members that are kept, if others may have been left out; else empty. */
    private String floor(BoardAddress address, SortedMap<String, Double> members, String prepared) {
        if (address.keepTop() == 0 || members.size() < address.keepTop()) {
            return "";
        }
        List<Tuple> last =
                address.order() == SortOrder.DESC
                        ? client.zrangeWithScores(prepared, 0, 0)
                        : client.zrangeWithScores(prepared, -1, -1);
        String member = last.get(0).getElement();
        return SortedSets.text(members.get(member)) + " " + member;
    }

    @Override
    public void close() {
        client.close();
    }
}
