package io.rankstream.benchmarks.load;

/**
 * What a load of racing events looks like; the same plan gives the same bytes.
 *
 * @param events how many records in all, copies among them
 * @param players how many players the events are drawn from, a few of them far more often
 * @param skew the exponent of the Zipf distribution of events over players
 * @param duplicatesPercent records that repeat an earlier one byte for byte
 * @param latePercent records that arrive an hour after they happened
 * @param preload whether each player has a record before the time starts, so that all have state
 */
public record RacingPlan(
        long seed,
        int events,
        int players,
        double skew,
        double duplicatesPercent,
        double latePercent,
        boolean preload) {

    private static final double SKEW = 0.8;
    private static final double DUPLICATES_PERCENT = 5;
    private static final double LATE_PERCENT = 1;

    public RacingPlan {
        require(events > 0, "events", events);
        require(players > 0, "players", players);
        require(
                duplicatesPercent >= 0 && duplicatesPercent <= 100,
                "duplicates",
                duplicatesPercent);
        require(latePercent >= 0 && latePercent <= 100, "late", latePercent);
    }

    /** The load that everything is compared on. */
    public static RacingPlan usual(long seed, int events, int players) {
        return new RacingPlan(seed, events, players, SKEW, DUPLICATES_PERCENT, LATE_PERCENT, false);
    }

    /** The same after a record of each player. */
    public RacingPlan preloaded() {
        return new RacingPlan(seed, events, players, skew, duplicatesPercent, latePercent, true);
    }

    private static void require(boolean holds, String name, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must not be " + value);
        }
    }
}
