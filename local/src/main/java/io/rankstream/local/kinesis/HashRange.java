package io.rankstream.local.kinesis;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The part of the 128-bit hash key space that a shard takes records of; both ends inclusive. */
record HashRange(BigInteger start, BigInteger end) {

    private static final BigInteger SPACE = BigInteger.ONE.shiftLeft(128);
    static final BigInteger MAX_KEY = SPACE.subtract(BigInteger.ONE);

    /** The hash key of a partition key: the MD5 of its UTF-8 bytes. */
    static BigInteger hashKey(String partitionKey) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return new BigInteger(1, md5.digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }

    /** Equal ranges that cover the space exactly; the last one takes the remainder. */
    static List<HashRange> uniform(int count) {
        BigInteger width = SPACE.divide(BigInteger.valueOf(count));
        List<HashRange> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            BigInteger start = width.multiply(BigInteger.valueOf(i));
            BigInteger end = i == count - 1 ? MAX_KEY : start.add(width).subtract(BigInteger.ONE);
            ranges.add(new HashRange(start, end));
        }
        return ranges;
    }

    boolean contains(BigInteger key) {
        return start.compareTo(key) <= 0 && key.compareTo(end) <= 0;
    }

    boolean isAdjacentTo(HashRange other) {
        return end.add(BigInteger.ONE).equals(other.start)
                || other.end.add(BigInteger.ONE).equals(start);
    }

    HashRange below(BigInteger key) {
        return new HashRange(start, key.subtract(BigInteger.ONE));
    }

    HashRange from(BigInteger key) {
        return new HashRange(key, end);
    }

    HashRange mergedWith(HashRange other) {
        return new HashRange(start.min(other.start), end.max(other.end));
    }
}
