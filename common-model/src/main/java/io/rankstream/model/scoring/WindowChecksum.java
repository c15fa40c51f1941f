package io.rankstream.model.scoring;

import io.rankstream.model.bytes.Murmur;
import java.nio.ByteBuffer;
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

    public static long of(String partition, String member, double redisScore) {
        byte[] partitionBytes = partition.getBytes(StandardCharsets.UTF_8);
        byte[] memberBytes = member.getBytes(StandardCharsets.UTF_8);
        byte[] bytes =
                ByteBuffer.allocate(partitionBytes.length + 1 + memberBytes.length + Double.BYTES)
                        .put(partitionBytes)
                        .put((byte) 0)
                        .put(memberBytes)
                        .putDouble(redisScore)
                        .array();
        return Murmur.of(bytes, 0).high();
    }

    private WindowChecksum() {}
}
