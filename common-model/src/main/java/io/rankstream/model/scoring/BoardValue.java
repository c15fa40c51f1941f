package io.rankstream.model.scoring;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one player has on one board in one window, and what of it was last published.
 *
 * <p>The two accumulators hold every aggregation: a sum and its count, or the best score and how
 * many there were.
 */
public final class BoardValue {

    private static final int STALE = 1;
    private static final int SHARED = 2;

    private final int trackId;
    private final long windowStart;
    private long value;
    private long count;
    private String partition;
    private boolean stale;
    private boolean shared;
    private long checksum;

    public BoardValue(int trackId, long windowStart) {
        this.trackId = trackId;
        this.windowStart = windowStart;
    }

    public int trackId() {
        return trackId;
    }

    /** Epoch milliseconds. */
    public long windowStart() {
        return windowStart;
    }

    /** How many events count. */
    public long count() {
        return count;
    }

    /**
     * Adds one score.
     *
     * @throws ArithmeticException if a sum leaves 64 bits; the value then is as before
     */
    void add(Aggregation aggregation, long score) {
        switch (aggregation) {
            case SUM:
            case AVG:
                value = Math.addExact(value, score);
                break;
            case MAX:
                value = count == 0 ? score : Math.max(value, score);
                break;
            case MIN:
                value = count == 0 ? score : Math.min(value, score);
                break;
            case COUNT:
                break;
        }
        count++;
    }

    /**
     * The score to publish, scaled by 10^decimals.
     *
     * @param unit 10^decimals: what one event counts on a board that counts
     */
    long score(Aggregation aggregation, long unit) {
        if (count == 0) {
            return 0;
        }
        switch (aggregation) {
            case COUNT:
                return Math.multiplyExact(count, unit);
            case AVG:
                return divideHalfEven(value, count);
            default:
                return value;
        }
    }

    private static long divideHalfEven(long dividend, long divisor) {
        long quotient = Math.floorDiv(dividend, divisor);
        long remainder = Math.floorMod(dividend, divisor);
        // The same as comparing 2 x remainder with the divisor, without overflow.
        int toHalf = Long.compare(remainder, divisor - remainder);
        boolean up = toHalf > 0 || (toHalf == 0 && (quotient & 1) != 0);
        return up ? quotient + 1 : quotient;
    }

    /** The partition under which the member is published, or null if it is not. */
    String partition() {
        return partition;
    }

    void publishedIn(String partition) {
        this.partition = partition;
        this.stale = false;
    }

    /** Whether the value changed while its board was paused. */
    boolean isStale() {
        return stale;
    }

    void changedUnpublished() {
        stale = true;
    }

    /** Whether {@link #checksum} is part of the announced final window. */
    boolean isShared() {
        return shared;
    }

    /** What this member adds to its final window's checksum. */
    long checksum() {
        return checksum;
    }

    void share(long checksum) {
        this.shared = true;
        this.checksum = checksum;
    }

    void unshare() {
        this.shared = false;
        this.checksum = 0;
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(trackId);
        out.writeLong(windowStart);
        out.writeLong(value);
        Texts.writeVarInt((int) Math.min(count, Integer.MAX_VALUE), out);
        if (count >= Integer.MAX_VALUE) {
            out.writeLong(count);
        }
        Texts.write(partition, out);
        out.writeByte((stale ? STALE : 0) | (shared ? SHARED : 0));
        if (shared) {
            out.writeLong(checksum);
        }
    }

    public static BoardValue read(DataInput in) throws IOException {
        BoardValue value = new BoardValue(in.readInt(), in.readLong());
        value.value = in.readLong();
        value.count = Texts.readVarInt(in);
        if (value.count == Integer.MAX_VALUE) {
            value.count = in.readLong();
        }
        value.partition = Texts.read(in);
        int flags = in.readByte();
        value.stale = (flags & STALE) != 0;
        value.shared = (flags & SHARED) != 0;
        if (value.shared) {
            value.checksum = in.readLong();
        }
        return value;
    }
}
