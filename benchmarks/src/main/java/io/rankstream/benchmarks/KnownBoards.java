package io.rankstream.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * What the benchmark's boards must show, worked out while the events are made and without any code
 * of the job.
 */
final class KnownBoards {

    private static final long WINDOW_MILLIS = Duration.ofSeconds(30).toMillis();
    private static final long WINDOW_LATENESS_MILLIS = Duration.ofSeconds(15).toMillis();
    private static final long DAY_LATENESS_MILLIS = Duration.ofMinutes(10).toMillis();

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Map<String, Map<String, Double>> boards = new HashMap<>();
    private long late;

    /** Counts an event that was not there before; times are epoch milliseconds. */
    void add(String player, int speed, int distance, long eventTime, long arrivalTime) {
        put("leaderboard:total_distance", player, distance, Double::sum);
        put("leaderboard:top_speed", player, speed, Math::max);
        long start = eventTime - Math.floorMod(eventTime, WINDOW_MILLIS);
        if (arrivalTime <= start + WINDOW_MILLIS + WINDOW_LATENESS_MILLIS) {
            String label = LABEL.format(Instant.ofEpochMilli(start));
            put("leaderboard:window_30s_distance:" + label, player, distance, Double::sum);
        } else {
            late++;
        }
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(eventTime), ZoneOffset.UTC);
        long nextDay = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        if (arrivalTime <= nextDay + DAY_LATENESS_MILLIS) {
            put("leaderboard:daily_distance:" + day, player, distance, Double::sum);
        } else {
            late++;
        }
    }

    private void put(String key, String player, double score, DoubleBinaryOperator fold) {
        boards.computeIfAbsent(key, k -> new HashMap<>()).merge(player, score, fold::applyAsDouble);
    }

    /** On how many boards a player stands. */
    int boardsOf(String player) {
        return (int) boards.values().stream().filter(board -> board.containsKey(player)).count();
    }

    /** How many times an event came too late for a board. */
    long late() {
        return late;
    }

    /** How many members all boards have together. */
    long members() {
        return boards.values().stream().mapToLong(Map::size).sum();
    }

    /**
     * Compares every score of every board.
     *
     * @throws InexactRunException naming the first board that differs
     */
    void requireEqual(Map<String, Map<String, Double>> actual) {
        if (!actual.keySet().equals(boards.keySet())) {
            throw new InexactRunException(
                    "the boards are " + actual.keySet() + ", not " + boards.keySet());
        }
        boards.forEach((key, members) -> requireEqual(key, members, actual.get(key)));
    }

    private static void requireEqual(
            String key, Map<String, Double> expected, Map<String, Double> actual) {
        if (actual.size() != expected.size()) {
            throw new InexactRunException(
                    key + " has " + actual.size() + " members, not " + expected.size());
        }
        expected.forEach(
                (member, score) -> {
                    if (!score.equals(actual.get(member))) {
                        throw new InexactRunException(
                                "%s has %s for %s, not %s"
                                        .formatted(key, actual.get(member), member, score));
                    }
                });
    }
}
