package io.rankstream.local.demo;

import io.rankstream.datagen.KnownTruth;
import io.rankstream.model.command.SortedSets;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Compares the table of final standings with the known truth of a load that is over.
 *
 * <p>Windows that were over when the load ended must be there once they have become final; others
 * must be right if they are there.
 */
final class StandingsCheck {

    /**
     * Lateness, waiting and slack of the racing boards, the wall clock that takes over, and a
     * checkpoint; several times over.
     */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final Duration SAY_SOMETHING = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 1_000;
    private static final int SHOWN = 5;

    private final FinalStandings table;
    private final Retention retention;
    private final Terminal terminal;

    StandingsCheck(FinalStandings table, Retention retention, Terminal terminal) {
        this.table = table;
        this.retention = retention;
        this.terminal = terminal;
    }

    /**
     * Waits until the table is as it must be.
     *
     * @param stop ends the wait early
     * @return what is wrong; empty if everything is equal
     */
    Optional<String> run(KnownTruth truth, BooleanSupplier stop)
            throws IOException, InterruptedException {
        Instant loadEnd = Instant.now();
        long start = System.nanoTime();
        long saidAt = start;
        while (true) {
            Comparison comparison = compare(truth, loadEnd);
            if (comparison.differences.isEmpty()) {
                terminal.line(
                        String.format(
                                "  final_standings: %,d windows and partitions, %,d members equal",
                                comparison.windows, comparison.members));
                return comparison.windows == 0
                        ? Optional.of("no window has become final")
                        : Optional.empty();
            }
            long now = System.nanoTime();
            if (stop.getAsBoolean() || now - start >= LONGEST_WAIT.toNanos()) {
                comparison.differences.stream()
                        .limit(SHOWN)
                        .forEach(difference -> terminal.line("      " + difference));
                return Optional.of(
                        "final_standings: " + comparison.differences.size() + " windows differ");
            }
            if (now - saidAt >= SAY_SOMETHING.toNanos()) {
                saidAt = now;
                terminal.line(
                        "  final_standings: "
                                + comparison.differences.size()
                                + " windows not yet as they must be");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** How much was compared, and a line for each window that differs. */
    record Comparison(long windows, long members, List<String> differences) {}

    private Comparison compare(KnownTruth truth, Instant loadEnd) throws IOException {
        SortedMap<String, SortedMap<Long, String>> actual = new TreeMap<>();
        for (String board : retention.boards()) {
            if (board.indexOf(':') < 0) {
                actual.putAll(table.read(board));
            }
        }
        Instant now = Instant.now();
        SortedMap<String, SortedMap<String, Double>> expected = new TreeMap<>(truth.boards());
        expected.keySet()
                .removeIf(key -> !actual.containsKey(key) && !retention.hasEnded(key, loadEnd));
        SortedSet<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        keys.removeIf(key -> retention.isOver(key, now));
        return compare(keys, expected, actual);
    }

    /** Compares windows, by the keys that they have in Redis. */
    static Comparison compare(
            SortedSet<String> keys,
            Map<String, ? extends Map<String, Double>> expected,
            Map<String, ? extends SortedMap<Long, String>> actual) {
        long members = 0;
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            SortedMap<Long, String> must = ranked(expected.get(key));
            SortedMap<Long, String> is =
                    actual.containsKey(key) ? actual.get(key) : new TreeMap<>();
            members += must.size();
            if (!must.equals(is)) {
                differences.add(key + ": " + difference(must, is));
            }
        }
        return new Comparison(keys.size(), members, List.copyOf(differences));
    }

    /** All racing boards have the highest first, and equal scores as Redis has them. */
    private static SortedMap<Long, String> ranked(Map<String, Double> board) {
        SortedMap<Long, String> ranks = new TreeMap<>();
        if (board == null) {
            return ranks;
        }
        List<Map.Entry<String, Double>> members = new ArrayList<>(board.entrySet());
        members.sort(
                Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(Map.Entry::getKey, SortedSets::compareMembers)
                        .reversed());
        for (int i = 0; i < Math.min(FinalStandings.TOP, members.size()); i++) {
            Map.Entry<String, Double> member = members.get(i);
            ranks.put(i + 1L, FinalStandings.place(member.getKey(), member.getValue()));
        }
        return ranks;
    }

    private static String difference(SortedMap<Long, String> must, SortedMap<Long, String> is) {
        SortedSet<Long> ranks = new TreeSet<>(must.keySet());
        ranks.addAll(is.keySet());
        for (Long rank : ranks) {
            String expected = must.get(rank);
            String actual = is.get(rank);
            if (expected == null || !expected.equals(actual)) {
                return String.format(
                        "%d ranks of %d, and rank %d is %s, must be %s",
                        is.size(), must.size(), rank, actual, expected);
            }
        }
        return "equal";
    }
}
