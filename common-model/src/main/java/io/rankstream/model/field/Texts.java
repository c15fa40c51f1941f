package io.rankstream.model.field;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes strings and byte arrays of any length, null included, compactly. */
public final class Texts {

    private static final int NULL = 0;

    public static void write(String text, DataOutput out) throws IOException {
        writeBytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8), out);
    }

    public static String read(DataInput in) throws IOException {
        byte[] bytes = readBytes(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    public static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
        if (bytes == null) {
            writeVarInt(NULL, out);
            return;
        }
        writeBytes(bytes, bytes.length, out);
    }

    /** Writes the first bytes of an array. */
    public static void writeBytes(byte[] bytes, int length, DataOutput out) throws IOException {
        writeVarInt(length + 1, out);
        out.write(bytes, 0, length);
    }

    public static byte[] readBytes(DataInput in) throws IOException {
        int length = readVarInt(in);
        if (length == NULL) {
            return null;
        }
        byte[] bytes = new byte[length - 1];
        in.readFully(bytes);
        return bytes;
    }

    /** Seven bits a byte, least significant first, as Protocol Buffers do. */
    public static void writeVarInt(int value, DataOutput out) throws IOException {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    public static int readVarInt(DataInput in) throws IOException {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.readByte();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private Texts() {}
}
