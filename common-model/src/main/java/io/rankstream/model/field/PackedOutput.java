package io.rankstream.model.field;

import io.rankstream.model.bytes.BigEndian;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that grow as values are written to them, a small number in few; {@link PackedInput} reads
 * them.
 *
 * <p>A class of its own, not a {@link DataOutput} of somebody's, so that writing a byte is no call
 * of an interface. Not safe for several threads.
 */
public final class PackedOutput extends OutputStream {

    /** A long in an array of bytes, the lowest byte first. */
    static final VarHandle GROUPS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** In each byte the bit that says that another one follows. */
    static final long MORE = 0x8080808080808080L;

    /** So many bits take eight bytes. */
    private static final int MOST_AT_ONCE = 56;

    private static final int MAX_UNSIGNED_BYTES = 10;
    private static final int MAX_ASCII = 0x7f;

    private byte[] bytes;
    private int size;

    /**
     * @param capacity how many bytes there is room for at first
     */
    public PackedOutput(int capacity) {
        bytes = new byte[capacity];
    }

    /** Goes on behind bytes that were written before, the first {@code size}; no copy is made. */
    public PackedOutput(byte[] before, int size) {
        this.bytes = before;
        this.size = size;
    }

    /** How many bytes were written. */
    public int size() {
        return size;
    }

    /** For how many bytes there is room. */
    public int capacity() {
        return bytes.length;
    }

    private void makeRoom(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }

    /** Forgets what was written. */
    public void reset() {
        size = 0;
    }

    @Override
    public void write(int value) {
        makeRoom(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        makeRoom(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** Writes eight bytes. */
    public void writeLong(long value) {
        makeRoom(Long.BYTES);
        BigEndian.set(bytes, size, value);
        size += Long.BYTES;
    }

    /** Writes a number whose last bytes are often zero, as a double's: 1 to 9 bytes. */
    public void writeHighBytes(long value) {
        int count = Long.BYTES - Long.numberOfTrailingZeros(value) / Byte.SIZE;
        makeRoom(1 + Long.BYTES);
        bytes[size++] = (byte) count;
        for (int i = 1; i <= count; i++) {
            bytes[size++] = (byte) (value >>> (Long.SIZE - i * Byte.SIZE));
        }
    }

    /** Seven bits a byte, as {@link Texts#writeVarInt}: 1 byte up to 127, 10 for a negative one. */
    public void writeUnsigned(long value) {
        makeRoom(MAX_UNSIGNED_BYTES);
        if ((value & ~0x7fL) == 0) {
            bytes[size++] = (byte) value;
            return;
        }
        if (value >>> MOST_AT_ONCE != 0) {
            writeLarge(value);
            return;
        }
        // Without a branch on how many bytes there are: nobody could foresee it.
        int count = lengthOf(value);
        long groups = (value & 0xfffffffL) | ((value & 0xfffffff0000000L) << 4);
        groups = (groups & 0x3fff00003fffL) | ((groups & 0xfffc0000fffc000L) << 2);
        groups = (groups & 0x7f007f007f007fL) | ((groups & 0x3f803f803f803f80L) << 1);
        long goesOn = MORE & ((1L << (Byte.SIZE * (count - 1))) - 1);
        GROUPS.set(bytes, size, groups | goesOn);
        size += count;
    }

    /** How many bytes a number takes that is written at once. */
    private static int lengthOf(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        return (bits * 37 + 221) >>> 8;
    }

    private void writeLarge(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** As {@link #writeUnsigned}, but small for what is close to zero on either side. */
    public void writeSigned(long value) {
        writeUnsigned(zigzag(value));
    }

    /** Makes 0, -1, 1, -2 and so on 0, 1, 2, 3; {@link PackedInput#unzigzag} takes it back. */
    public static long zigzag(long value) {
        return (value << 1) ^ (value >> (Long.SIZE - 1));
    }

    /** Null included. */
    public void writeText(String text) {
        if (text == null) {
            write(0);
            return;
        }
        int length = text.length();
        writeUnsigned(length + 1L);
        makeRoom(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > MAX_ASCII) {
                size -= i + lengthOf(length + 1L);
                writeBytes(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[size++] = (byte) c;
        }
    }

    /** With their number in front, as {@link Texts#writeBytes(byte[], DataOutput)}. */
    public void writeBytes(byte[] from) {
        writeBytes(from, from.length);
    }

    private void writeBytes(byte[] from, int length) {
        writeUnsigned(length + 1L);
        write(from, 0, length);
    }

    /** Writes everything that was written to another one, as {@link #writeBytes}. */
    public void writeAll(PackedOutput other) {
        writeBytes(other.bytes, other.size);
    }

    /** Writes everything that was written here, with the number of bytes in front. */
    public void writeTo(DataOutput out) throws IOException {
        Texts.writeBytes(bytes, size, out);
    }

    /** Copies bytes that were written, from a position on. */
    public void copy(int from, byte[] to, int offset, int length) {
        System.arraycopy(bytes, from, to, offset, length);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Reads what was written so far, without a copy. */
    public PackedInput toInput() {
        return new PackedInput(bytes, 0, size);
    }
}
