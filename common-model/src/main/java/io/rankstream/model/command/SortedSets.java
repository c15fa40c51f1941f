package io.rankstream.model.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What Redis makes of the members and scores of sorted sets. */
public final class SortedSets {

    private SortedSets() {}

    /** The order of members with equal scores: that of their bytes. */
    public static int compareMembers(String a, String b) {
        return Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A score as text that is read as the same double again: a whole number of 64 bits without a
     * point and an exponent.
     */
    public static String text(double score) {
        long whole = (long) score;
        return whole == score ? Long.toString(whole) : Double.toString(score);
    }
}
