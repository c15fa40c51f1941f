package io.rankstream.model.standings;

import io.rankstream.model.board.SortOrder;
import io.rankstream.model.command.SortedSets;
import java.util.Comparator;

/** A member and the value that it is ranked by. */
public final class RankedMember {

    private final String member;
    private final long value;

    public RankedMember(String member, long value) {
        this.member = member;
        this.value = value;
    }

    public String member() {
        return member;
    }

    /** As {@link FinalScore#value}. */
    public long value() {
        return value;
    }

    /**
     * The best first, as Redis sorts the set: equal values in the order of the members' bytes,
     * which turns round with the rest where the highest is the best.
     */
    public static Comparator<RankedMember> bestFirst(SortOrder order) {
        Comparator<RankedMember> lowestFirst =
                Comparator.comparingLong(RankedMember::value)
                        .thenComparing(RankedMember::member, SortedSets::compareMembers);
        return order == SortOrder.DESC ? lowestFirst.reversed() : lowestFirst;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RankedMember
                && value == ((RankedMember) other).value
                && member.equals(((RankedMember) other).member);
    }

    @Override
    public int hashCode() {
        return 31 * member.hashCode() + Long.hashCode(value);
    }

    @Override
    public String toString() {
        return member + "=" + value;
    }
}
