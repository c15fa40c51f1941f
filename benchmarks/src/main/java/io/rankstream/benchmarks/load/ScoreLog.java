package io.rankstream.benchmarks.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Every score that one task wrote, in order, for comparison when the time is over. Noting one costs
 * a few nanoseconds, whatever is measured, so that fast and slow jobs pay alike and next to
 * nothing.
 */
public final class ScoreLog {

    private static final int CHUNK = 1 << 16;

    private final int oneIn;
    private final Map<String, Integer> ordinals = new HashMap<>();
    private final List<String> keys = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private Chunk last;
    private int used = CHUNK;

    /**
     * An empty log.
     *
     * @param oneIn which share of the members is noted; 1 for all
     */
    public ScoreLog(int oneIn) {
        this.oneIn = oneIn;
    }

    private static final class Chunk {

        private final int[] keys = new int[CHUNK];
        private final long[] members = new long[CHUNK];
        private final double[] scores = new double[CHUNK];
    }

    /** The number of a sorted set in this log. */
    public int ordinal(String key) {
        return ordinals.computeIfAbsent(
                key,
                added -> {
                    keys.add(added);
                    return keys.size() - 1;
                });
    }

    /**
     * Notes a score.
     *
     * @param key an {@link #ordinal}
     * @param member a {@link #hash}
     */
    public void put(int key, long member, double score) {
        if (oneIn > 1 && !isSampled(member, oneIn)) {
            return;
        }
        if (used == CHUNK) {
            last = new Chunk();
            chunks.add(last);
            used = 0;
        }
        last.keys[used] = key;
        last.members[used] = member;
        last.scores[used] = score;
        used++;
    }

    /** Stands for a member: two of millions are the same with a chance of one in millions. */
    public static long hash(String member) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < member.length(); i++) {
            hash = mix(hash, member.charAt(i));
        }
        return finished(hash);
    }

    /** As {@link #hash(String)} of the same ASCII text. */
    public static long hash(byte[] member) {
        long hash = 0xcbf29ce484222325L;
        for (byte letter : member) {
            hash = mix(hash, letter);
        }
        return finished(hash);
    }

    private static long mix(long hash, int letter) {
        return (hash ^ letter) * 0x100000001b3L;
    }

    /** Never zero, which stands for no member. */
    private static long finished(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
        return mixed == 0 ? 1 : mixed;
    }

    /** Whether a member is one of those compared, one in so many. */
    static boolean isSampled(long member, int oneIn) {
        return Long.remainderUnsigned(member, oneIn) == 0;
    }

    /** The keys that scores were written to. */
    public List<String> keys() {
        return List.copyOf(keys);
    }

    /** How many scores were written. */
    public long size() {
        return chunks.isEmpty() ? 0 : (chunks.size() - 1L) * CHUNK + used;
    }

    /** The last score of each member of the chosen sorted sets. */
    public Map<String, MemberScores> lastScores(Predicate<String> chosen) {
        MemberScores[] byOrdinal = new MemberScores[keys.size()];
        Arrays.setAll(byOrdinal, i -> chosen.test(keys.get(i)) ? new MemberScores() : null);
        for (Chunk chunk : chunks) {
            int end = chunk == last ? used : CHUNK;
            for (int i = 0; i < end; i++) {
                MemberScores scores = byOrdinal[chunk.keys[i]];
                if (scores != null) {
                    scores.put(chunk.members[i], chunk.scores[i]);
                }
            }
        }
        Map<String, MemberScores> result = new HashMap<>();
        for (int i = 0; i < byOrdinal.length; i++) {
            if (byOrdinal[i] != null && byOrdinal[i].size() > 0) {
                result.put(keys.get(i), byOrdinal[i]);
            }
        }
        return result;
    }
}
