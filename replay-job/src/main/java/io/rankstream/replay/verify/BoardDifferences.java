package io.rankstream.replay.verify;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.SortedSets;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.rebuild.RebuiltBoards;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What Redis shows beside what the archive makes, board by board. */
final class BoardDifferences {

    /** One member that is not as it is rebuilt. */
    static final class Difference {

        private final String place;
        private final Double rebuilt;
        private final Double shown;
        private final boolean closed;

        private Difference(String place, Double rebuilt, Double shown, boolean closed) {
            this.place = place;
            this.rebuilt = rebuilt;
            this.shown = shown;
            this.closed = closed;
        }

        /** Whether nothing has moved since an earlier look. */
        private boolean isAs(Difference earlier) {
            return earlier != null
                    && Objects.equals(rebuilt, earlier.rebuilt)
                    && Objects.equals(shown, earlier.shown);
        }

        @Override
        public String toString() {
            return place
                    + ": "
                    + (shown == null ? "not in Redis" : SortedSets.text(shown) + " in Redis")
                    + ", "
                    + (rebuilt == null ? "not rebuilt" : "rebuilt " + SortedSets.text(rebuilt))
                    + (closed ? " (final window)" : "");
        }
    }

    /** One board, all its windows and partitions together. */
    static final class Board {

        private long sets;
        private long members;
        private final SortedMap<String, Difference> differences = new TreeMap<>();

        /** Members that differ only for events that were too old to count live. */
        private final SortedMap<String, Difference> listed = new TreeMap<>();

        long sets() {
            return sets;
        }

        long members() {
            return members;
        }

        Collection<Difference> differences() {
            return Collections.unmodifiableCollection(differences.values());
        }

        /** Members that differ only for events that were too old to count live. */
        Collection<Difference> listed() {
            return Collections.unmodifiableCollection(listed.values());
        }
    }

    private final SortedMap<String, Board> boards = new TreeMap<>();

    /**
     * Compares sets.
     *
     * @param addresses of every set that may be on either side
     * @param rebuilt from everything that is archived
     * @param asLive rebuilt without what was too old to count live
     * @param closed whether the window of a set is final
     */
    static BoardDifferences of(
            Collection<BoardAddress> addresses,
            RebuiltBoards rebuilt,
            RebuiltBoards asLive,
            RebuiltBoards shown,
            Predicate<BoardAddress> closed) {
        BoardDifferences result = new BoardDifferences();
        for (BoardAddress address : addresses) {
            result.compare(
                    address,
                    rebuilt.members(address),
                    asLive.members(address),
                    shown.members(address),
                    closed.test(address));
        }
        return result;
    }

    private void compare(
            BoardAddress address,
            SortedMap<String, Double> rebuilt,
            SortedMap<String, Double> asLive,
            SortedMap<String, Double> shown,
            boolean closed) {
        Board board =
                boards.computeIfAbsent(
                        RebuildScope.nameOf(address.board(), address.shadowVersion()),
                        name -> new Board());
        SortedMap<String, Double> promised = RebuiltBoards.shown(address, rebuilt);
        SortedMap<String, Double> promisedLive = RebuiltBoards.shown(address, asLive);
        board.sets += rebuilt.isEmpty() ? 0 : 1;
        board.members += promised.size();
        TreeSet<String> members = new TreeSet<>(promised.keySet());
        members.addAll(promisedLive.keySet());
        members.addAll(shown.keySet());
        for (String member : members) {
            Double score = shown.get(member);
            if (isRight(score, rebuilt.get(member), promised.containsKey(member))) {
                continue;
            }
            String place = address + " " + member;
            Difference difference = new Difference(place, rebuilt.get(member), score, closed);
            boolean rightLive =
                    isRight(score, asLive.get(member), promisedLive.containsKey(member));
            (rightLive ? board.listed : board.differences).put(place, difference);
        }
    }

    /** A set may hold a few members more than it promises to, with their scores. */
    private static boolean isRight(Double shown, Double expected, boolean promised) {
        return shown == null ? !promised : shown.equals(expected);
    }

    /** By name, shadows with their version. */
    SortedMap<String, Board> boards() {
        return Collections.unmodifiableSortedMap(boards);
    }

    boolean isEqual() {
        return boards.values().stream().allMatch(board -> board.differences.isEmpty());
    }

    boolean hasListed() {
        return boards.values().stream().anyMatch(board -> !board.listed.isEmpty());
    }

    /** The differences that were the same when this was looked at earlier. */
    List<Difference> unmovedSince(BoardDifferences earlier) {
        List<Difference> unmoved = new ArrayList<>();
        for (Map.Entry<String, Board> entry : boards.entrySet()) {
            Board before = earlier.boards.getOrDefault(entry.getKey(), new Board());
            for (Map.Entry<String, Difference> difference :
                    entry.getValue().differences.entrySet()) {
                if (difference.getValue().isAs(before.differences.get(difference.getKey()))) {
                    unmoved.add(difference.getValue());
                }
            }
        }
        return unmoved;
    }

    long differences() {
        return boards.values().stream().mapToLong(board -> board.differences.size()).sum();
    }
}
