package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.operator.CommitMark;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand.PutScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ZAddParams;

/** The last words on the members of one sorted set. */
final class SetChange {

    /** Bounds what one step of a commit holds Redis up for. */
    private static final int KEY_GROUPS = 128;

    private final String key;
    private final Map<String, Double> scores = new LinkedHashMap<>();
    private final Map<String, Double> asserted = new LinkedHashMap<>();
    private final Set<String> removed = new LinkedHashSet<>();
    private final List<Response<Object>> scripts = new ArrayList<>();

    private BoardAddress address;
    private Response<Long> expiryBefore;
    private Response<Long> repaired;

    /**
     * @param address of the set or of a sibling
     */
    SetChange(String key, BoardAddress address) {
        this.key = key;
        this.address = address;
    }

    String key() {
        return key;
    }

    BoardAddress address() {
        return address;
    }

    void put(PutScore command) {
        address = command.address();
        String member = command.member();
        boolean news = removed.remove(member) || scores.containsKey(member);
        if (command.assertion() && !news) {
            asserted.put(member, command.score());
        } else {
            asserted.remove(member);
            scores.put(member, command.score());
        }
    }

    void remove(String member) {
        scores.remove(member);
        asserted.remove(member);
        removed.add(member);
    }

    boolean writes() {
        return !scores.isEmpty() || !asserted.isEmpty();
    }

    /** Sends everything at once, one member's change after the other. */
    void send(Replies replies) {
        if (address.keepTop() > 0) {
            SetScript script = new SetScript(address, null, 0, true, true);
            script.members(new ArrayList<>(removed), scores, asserted);
            send(script, replies);
            return;
        }
        if (!removed.isEmpty()) {
            replies.add("ZREM", key, replies.pipeline().zrem(key, removed.toArray(new String[0])));
        }
        boolean expires = address.expireAt() != BoardAddress.NEVER;
        if (!scores.isEmpty()) {
            replies.add("ZADD", key, replies.pipeline().zadd(key, scores));
        }
        if (!asserted.isEmpty()) {
            if (expires) {
                expiryBefore = replies.pipeline().pexpireTime(key);
                replies.add("PEXPIRETIME", key, expiryBefore);
            }
            repaired = replies.pipeline().zadd(key, asserted, ZAddParams.zAddParams().ch());
            replies.add("ZADD", key, repaired);
        }
        if (writes() && expires) {
            replies.add("PEXPIREAT", key, replies.pipeline().pexpireAt(key, address.expireAt()));
        }
    }

    /**
     * Sends the chunks of a commit.
     *
     * @param removing false for the first round, which takes nobody off that stands in another
     *     partition soon: a reader finds a member that moves in one of them at least; true for the
     *     second round, with the rest
     */
    void sendChunks(CommitMark mark, boolean removing, Replies replies) {
        boolean moves = !address.partition().isEmpty() && !removed.isEmpty();
        if (removing && !moves) {
            return;
        }
        Map<Integer, Chunk> chunks = new TreeMap<>();
        if (!removing || !moves) {
            scores.forEach((member, score) -> chunk(chunks, member).scores.put(member, score));
            asserted.forEach((member, score) -> chunk(chunks, member).asserted.put(member, score));
        }
        Set<Integer> unfinished = new LinkedHashSet<>();
        for (String member : removed) {
            if (moves && !removing) {
                unfinished.add(group(member));
            } else {
                chunk(chunks, member).removed.add(member);
            }
        }
        int left = chunks.size();
        for (Map.Entry<Integer, Chunk> entry : chunks.entrySet()) {
            left--;
            int group = entry.getKey();
            boolean lastOfSet = left == 0 && (removing || !moves);
            SetScript script =
                    new SetScript(address, mark, group, !unfinished.contains(group), lastOfSet);
            Chunk chunk = entry.getValue();
            script.members(chunk.removed, chunk.scores, chunk.asserted);
            send(script, replies);
        }
    }

    private void send(SetScript script, Replies replies) {
        Response<Object> response = script.send(key, replies.pipeline());
        scripts.add(response);
        // Named after the command that a foreign value under the key makes fail.
        replies.add("ZADD", key, response);
    }

    private static int group(String member) {
        return KeyGroupRangeAssignment.assignToKeyGroup(member, KEY_GROUPS);
    }

    private static Chunk chunk(Map<Integer, Chunk> chunks, String member) {
        return chunks.computeIfAbsent(group(member), ignored -> new Chunk());
    }

    /** How many members and expiries assertions had to put right. */
    long repairs() {
        long repairs = repaired == null ? 0 : repaired.get();
        if (expiryBefore != null) {
            long before = expiryBefore.get();
            repairs += before != -2 && before != address.expireAt() ? 1 : 0;
        }
        for (Response<Object> script : scripts) {
            repairs += answer(script, 0);
        }
        return repairs;
    }

    /** Whether so many have left the set that those left out are needed again. */
    boolean needsRefill() {
        for (Response<Object> script : scripts) {
            if (answer(script, 1) == 1) {
                return true;
            }
        }
        return false;
    }

    private static long answer(Response<Object> script, int index) {
        return (Long) ((List<?>) script.get()).get(index);
    }

    /** What concerns the members of one key group. */
    private static final class Chunk {

        private final List<String> removed = new ArrayList<>();
        private final Map<String, Double> scores = new LinkedHashMap<>();
        private final Map<String, Double> asserted = new LinkedHashMap<>();
    }
}
