package io.rankstream.benchmarks.load;

import io.rankstream.datagen.LoadPlan;
import io.rankstream.datagen.RacingEvent;
import io.rankstream.datagen.RacingEvents;
import io.rankstream.datagen.RacingPlayers;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.SplittableRandom;

/**
 * Racing's records as bytes in memory, and the values that went into them.
 *
 * <p>The first and the last {@link #MARKERS} records are of players of their own, enough for each
 * of several tasks to get some: when their scores are written, what came before them is.
 */
public final class RacingRecords {

    /** How many records at either end are markers. */
    public static final int MARKERS = 32;

    /** Records that arrive within a second: the rate of the clock of arrival, not of the run. */
    public static final int ARRIVALS_PER_SECOND = 2_500;

    private static final String FIRST = "first-";
    private static final String LAST = "last-";

    private static final Instant START = Instant.parse("2040-01-01T12:00:00Z");

    private static final long DISORDER_MILLIS = 2_000;
    private static final long LATE_MILLIS = 3_600_000;

    /** A copy follows its record within two seconds. */
    private static final int LONGEST_REPEAT = 2 * ARRIVALS_PER_SECOND;

    private final int begin;
    private final byte[][] records;
    private final String[] players;
    private final short[] speeds;
    private final short[] distances;
    private final long[] eventTimes;
    private final BitSet copies = new BitSet();
    private final SplittableRandom random;
    private final RacingEvents events;

    public RacingRecords(RacingPlan plan) {
        random = new SplittableRandom(plan.seed());
        events = new RacingEvents(random);
        int preload = plan.preload() ? plan.players() : 0;
        begin = preload + MARKERS;
        int size = begin + plan.events() + MARKERS;
        records = new byte[size][];
        players = new String[size];
        speeds = new short[size];
        distances = new short[size];
        eventTimes = new long[size];
        RacingPlayers drawn =
                new RacingPlayers(
                        new LoadPlan.Population(plan.players(), plan.skew(), 0, 0, 0, 0, 0),
                        new SplittableRandom(plan.seed()));
        for (int i = 0; i < preload; i++) {
            add(i, drawn.id(i), arrivalMillis(i));
            records[i] = null;
        }
        for (int i = preload; i < begin; i++) {
            add(i, FIRST + i, arrivalMillis(i));
        }
        OwnTimes times = new OwnTimes();
        for (int i = begin; i < size - MARKERS; i++) {
            if (i > begin && drawn(plan.duplicatesPercent())) {
                repeat(i, i - 1 - random.nextInt(Math.min(i - begin, LONGEST_REPEAT)));
            } else {
                long eventTime = arrivalMillis(i) - random.nextLong(DISORDER_MILLIS);
                boolean late = drawn(plan.latePercent());
                int player = drawn.next(random);
                long own = times.take(player, late ? eventTime - LATE_MILLIS : eventTime);
                add(i, drawn.id(player), own);
            }
        }
        for (int i = size - MARKERS; i < size; i++) {
            add(i, LAST + i, arrivalMillis(i));
        }
    }

    private boolean drawn(double percent) {
        return random.nextDouble() * 100 < percent;
    }

    private void add(int index, String player, long eventTime) {
        RacingEvent event = events.next(player, Instant.ofEpochMilli(eventTime));
        records[index] = event.json();
        players[index] = player;
        speeds[index] = (short) event.speedKmph();
        distances[index] = (short) event.distanceMeters();
        eventTimes[index] = eventTime;
    }

    private void repeat(int index, int original) {
        records[index] = records[original];
        players[index] = players[original];
        speeds[index] = speeds[original];
        distances[index] = distances[original];
        eventTimes[index] = eventTimes[original];
        copies.set(index);
    }

    /** All records, markers among them. */
    public int size() {
        return records.length;
    }

    /** The records of the load, which are what is timed. */
    public int load() {
        return records.length - begin - MARKERS;
    }

    /** The first record of the load. */
    public int begin() {
        return begin;
    }

    public static boolean isFirst(String player) {
        return player.startsWith(FIRST);
    }

    public static boolean isLast(String player) {
        return player.startsWith(LAST);
    }

    /** The bytes, shared and not to be changed. */
    public byte[] bytes(int index) {
        if (records[index] == null) {
            return new RacingEvent(
                            players[index],
                            speeds[index],
                            distances[index],
                            Instant.ofEpochMilli(eventTimes[index]))
                    .json();
        }
        return records[index];
    }

    /** When the stream took the record, epoch milliseconds. */
    public long arrivalMillis(int index) {
        return START.toEpochMilli() + index * 1_000L / ARRIVALS_PER_SECOND;
    }

    /** Which of several shards the record is in: all of a player are in one, in their order. */
    public int shard(int index, int shards) {
        return shards == 1 ? 0 : Math.floorMod(players[index].hashCode(), shards);
    }

    /** How many players have a record. */
    public int distinctPlayers() {
        return new HashSet<>(Arrays.asList(players)).size();
    }

    public String player(int index) {
        return players[index];
    }

    /** Kilometres an hour. */
    public int speed(int index) {
        return speeds[index];
    }

    /** Metres. */
    public int distance(int index) {
        return distances[index];
    }

    /** Epoch milliseconds. */
    public long eventTime(int index) {
        return eventTimes[index];
    }

    /** Whether the record repeats an earlier one. */
    public boolean isCopy(int index) {
        return copies.get(index);
    }

    /** How many records repeat an earlier one. */
    public int copies() {
        return copies.cardinality();
    }
}
