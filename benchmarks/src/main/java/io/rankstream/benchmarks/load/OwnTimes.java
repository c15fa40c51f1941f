package io.rankstream.benchmarks.load;

import java.util.HashSet;
import java.util.Set;

/**
 * Gives each event of a player a time of its own. Two of the same time may be the same in all else
 * too, and nobody could tell them from one that was sent twice.
 */
public final class OwnTimes {

    /** Epoch milliseconds fit until the year 2039. */
    private static final int TIME_BITS = 41;

    private final Set<Long> taken = new HashSet<>();

    /**
     * The latest time up to one that no other event of the player has; it is taken from then on.
     *
     * @param player its number, below 2^22
     * @param latest epoch milliseconds
     */
    public long take(int player, long latest) {
        long time = latest;
        while (!taken.add(((long) player << TIME_BITS) | time)) {
            time--;
        }
        return time;
    }
}
