package io.rankstream.model.rebuild;

import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.SortedSets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Boards with all their members, sorted. */
public final class RebuiltBoards {

    private static final Comparator<BoardAddress> BY_NAME =
            Comparator.comparing(BoardAddress::board)
                    .thenComparingInt(BoardAddress::shadowVersion)
                    .thenComparing(BoardAddress::partition)
                    .thenComparing(
                            BoardAddress::window, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final SortedMap<BoardAddress, SortedMap<String, Double>> boards =
            new TreeMap<>(BY_NAME);

    /** Puts a member on its board. */
    public void put(PutScore put) {
        put(put.address(), put.member(), put.score());
    }

    /** Puts a member on a board. */
    public void put(BoardAddress address, String member, double score) {
        boards.computeIfAbsent(address, key -> new TreeMap<>()).put(member, score);
    }

    /** Every sorted set with all its members, also those that {@code keep_top} leaves out. */
    public SortedMap<BoardAddress, SortedMap<String, Double>> all() {
        return Collections.unmodifiableSortedMap(boards);
    }

    /** The members of a set; none if there is no such set. */
    public SortedMap<String, Double> members(BoardAddress address) {
        return boards.getOrDefault(address, Collections.emptySortedMap());
    }

    /** The members that a board promises to show: the best {@code keep_top}, or all. */
    public static SortedMap<String, Double> shown(
            BoardAddress address, SortedMap<String, Double> members) {
        if (address.keepTop() == 0 || members.size() <= address.keepTop()) {
            return members;
        }
        List<Map.Entry<String, Double>> sorted = new ArrayList<>(members.entrySet());
        // As Redis ranks: by score, then by member, and all of it backwards from the best.
        Comparator<Map.Entry<String, Double>> rank =
                Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(entry -> entry.getKey(), SortedSets::compareMembers);
        sorted.sort(address.order() == SortOrder.ASC ? rank : rank.reversed());
        SortedMap<String, Double> shown = new TreeMap<>();
        for (Map.Entry<String, Double> entry : sorted.subList(0, address.keepTop())) {
            shown.put(entry.getKey(), entry.getValue());
        }
        return shown;
    }

    /** How many members all sets have together. */
    public long members() {
        return boards.values().stream().mapToLong(Map::size).sum();
    }
}
