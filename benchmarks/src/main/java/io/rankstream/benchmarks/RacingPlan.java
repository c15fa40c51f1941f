package io.rankstream.benchmarks;

/**
 * What a load of racing events looks like; the same plan gives the same bytes.
 *
 * @param events how many records in all, copies among them
 * @param players how many players the events are drawn from, a few of them far more often
 * @param duplicatesPercent records that repeat an earlier one byte for byte
 * @param latePercent records that arrive an hour after they happened
 */
record RacingPlan(
        long seed, int events, int players, double duplicatesPercent, double latePercent) {

    RacingPlan {
        require(events > 0, "events", events);
        require(players > 0, "players", players);
        require(
                duplicatesPercent >= 0 && duplicatesPercent <= 100,
                "duplicates",
                duplicatesPercent);
        require(latePercent >= 0 && latePercent <= 100, "late", latePercent);
    }

    private static void require(boolean holds, String name, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must not be " + value);
        }
    }
}
