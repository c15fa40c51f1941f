package io.rankstream.model.standings;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Names what a member may be rewarded for, so that whoever pays can tell that it has been paid.
 *
 * <p>It is the version 5 UUID of the text {@code <board>\n<window>\n<partition>\n<member>} in the
 * namespace {@value #NAMESPACE}. It depends on nothing else: not on the score, the rank, a revision
 * or the version of the board, so that no correction makes a second reward of one.
 */
public final class RewardId {

    public static final String NAMESPACE = "6f2f7d3e-52a4-5d0c-9f0b-6b1d2f3c8a71";

    private static final UUID NAMESPACE_UUID = UUID.fromString(NAMESPACE);

    /**
     * The id of what a member is rewarded for in one partition of a window.
     *
     * @param partition as keys have it, such as {@code country=DE}; empty without partitions
     */
    public static UUID of(String board, String window, String partition, String member) {
        byte[] name =
                String.join("\n", board, window, partition, member)
                        .getBytes(StandardCharsets.UTF_8);
        MessageDigest sha1 = sha1();
        sha1.update(
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(NAMESPACE_UUID.getMostSignificantBits())
                        .putLong(NAMESPACE_UUID.getLeastSignificantBits())
                        .array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name));
        long high = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
        long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private RewardId() {}
}
