package io.rankstream.local.kinesis;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Turns the position of a record in its shard into a sequence number of the shape the service uses,
 * and back.
 *
 * <p>As a number of 188 bits, written in 56 decimal digits:
 *
 * <pre>
 * 2 | shard created at, seconds (36) | shard number, low bits (4) | position (64) | 0 (44) | shard number (32) | 2
 * </pre>
 *
 * <p>The time stands in front of the position, so the numbers of a child that was created at least
 * one second after its parent are all greater than the parent's.
 */
final class SequenceNumbers {

    /** The position that ends a closed shard; no record ever has it. */
    static final long END = Long.MAX_VALUE;

    private static final int BYTES = 24;
    private static final long VERSION = 2;

    private final long createdAtSeconds;
    private final int shardNumber;

    SequenceNumbers(long createdAtSeconds, int shardNumber) {
        this.createdAtSeconds = createdAtSeconds;
        this.shardNumber = shardNumber;
    }

    long createdAtSeconds() {
        return createdAtSeconds;
    }

    String at(long position) {
        byte[] bytes =
                ByteBuffer.allocate(BYTES)
                        .putLong(prefix() | position >>> 48)
                        .putLong(position << 16)
                        .putLong(suffix())
                        .array();
        return new BigInteger(bytes).toString();
    }

    /**
     * The position a sequence number stands for.
     *
     * @throws IllegalArgumentException if it is no number, or one of another shard
     */
    long position(String sequenceNumber) {
        byte[] digits = new BigInteger(sequenceNumber).toByteArray();
        if (digits.length != BYTES) {
            throw new IllegalArgumentException("Not a sequence number: " + sequenceNumber);
        }
        ByteBuffer bytes = ByteBuffer.wrap(digits);
        long high = bytes.getLong();
        long middle = bytes.getLong();
        long low = bytes.getLong();
        if ((high & ~0xFFFFL) != prefix() || (middle & 0xFFFFL) != 0 || low != suffix()) {
            throw new IllegalArgumentException("Of another shard: " + sequenceNumber);
        }
        return (high & 0xFFFFL) << 48 | middle >>> 16;
    }

    private long prefix() {
        return VERSION << 56 | createdAtSeconds << 20 | (shardNumber & 0xFL) << 16;
    }

    private long suffix() {
        return (long) shardNumber << 4 | VERSION;
    }
}
