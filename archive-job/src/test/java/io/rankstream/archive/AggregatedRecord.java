package io.rankstream.archive;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Several records in one, as the producer library packs them. */
final class AggregatedRecord {

    private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};

    static byte[] of(String partitionKey, List<byte[]> records) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        field(message, 1, partitionKey.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (byte[] record : records) {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            part.write(1 << 3);
            part.write(0);
            field(part, 3, record);
            field(message, 3, part.toByteArray());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.writeBytes(message.toByteArray());
        out.writeBytes(md5(message.toByteArray()));
        return out.toByteArray();
    }

    /** A field of bytes as Protocol Buffers write it. */
    private static void field(ByteArrayOutputStream out, int number, byte[] value) {
        out.write((number << 3) | 2);
        int rest = value.length;
        while (rest > 127) {
            out.write((rest & 127) | 128);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(value);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private AggregatedRecord() {}
}
