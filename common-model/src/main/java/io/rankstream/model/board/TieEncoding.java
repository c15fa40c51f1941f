package io.rankstream.model.board;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * Puts the time at which a score was reached into the low bits of the Redis score: {@code score x
 * 2^tie_bits + low}, so that Redis sorts equal scores by it.
 *
 * <p>The result is an integer of at most 53 bits, which a double holds exactly. The score is {@code
 * floor(redis / 2^tie_bits)}. Scores are held times 10^decimals; times are epoch milliseconds.
 */
public final class TieEncoding {

    /** The integers up to two to the power of this are exact in a double. */
    static final int EXACT_BITS = 53;

    private final int tieBits;
    private final long min;
    private final long max;
    private final long resolution;
    private final long lastTick;
    private final boolean laterIsLess;

    private TieEncoding(BoardDefinition board) {
        tieBits = board.tieBits();
        min = scaled(board.scoreMin(), board.decimals());
        max = scaled(board.scoreMax(), board.decimals());
        resolution = board.tieResolution().toMillis();
        lastTick = (1L << tieBits) - 1;
        // What is better has the higher number where the highest is first, else the lower.
        laterIsLess =
                (board.ties() == TiePolicy.FIRST_TO_REACH) == (board.order() == SortOrder.DESC);
    }

    /** The encoding of a board whose ties are ranked by time; null for another board. */
    public static TieEncoding of(BoardDefinition board) {
        return board.ties().byTime() ? new TieEncoding(board) : null;
    }

    private static long scaled(BigDecimal score, int decimals) {
        return score.scaleByPowerOfTen(decimals).longValueExact();
    }

    /** How many bits hold the scores of a range, sign aside. */
    static int scoreBits(BigDecimal min, BigDecimal max, int decimals) {
        return min.abs()
                .max(max.abs())
                .scaleByPowerOfTen(decimals)
                .setScale(0, RoundingMode.UP)
                .toBigInteger()
                .bitLength();
    }

    /** How many bits hold the ticks of a window. */
    static int tieBits(long windowMillis, long resolutionMillis) {
        long lastTick = (windowMillis - 1) / resolutionMillis;
        return Long.SIZE - Long.numberOfLeadingZeros(lastTick);
    }

    /** Whether a score is within the range that the board names. */
    public boolean covers(long score) {
        return min <= score && score <= max;
    }

    /**
     * The Redis score of a score.
     *
     * @param reachedAt when it was reached, from {@code windowStart} on; beyond the longest window
     *     that was foreseen, all times are the same
     * @throws IllegalArgumentException if the score is not {@link #covers covered}, or was reached
     *     before the window
     */
    public double encode(long score, long reachedAt, long windowStart) {
        if (!covers(score)) {
            throw new IllegalArgumentException(
                    "the score " + score + " is not from " + min + " to " + max);
        }
        if (reachedAt < windowStart) {
            throw new IllegalArgumentException(
                    Instant.ofEpochMilli(reachedAt)
                            + " is before the window from "
                            + Instant.ofEpochMilli(windowStart));
        }
        long tick = Math.min((reachedAt - windowStart) / resolution, lastTick);
        return (double) ((score << tieBits) + (laterIsLess ? lastTick - tick : tick));
    }

    /** The score that a Redis score stands for. */
    public long scoreOf(double redisScore) {
        return (long) redisScore >> tieBits;
    }

    /**
     * The time that a Redis score stands for: the start of the stretch of {@code tie_resolution} in
     * which the score was reached.
     */
    public long reachedAt(double redisScore, long windowStart) {
        long low = (long) redisScore & lastTick;
        return windowStart + (laterIsLess ? lastTick - low : low) * resolution;
    }
}
