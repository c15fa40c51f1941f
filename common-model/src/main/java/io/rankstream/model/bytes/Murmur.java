package io.rankstream.model.bytes;

/**
 * MurmurHash3, x64 variant of 128 bits, by Austin Appleby: what identifies things in stored state
 * and in archives, so that its values never change.
 */
public final class Murmur {

    private static final long FACTOR_1 = 0x87c3_7b91_1142_53d5L;
    private static final long FACTOR_2 = 0x4cf5_ad43_2745_937fL;
    private static final int BLOCK = 2 * EightBytes.SIZE;

    private final long high;
    private final long low;

    private Murmur(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /** The hash of all bytes. */
    public static Murmur of(byte[] bytes, int seed) {
        return of(bytes, 0, bytes.length, seed);
    }

    /** The hash of the bytes {@code [offset, offset + length)}. */
    public static Murmur of(byte[] bytes, int offset, int length, int seed) {
        long high = Integer.toUnsignedLong(seed);
        long low = high;
        int end = offset + length;
        int at = offset;
        for (; at + BLOCK <= end; at += BLOCK) {
            high ^= mixed(EightBytes.at(bytes, at), FACTOR_1, 31, FACTOR_2);
            high = (Long.rotateLeft(high, 27) + low) * 5 + 0x52dc_e729;
            low ^= mixed(EightBytes.at(bytes, at + EightBytes.SIZE), FACTOR_2, 33, FACTOR_1);
            low = (Long.rotateLeft(low, 31) + high) * 5 + 0x3849_5ab5;
        }
        high ^= mixed(rest(bytes, at, end), FACTOR_1, 31, FACTOR_2);
        low ^= mixed(rest(bytes, at + EightBytes.SIZE, end), FACTOR_2, 33, FACTOR_1);

        high ^= length;
        low ^= length;
        high += low;
        low += high;
        high = spread(high);
        low = spread(low);
        high += low;
        return new Murmur(high, low + high);
    }

    /** What is there of eight bytes; nothing, mixed in, changes nothing. */
    private static long rest(byte[] bytes, int at, int end) {
        int count = Math.min(end - at, EightBytes.SIZE);
        if (count <= 0) {
            return 0;
        }
        int missing = EightBytes.SIZE - count;
        return missing <= at
                ? EightBytes.at(bytes, at - missing) >>> (missing * Byte.SIZE)
                : EightBytes.first(count, EightBytes.at(EightBytes.padded(bytes), at));
    }

    private static long mixed(long word, long first, int distance, long second) {
        return Long.rotateLeft(word * first, distance) * second;
    }

    private static long spread(long half) {
        long spread = (half ^ half >>> 33) * 0xff51_afd7_ed55_8ccdL;
        spread = (spread ^ spread >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return spread ^ spread >>> 33;
    }

    /** The first 64 bits. */
    public long high() {
        return high;
    }

    /** The last 64 bits. */
    public long low() {
        return low;
    }
}
