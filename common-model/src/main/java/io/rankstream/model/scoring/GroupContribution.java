package io.rankstream.model.scoring;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one player contributes to a member that gathers many, or takes back from it.
 *
 * <p>On an additive board ({@link ScoringTrack#isAdditive}) it is a difference, so those of several
 * players for one group can be added up on the way; on others it replaces what the player
 * contributed before.
 */
public final class GroupContribution {

    private static final byte DIFFERENCE = 0;
    private static final byte REPLACEMENT = 1;
    private static final byte WITHDRAWAL = 2;
    private static final byte PROBE = 3;

    private final GroupKey group;
    private final String playerId;
    private final byte kind;
    private final long value;
    private final long count;
    private final Accumulator replacement;
    private final long eventTime;

    private GroupContribution(
            GroupKey group,
            String playerId,
            byte kind,
            long value,
            long count,
            Accumulator replacement,
            long eventTime) {
        this.group = group;
        this.playerId = playerId;
        this.kind = kind;
        this.value = value;
        this.count = count;
        this.replacement = replacement;
        this.eventTime = eventTime;
    }

    /**
     * A difference.
     *
     * @param value what the sum grows by
     * @param count how many contributions more there are, negative for fewer
     */
    public static GroupContribution ofDifference(
            GroupKey group, long value, long count, long eventTime) {
        return new GroupContribution(group, null, DIFFERENCE, value, count, null, eventTime);
    }

    /**
     * What replaces everything the player contributed.
     *
     * @param replacement everything the player contributes; null for nothing any more
     */
    public static GroupContribution ofReplacement(
            GroupKey group, String playerId, Accumulator replacement, long eventTime) {
        return new GroupContribution(
                group,
                playerId,
                replacement == null ? WITHDRAWAL : REPLACEMENT,
                0,
                0,
                replacement,
                eventTime);
    }

    /**
     * Not a contribution but what Redis was seen to hold for the group.
     *
     * @param score as Redis keeps it
     */
    public static GroupContribution ofProbe(GroupKey group, double score, long eventTime) {
        return new GroupContribution(
                group, null, PROBE, Double.doubleToLongBits(score), 0, null, eventTime);
    }

    /** Whether it only asks for a look at what Redis holds, the bits of which are the value. */
    public boolean isProbe() {
        return kind == PROBE;
    }

    public GroupKey group() {
        return group;
    }

    /** Whether it is a difference; else it replaces what the player contributed. */
    public boolean isDifference() {
        return kind == DIFFERENCE;
    }

    /** Who contributes; null in a difference. */
    public String playerId() {
        return playerId;
    }

    /** What the sum grows by, scaled by 10^decimals. */
    public long value() {
        return value;
    }

    /** How many contributions more there are, negative for fewer. */
    public long count() {
        return count;
    }

    /** Everything the player contributes; null for nothing any more. */
    public Accumulator replacement() {
        return replacement;
    }

    /** Of the input that caused it, epoch milliseconds. */
    public long eventTime() {
        return eventTime;
    }

    /** Whether this difference and another one of the same group make one. */
    public boolean fits(GroupContribution other) {
        long sum = value + other.value;
        return ((value ^ sum) & (other.value ^ sum)) >= 0;
    }

    /** This difference and another one of the same group, which {@link #fits}. */
    public GroupContribution plus(GroupContribution other) {
        return ofDifference(
                group,
                value + other.value,
                count + other.count,
                Math.max(eventTime, other.eventTime));
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(kind);
        group.write(out);
        out.writeLong(eventTime);
        if (kind == DIFFERENCE || kind == PROBE) {
            out.writeLong(value);
            out.writeLong(count);
            return;
        }
        Texts.write(playerId, out);
        if (kind == REPLACEMENT) {
            replacement.write(out);
        }
    }

    public static GroupContribution read(DataInput in) throws IOException {
        byte kind = in.readByte();
        GroupKey group = GroupKey.read(in);
        long eventTime = in.readLong();
        if (kind == DIFFERENCE || kind == PROBE) {
            return new GroupContribution(
                    group, null, kind, in.readLong(), in.readLong(), null, eventTime);
        }
        String playerId = Texts.read(in);
        Accumulator replacement = kind == REPLACEMENT ? Accumulator.read(in) : null;
        return ofReplacement(group, playerId, replacement, eventTime);
    }
}
