package io.rankstream.local.demo;

import io.rankstream.model.command.SortedSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What Redis shows beside what it must show, board by board.
 *
 * @param results by board, shadows with their version
 */
record BoardComparison(List<Result> results) {

    private static final int SHOWN = 5;

    /**
     * One board; the windows and partitions of a board count together.
     *
     * @param keys how many sorted sets it must have
     * @param members how many members these must have together
     * @param differences how many members or keys are missing, too many, or have a wrong score
     * @param shown the first of the differences, for people
     */
    record Result(String board, long keys, long members, long differences, List<String> shown) {

        boolean isEqual() {
            return differences == 0;
        }
    }

    /**
     * Compares every key of both sides.
     *
     * @param expected key to member to score
     * @param actual key to member to score
     * @param boards named in the report even if they have no key
     * @param leftOut keys that count on neither side
     */
    static BoardComparison of(
            Map<String, ? extends Map<String, Double>> expected,
            Map<String, ? extends Map<String, Double>> actual,
            Set<String> boards,
            Predicate<String> leftOut) {
        SortedMap<String, Tally> tallies = new TreeMap<>();
        boards.forEach(board -> tallies.put(board, new Tally()));
        SortedSet<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        keys.removeIf(leftOut);
        for (String key : keys) {
            tallies.computeIfAbsent(BoardKey.board(key), board -> new Tally())
                    .compare(key, expected.get(key), actual.get(key));
        }
        List<Result> results = new ArrayList<>();
        tallies.forEach((board, tally) -> results.add(tally.result(board)));
        return new BoardComparison(List.copyOf(results));
    }

    boolean isEqual() {
        return results.stream().allMatch(Result::isEqual);
    }

    /** A line for each board, and one for each difference that is shown. */
    List<String> report() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format("  %-24s %7s %10s", "board", "keys", "members"));
        for (Result result : results) {
            lines.add(
                    String.format(
                            "  %-24s %,7d %,10d  %s",
                            result.board(),
                            result.keys(),
                            result.members(),
                            result.isEqual()
                                    ? "equal"
                                    : String.format("%,d different", result.differences())));
            result.shown().forEach(difference -> lines.add("      " + difference));
        }
        return lines;
    }

    private static final class Tally {

        private long keys;
        private long members;
        private long differences;
        private final List<String> shown = new ArrayList<>();

        void compare(String key, Map<String, Double> expected, Map<String, Double> actual) {
            if (expected == null) {
                differ(key + ": in Redis with " + actual.size() + " members, but must not exist");
                return;
            }
            keys++;
            members += expected.size();
            if (actual == null) {
                differ(key + ": missing in Redis, must have " + expected.size() + " members");
                return;
            }
            SortedSet<String> names = new TreeSet<>(expected.keySet());
            names.addAll(actual.keySet());
            for (String member : names) {
                compare(key + " " + member, expected.get(member), actual.get(member));
            }
        }

        private void compare(String name, Double expected, Double actual) {
            if (expected == null) {
                differ(
                        name
                                + ": in Redis with "
                                + SortedSets.text(actual)
                                + ", but must not be there");
            } else if (actual == null) {
                differ(name + ": missing in Redis, must have " + SortedSets.text(expected));
            } else if (Double.compare(expected, actual) != 0) {
                differ(
                        name
                                + ": "
                                + SortedSets.text(actual)
                                + " in Redis, must be "
                                + SortedSets.text(expected));
            }
        }

        private void differ(String difference) {
            differences++;
            if (shown.size() < SHOWN) {
                shown.add(difference);
            }
        }

        Result result(String board) {
            return new Result(board, keys, members, differences, List.copyOf(shown));
        }
    }
}
