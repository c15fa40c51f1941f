package io.rankstream.model.scoring;

import io.rankstream.model.bytes.BigEndian;
import io.rankstream.model.bytes.Murmur;
import java.nio.charset.StandardCharsets;

/**
 * The checksum of a final window: the sum, modulo 2^64, of one hash a member, so that it does not
 * depend on order and can be kept up to date member by member.
 *
 * <p>The hash of a member is the first half of MurmurHash3 x64 128 (seed 0) over the UTF-8 bytes of
 * the partition, a zero byte, the UTF-8 bytes of the member and the eight bytes of the Redis score
 * as IEEE 754 double, big-endian.
 */
public final class WindowChecksum {

    /** Takes the place of the score. */
    private static final String NO_SCORE = "\0".repeat(Double.BYTES);

    private String partition;
    private String member;

    /** What was hashed last. */
    private byte[] bytes;

    /** The hash of one member. */
    public static long of(String partition, String member, double redisScore) {
        return new WindowChecksum().hash(partition, member, redisScore);
    }

    /** The hash of one member; asked for again with another score it takes less time. */
    long hash(String ofPartition, String ofMember, double redisScore) {
        if (!ofMember.equals(member) || !ofPartition.equals(partition)) {
            partition = ofPartition;
            member = ofMember;
            bytes = (partition + '\0' + member + NO_SCORE).getBytes(StandardCharsets.UTF_8);
        }
        long bits = Double.doubleToRawLongBits(redisScore);
        BigEndian.set(bytes, bytes.length - Long.BYTES, bits);
        return Murmur.of(bytes, 0).high();
    }
}
