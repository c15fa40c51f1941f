package io.rankstream.model.standings;

import io.rankstream.model.board.SortOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Picks the best of many members without keeping them all: the first so many, and those that are
 * equal to the last of them, because they may share its rank.
 */
public final class BestMembers {

    /** With shared ranks, this many times as many members as asked for are picked at most. */
    public static final int MOST_SHARED = 10;

    private final SortOrder order;
    private final int top;
    private final Comparator<RankedMember> bestFirst;
    private final PriorityQueue<RankedMember> worstFirst;
    private boolean complete = true;

    /**
     * @param top how many ranks are asked for, at least one
     */
    public BestMembers(SortOrder order, int top) {
        this.order = order;
        this.top = top;
        this.bestFirst = RankedMember.bestFirst(order);
        this.worstFirst = new PriorityQueue<>(bestFirst.reversed());
    }

    public void add(RankedMember member) {
        int most = top * MOST_SHARED;
        if (worstFirst.size() < most) {
            worstFirst.add(member);
        } else {
            complete = false;
            if (bestFirst.compare(member, worstFirst.peek()) < 0) {
                worstFirst.poll();
                worstFirst.add(member);
            }
        }
    }

    /** The best members that were added, the best first. */
    public List<RankedMember> pick() {
        List<RankedMember> picked = new ArrayList<>(worstFirst);
        picked.sort(bestFirst);
        int end = Math.min(top, picked.size());
        while (end > 0
                && end < picked.size()
                && picked.get(end).value() == picked.get(end - 1).value()) {
            end++;
        }
        if (end < picked.size()) {
            complete = false;
        }
        return new ArrayList<>(picked.subList(0, end));
    }

    /**
     * The value down to which a change of a member can change what is {@link #pick picked}; the
     * worst there is if all members were picked.
     *
     * @param picked what {@link #pick} has answered
     */
    public long cutoff(List<RankedMember> picked) {
        if (complete) {
            return order == SortOrder.DESC ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return picked.get(picked.size() - 1).value();
    }

    /** Whether a value is at least as good as a {@link #cutoff}. */
    public static boolean reaches(long value, long cutoff, SortOrder order) {
        return order == SortOrder.DESC ? value >= cutoff : value <= cutoff;
    }
}
