package io.rankstream.model.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads ASCII eight bytes at a time, as a number whose lowest byte is the first: without a loop
 * over them, and without a branch for each that the processor would have to guess.
 *
 * <p>The tests for zero and for less-than are those of Sean Eron Anderson's "Bit Twiddling Hacks":
 * a byte behind the first one found may be found wrongly, the first never is.
 */
public final class EightBytes {

    public static final int SIZE = Long.BYTES;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;
    private static final long ZEROS = '0' * ONES;

    /** Where separators are: the third and the sixth byte. */
    private static final long SEPARATORS = 0x0000_0100_0001_0000L;

    /** Added to 0 to 9 it does not reach the high bit, added to more it does. */
    private static final long BEYOND_NINE = (0x80 - 10) * ONES;

    /** The same, but with nothing but 0 for separators. */
    private static final long BEYOND_NINE_OR_ZERO = BEYOND_NINE + 9 * SEPARATORS;

    /** The eight bytes from an index on. */
    public static long at(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    /** A copy with zeros behind it, so that eight bytes can be read from its last one on. */
    public static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + SIZE);
    }

    /** Makes the eight bytes from an index on zero. */
    public static void clear(byte[] bytes, int index) {
        LONGS.set(bytes, index, 0L);
    }

    /** The first {@code count} of the eight bytes, at least one, the others zero. */
    public static long first(int count, long word) {
        int others = (SIZE - count) * Byte.SIZE;
        return (word << others) >>> others;
    }

    /** How many bytes come before the first that is a quote, a backslash or no printable ASCII. */
    public static int lettersIn(long word) {
        long quotes = word ^ QUOTES;
        long backslashes = word ^ BACKSLASHES;
        long others =
                ((quotes - ONES) & ~quotes)
                        | ((backslashes - ONES) & ~backslashes)
                        | ((word - SPACES) & ~word)
                        | word;
        return bytesBefore(others & HIGH_BITS);
    }

    /** How many digits the eight bytes begin with. */
    public static int digitsIn(long word) {
        long digits = word ^ ZEROS;
        return bytesBefore(((digits + BEYOND_NINE) | digits) & HIGH_BITS);
    }

    private static int bytesBefore(long highBits) {
        return Long.numberOfTrailingZeros(highBits) / Byte.SIZE;
    }

    /** The number that the first {@code count} bytes are: digits, at least one. */
    public static long number(long word, int count) {
        // What is shifted in are zeros in front of the number.
        long digits = (word << ((SIZE - count) * Byte.SIZE)) & (0x0f * ONES);
        long pairs = (digits * 10 + (digits >>> 8)) & 0x00ff_00ff_00ff_00ffL;
        long fours = (pairs * 100 + (pairs >>> 16)) & 0x0000_ffff_0000_ffffL;
        return (fours * 10_000 + (fours >>> 32)) & 0xffff_ffffL;
    }

    /**
     * Reads three numbers of two digits, with a separator before the second and the third.
     *
     * @return what {@link #pair} takes them out of, or -1 if it is anything else
     */
    public static long pairs(long word, char separator) {
        long digits = word ^ ZEROS ^ ((separator ^ '0') * SEPARATORS);
        if ((((digits + BEYOND_NINE_OR_ZERO) | digits) & HIGH_BITS) != 0) {
            return -1;
        }
        return digits * 10 + (digits >>> Byte.SIZE);
    }

    /** The first, second or third number of {@link #pairs}, by the index 0, 1 or 2. */
    public static int pair(long pairs, int index) {
        return (int) (pairs >>> (index * 3 * Byte.SIZE)) & 0xff;
    }

    private EightBytes() {}
}
