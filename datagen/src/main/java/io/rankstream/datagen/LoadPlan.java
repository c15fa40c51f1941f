package io.rankstream.datagen;

import java.time.Duration;

/**
 * What a load looks like: the same plan and the same start give the same bytes.
 *
 * @param seed of everything that is drawn at random
 * @param pace how much, how fast, how long
 * @param population who plays
 * @param faults what goes wrong on the way, as it does in the field
 * @param scenario what the live-ops designer does meanwhile
 */
public record LoadPlan(
        long seed, Pace pace, Population population, Faults faults, Scenario scenario) {

    /** A length that no load reaches. */
    public static final Duration ENDLESS = Duration.ofDays(36_500);

    public LoadPlan {
        Duration length = pace.length();
        if (scenario.enabled() && scenario.end().compareTo(length) > 0) {
            throw new IllegalArgumentException(
                    "the scenario ends after "
                            + scenario.end()
                            + ", the load after "
                            + length
                            + ": start the scenario earlier or run longer");
        }
    }

    /** A racing load of 1,000 events a second for a minute, with a little of every fault. */
    public static LoadPlan racing() {
        return new LoadPlan(
                1,
                new Pace(1_000, Long.MAX_VALUE, Duration.ofMinutes(1), true),
                Population.of(1_000),
                Faults.mild(),
                Scenario.NONE);
    }

    public LoadPlan withSeed(long newSeed) {
        return new LoadPlan(newSeed, pace, population, faults, scenario);
    }

    public LoadPlan withPace(Pace newPace) {
        return new LoadPlan(seed, newPace, population, faults, scenario);
    }

    public LoadPlan withPopulation(Population newPopulation) {
        return new LoadPlan(seed, pace, newPopulation, faults, scenario);
    }

    public LoadPlan withFaults(Faults newFaults) {
        return new LoadPlan(seed, pace, population, newFaults, scenario);
    }

    public LoadPlan withScenario(Scenario newScenario) {
        return new LoadPlan(seed, pace, population, faults, newScenario);
    }

    /**
     * How much, how fast, how long; the load ends at whichever limit comes first.
     *
     * @param eventsPerSecond new events, copies not counted
     * @param events how many new events, {@link Long#MAX_VALUE} for no limit
     * @param duration how long, {@link #ENDLESS} for no limit
     * @param paced whether to keep to the clock; a load into files need not
     */
    public record Pace(double eventsPerSecond, long events, Duration duration, boolean paced) {

        public Pace {
            require(eventsPerSecond > 0, "events per second", eventsPerSecond);
            require(events > 0, "number of events", events);
            require(!duration.isNegative() && !duration.isZero(), "duration", duration);
        }

        public static Pace of(double eventsPerSecond, Duration duration) {
            return new Pace(eventsPerSecond, Long.MAX_VALUE, duration, true);
        }

        public static Pace ofEvents(double eventsPerSecond, long events) {
            return new Pace(eventsPerSecond, events, ENDLESS, true);
        }

        public Pace unpaced() {
            return new Pace(eventsPerSecond, events, duration, false);
        }

        Duration length() {
            double seconds = events / eventsPerSecond;
            return seconds >= duration.toSeconds()
                    ? duration
                    : Duration.ofMillis((long) (seconds * 1_000));
        }
    }

    /**
     * Who plays.
     *
     * @param players how many
     * @param skew exponent of the Zipf distribution of events over players; 0 is even
     * @param botsPercent of the rows that say so
     * @param rowlessPercent of players that never have a row
     * @param lateRowPercent of players whose row comes seconds after the start
     * @param oddIdPercent of players whose id holds spaces, colons, braces, quotes or emoji
     * @param rowChangesPerSecond updates, renames, deletes and inserts of rows
     */
    public record Population(
            int players,
            double skew,
            double botsPercent,
            double rowlessPercent,
            double lateRowPercent,
            double oddIdPercent,
            double rowChangesPerSecond) {

        public Population {
            require(players > 0, "number of players", players);
            require(skew >= 0, "skew", skew);
            requirePercent("bots", botsPercent);
            requirePercent("players without a row", rowlessPercent);
            requirePercent("players with a late row", lateRowPercent);
            requirePercent("odd player ids", oddIdPercent);
            require(rowChangesPerSecond >= 0, "row changes per second", rowChangesPerSecond);
        }

        /** Mildly skewed, a tenth of them bots, a few without a row or with a late one. */
        public static Population of(int players) {
            return new Population(players, 0.8, 10, 2, 5, 2, 5);
        }
    }

    /**
     * What goes wrong on the way.
     *
     * @param duplicatesPercent of events that are sent once more, byte for byte
     * @param copyDelay after which a copy is sent at the latest
     * @param repeatedBatchesPercent of puts that are repeated as a whole
     * @param disorder by which event times lie behind the sending at most
     * @param lateMinutesPercent of events that are ten seconds to ten minutes old when sent
     * @param lateDaysPercent of events that are one to seven days old when sent
     * @param badPercent of events that cannot be used or counted
     */
    public record Faults(
            double duplicatesPercent,
            Duration copyDelay,
            double repeatedBatchesPercent,
            Duration disorder,
            double lateMinutesPercent,
            double lateDaysPercent,
            double badPercent) {

        public static final Faults NONE = new Faults(0, Duration.ZERO, 0, Duration.ZERO, 0, 0, 0);

        public Faults {
            requirePercent("duplicates", duplicatesPercent);
            require(!copyDelay.isNegative(), "copy delay", copyDelay);
            requirePercent("repeated batches", repeatedBatchesPercent);
            require(!disorder.isNegative(), "disorder", disorder);
            requirePercent("events late by minutes", lateMinutesPercent);
            requirePercent("events late by days", lateDaysPercent);
            requirePercent("bad records", badPercent);
            double sum = lateMinutesPercent + lateDaysPercent + badPercent;
            require(sum <= 100, "sum of late and bad percentages", sum);
        }

        public static Faults mild() {
            return new Faults(3, Duration.ofSeconds(20), 1, Duration.ofSeconds(3), 2, 1, 0.5);
        }
    }

    /**
     * A script of control messages: the bot switch, two bans, an unban and a new board version.
     *
     * @param enabled whether it runs at all
     * @param after when its first message is sent
     * @param every how long each message waits for the one before
     */
    public record Scenario(boolean enabled, Duration after, Duration every) {

        public static final Scenario NONE = new Scenario(false, Duration.ZERO, Duration.ZERO);

        public Scenario {
            require(!after.isNegative(), "start of the scenario", after);
            // Messages about one subject are ordered by the time they were issued at.
            require(!enabled || every.toMillis() > 0, "interval of the scenario", every);
        }

        public static Scenario of(Duration after, Duration every) {
            return new Scenario(true, after, every);
        }

        Duration end() {
            return after.plus(every.multipliedBy(ControlScript.STEPS - 1L));
        }
    }

    private static void requirePercent(String name, double value) {
        require(value >= 0 && value <= 100, name + " in percent", value);
    }

    private static void require(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(value + " is out of range for: " + name);
        }
    }
}
