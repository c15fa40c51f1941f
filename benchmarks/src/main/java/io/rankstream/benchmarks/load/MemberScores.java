package io.rankstream.benchmarks.load;

/** A score for each {@link ScoreLog#hash member}, without an object for each. */
public final class MemberScores {

    private long[] members = new long[16];
    private double[] scores = new double[16];
    private int size;

    void put(long member, double score) {
        int at = slot(member);
        if (members[at] == 0) {
            members[at] = member;
            size++;
        }
        scores[at] = score;
        if (size * 2 > members.length) {
            grow();
        }
    }

    /** The score of the member; NaN if there is none. */
    double get(long member) {
        int at = slot(member);
        return members[at] == 0 ? Double.NaN : scores[at];
    }

    /** Takes over all of another, whose members are not here yet. */
    void putAll(MemberScores others) {
        for (int i = 0; i < others.members.length; i++) {
            if (others.members[i] != 0) {
                put(others.members[i], others.scores[i]);
            }
        }
    }

    int size() {
        return size;
    }

    private int slot(long member) {
        int mask = members.length - 1;
        int at = (int) (member >>> 20) & mask;
        while (members[at] != 0 && members[at] != member) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldMembers = members;
        double[] oldScores = scores;
        members = new long[2 * oldMembers.length];
        scores = new double[members.length];
        for (int i = 0; i < oldMembers.length; i++) {
            if (oldMembers[i] != 0) {
                int at = slot(oldMembers[i]);
                members[at] = oldMembers[i];
                scores[at] = oldScores[i];
            }
        }
    }
}
