package io.rankstream.model.field;

import io.rankstream.model.bytes.BigEndian;
import java.io.DataInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what was written to a {@link PackedOutput}. */
public final class PackedInput extends InputStream {

    private static final int BYTE = 0xff;

    private final byte[] bytes;
    private int at;
    private final int end;

    /** Reads the bytes {@code [from, end)}. */
    public PackedInput(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Reads all bytes of an array. */
    public PackedInput(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Reads what {@link PackedOutput#writeTo} wrote. */
    public static PackedInput of(DataInput in) throws IOException {
        byte[] bytes = Texts.readBytes(in);
        if (bytes == null) {
            throw new IOException("there are no bytes");
        }
        return new PackedInput(bytes);
    }

    /** Where in the array it reads next. */
    public int position() {
        return at;
    }

    /** Leaves some bytes out. */
    public void skipBytes(int count) throws IOException {
        require(count);
        at += count;
    }

    /**
     * Makes sure that so many bytes follow.
     *
     * @throws EOFException if they do not
     */
    public void require(long count) throws IOException {
        if (count < 0 || count > end - at) {
            throw new EOFException(count + " bytes wanted, " + (end - at) + " left");
        }
    }

    @Override
    public int available() {
        return end - at;
    }

    /** A byte without its sign, or -1 at the end. */
    @Override
    public int read() {
        return at == end ? -1 : bytes[at++] & BYTE;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (at == end) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(bytes, at, to, offset, count);
        at += count;
        return count;
    }

    /** A byte with its sign. */
    public byte readByte() throws IOException {
        require(1);
        return bytes[at++];
    }

    /** Reads so many bytes to the front of an array. */
    public void readInto(byte[] to, int length) throws IOException {
        require(length);
        System.arraycopy(bytes, at, to, 0, length);
        at += length;
    }

    /** Reads eight bytes. */
    public long readLong() throws IOException {
        require(Long.BYTES);
        long value = BigEndian.at(bytes, at);
        at += Long.BYTES;
        return value;
    }

    /** Reads what {@link PackedOutput#writeHighBytes} wrote. */
    public long readHighBytes() throws IOException {
        int count = readByte();
        require(count);
        long value = 0;
        for (int i = 1; i <= count; i++) {
            value |= (bytes[at++] & 0xffL) << (Long.SIZE - i * Byte.SIZE);
        }
        return value;
    }

    public long readUnsigned() throws IOException {
        if (end - at < Long.BYTES) {
            return readOneByOne();
        }
        long groups = (long) PackedOutput.GROUPS.get(bytes, at);
        long last = ~groups & PackedOutput.MORE;
        if (last == 0) {
            return readOneByOne();
        }
        int bits = Long.numberOfTrailingZeros(last);
        at += bits / Byte.SIZE + 1;
        long value = groups & ~PackedOutput.MORE & ((1L << bits) - 1);
        value = (value & 0x7f007f007f007fL) | ((value & 0x7f007f007f007f00L) >>> 1);
        value = (value & 0x3fff00003fffL) | ((value & 0x3fff00003fff0000L) >>> 2);
        return (value & 0xfffffffL) | ((value & 0xfffffff00000000L) >>> 4);
    }

    private long readOneByOne() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }

    public long readSigned() throws IOException {
        return unzigzag(readUnsigned());
    }

    /** Takes {@link PackedOutput#zigzag} back. */
    public static long unzigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }

    /**
     * Reads a number that says how many there are of something.
     *
     * @throws IOException if it is not one
     */
    public int readCount() throws IOException {
        long count = readUnsigned();
        if (count != (int) count || count < 0) {
            throw new IOException(count + " is not a count");
        }
        return (int) count;
    }

    public String readText() throws IOException {
        int length = readCount() - 1;
        if (length < 0) {
            return null;
        }
        require(length);
        at += length;
        return length == 0 ? "" : new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    public byte[] readBytes() throws IOException {
        return readBytes(null);
    }

    /**
     * Reads what {@link PackedOutput#writeBytes} wrote, to go on behind it.
     *
     * @param room for how many more bytes
     */
    public PackedOutput readOutput(int room) throws IOException {
        int length = readCount() - 1;
        require(length);
        byte[] copy = new byte[length + room];
        System.arraycopy(bytes, at, copy, 0, length);
        at += length;
        return new PackedOutput(copy, length);
    }

    /** As {@link #readBytes()}, but what is the same as something usual is that, not a copy. */
    public byte[] readBytes(byte[] usual) throws IOException {
        int length = readCount() - 1;
        if (length < 0) {
            return null;
        }
        require(length);
        at += length;
        boolean isUsual =
                usual != null && Arrays.equals(bytes, at - length, at, usual, 0, usual.length);
        return isUsual ? usual : Arrays.copyOfRange(bytes, at - length, at);
    }
}
