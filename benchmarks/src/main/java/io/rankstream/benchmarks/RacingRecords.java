package io.rankstream.benchmarks;

import io.rankstream.datagen.LoadPlan;
import io.rankstream.datagen.RacingEvent;
import io.rankstream.datagen.RacingEvents;
import io.rankstream.datagen.RacingPlayers;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Racing's records as bytes in memory, with the boards they must lead to.
 *
 * <p>The first and the last record are of players of their own: when their scores are written, what
 * came before them is.
 */
final class RacingRecords {

    static final String FIRST_PLAYER = "first";
    static final String LAST_PLAYER = "last";

    /** Records that arrive within a second: the rate of the clock of arrival, not of the run. */
    static final int ARRIVALS_PER_SECOND = 2_500;

    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private static final long DISORDER_MILLIS = 2_000;
    private static final long LATE_MILLIS = 3_600_000;

    /** A copy follows its record within two seconds. */
    private static final int LONGEST_REPEAT = 2 * ARRIVALS_PER_SECOND;

    /** The exponent of the Zipf distribution of events over players. */
    private static final double SKEW = 0.8;

    private final byte[][] records;
    private final KnownBoards known = new KnownBoards();
    private final SplittableRandom random;
    private final RacingEvents events;
    private int copies;

    RacingRecords(RacingPlan plan) {
        random = new SplittableRandom(plan.seed());
        events = new RacingEvents(random);
        RacingPlayers players =
                new RacingPlayers(
                        new LoadPlan.Population(plan.players(), SKEW, 0, 0, 0, 0, 0),
                        new SplittableRandom(plan.seed()));
        records = new byte[1 + plan.events()][];
        records[0] = event(FIRST_PLAYER, 0, arrivalMillis(0));
        for (int i = 1; i < plan.events(); i++) {
            if (drawn(plan.duplicatesPercent())) {
                records[i] = records[i - 1 - random.nextInt(Math.min(i, LONGEST_REPEAT))];
                copies++;
            } else {
                long eventTime = arrivalMillis(i) - random.nextLong(DISORDER_MILLIS);
                boolean late = drawn(plan.latePercent());
                records[i] =
                        event(
                                players.id(players.next(random)),
                                i,
                                late ? eventTime - LATE_MILLIS : eventTime);
            }
        }
        int last = plan.events();
        records[last] = event(LAST_PLAYER, last, arrivalMillis(last));
    }

    private boolean drawn(double percent) {
        return random.nextDouble() * 100 < percent;
    }

    private byte[] event(String player, int index, long eventTime) {
        RacingEvent event = events.next(player, Instant.ofEpochMilli(eventTime));
        known.add(
                player, event.speedKmph(), event.distanceMeters(), eventTime, arrivalMillis(index));
        return event.json();
    }

    /** All records; the first is no part of the measured load. */
    int size() {
        return records.length;
    }

    /** The bytes, shared and not to be changed. */
    byte[] bytes(int index) {
        return records[index];
    }

    /** When the stream took the record, epoch milliseconds. */
    long arrivalMillis(int index) {
        return START.toEpochMilli() + index * 1_000L / ARRIVALS_PER_SECOND;
    }

    /** How many records repeat an earlier one. */
    int copies() {
        return copies;
    }

    /** What must come of all of them. */
    KnownBoards known() {
        return known;
    }
}
