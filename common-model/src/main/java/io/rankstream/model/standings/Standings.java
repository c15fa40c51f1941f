package io.rankstream.model.standings;

import io.rankstream.model.board.SortOrder;
import io.rankstream.model.board.TiePolicy;
import java.util.ArrayList;
import java.util.List;

/** Ranks the members of one partition of a final window. */
public final class Standings {

    /** A member and its rank, counted from 1. */
    public static final class Standing {

        private final long rank;
        private final RankedMember ranked;

        private Standing(long rank, RankedMember ranked) {
            this.rank = rank;
            this.ranked = ranked;
        }

        public long rank() {
            return rank;
        }

        public String member() {
            return ranked.member();
        }

        /** As {@link FinalScore#value}. */
        public long value() {
            return ranked.value();
        }

        @Override
        public String toString() {
            return rank + ". " + ranked;
        }
    }

    private final List<Standing> standings;
    private final boolean cut;

    private Standings(List<Standing> standings, boolean cut) {
        this.standings = standings;
        this.cut = cut;
    }

    /**
     * The members whose rank is at most {@code top}.
     *
     * <p>With shared ranks these may be more than {@code top} members, but no more than {@link
     * BestMembers#MOST_SHARED} times as many.
     *
     * @param members the best of the partition at least, in any order
     */
    public static Standings of(
            Iterable<RankedMember> members, SortOrder order, TiePolicy ties, int top) {
        BestMembers best = new BestMembers(order, top);
        members.forEach(best::add);
        List<RankedMember> picked = best.pick();
        boolean shares = ties == TiePolicy.SHARED;
        List<Standing> standings = new ArrayList<>(picked.size());
        long rank = 0;
        for (int i = 0; i < picked.size() && (shares || i < top); i++) {
            RankedMember member = picked.get(i);
            if (!shares || i == 0 || picked.get(i - 1).value() != member.value()) {
                rank = i + 1L;
            }
            standings.add(new Standing(rank, member));
        }
        return new Standings(standings, shares && picked.size() == top * BestMembers.MOST_SHARED);
    }

    /** The best first. */
    public List<Standing> list() {
        return standings;
    }

    /** Whether so many share the last rank that some of them may have been left out. */
    public boolean isCut() {
        return cut;
    }
}
