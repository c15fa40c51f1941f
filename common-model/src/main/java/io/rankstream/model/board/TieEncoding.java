package io.rankstream.model.board;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Puts the order of ties into the low bits of a Redis score: {@code score x 2^tie_bits + low}, an
 * integer that a double holds exactly, so that sorting by it is sorting by score and then by the
 * time at which it was reached.
 *
 * <p>The score is {@code floor(redis / 2^tie_bits)}, times 10^decimals.
 */
public final class TieEncoding {

    /** A double holds every integer of so many bits. */
    private static final int EXACT_BITS = 53;

    private final int tieBits;
    private final long min;
    private final long max;
    private final long resolutionMillis;
    private final boolean earlierIsLess;

    private TieEncoding(
            int tieBits, long min, long max, long resolutionMillis, boolean earlierIsLess) {
        this.tieBits = tieBits;
        this.min = min;
        this.max = max;
        this.resolutionMillis = resolutionMillis;
        this.earlierIsLess = earlierIsLess;
    }

    /** The encoding that a definition asks for, or null if ties are not told apart by time. */
    public static TieEncoding of(BoardDefinition definition) {
        if (!definition.ties().byTime()) {
            return null;
        }
        boolean firstIsBetter = definition.ties() == TiePolicy.FIRST_TO_REACH;
        boolean lessIsBetter = definition.order() == SortOrder.ASC;
        return new TieEncoding(
                definition.tieBits(),
                scaled(definition.scoreMin(), definition.decimals(), RoundingMode.CEILING),
                scaled(definition.scoreMax(), definition.decimals(), RoundingMode.FLOOR),
                definition.tieResolution().toMillis(),
                firstIsBetter == lessIsBetter);
    }

    private static long scaled(BigDecimal score, int decimals, RoundingMode rounding) {
        return score.scaleByPowerOfTen(decimals).setScale(0, rounding).longValueExact();
    }

    /** How many bits the score takes: those of the larger end of the range, times 10^decimals. */
    static int scoreBits(BigDecimal min, BigDecimal max, int decimals) {
        BigInteger largest =
                min.abs()
                        .max(max.abs())
                        .scaleByPowerOfTen(decimals)
                        .setScale(0, RoundingMode.CEILING)
                        .toBigInteger();
        return largest.bitLength();
    }

    /** How many bits the time takes: those of the last tick of the longest window. */
    static int tieBits(long windowMillis, long resolutionMillis) {
        long lastTick = (windowMillis - 1) / resolutionMillis;
        return Long.SIZE - Long.numberOfLeadingZeros(lastTick);
    }

    /** Whether both fit an exact double. */
    static boolean fits(int scoreBits, int tieBits) {
        return scoreBits + tieBits <= EXACT_BITS;
    }

    /**
     * Whether a score can be encoded.
     *
     * @param score times 10^decimals
     */
    public boolean covers(long score) {
        return min <= score && score <= max;
    }

    /**
     * The Redis score.
     *
     * @param score times 10^decimals, {@link #covers covered}
     * @param reachedAt within the window, epoch milliseconds
     * @param windowStart epoch milliseconds
     */
    public double encode(long score, long reachedAt, long windowStart) {
        long ticks = (reachedAt - windowStart) / resolutionMillis;
        long last = (1L << tieBits) - 1;
        return (double) ((score << tieBits) + (earlierIsLess ? ticks : last - ticks));
    }

    /** The score of a Redis score, times 10^decimals. */
    public long scoreOf(double redisScore) {
        return (long) redisScore >> tieBits;
    }
}
