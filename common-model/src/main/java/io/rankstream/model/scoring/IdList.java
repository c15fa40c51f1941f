package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Ids in the order they came, to be looked for: two numbers and a byte each, no objects. */
final class IdList {

    /** In front of the bytes of a list, unless it is empty: the source of all ids, or this. */
    static final int HEAD_BYTES = 1;

    private static final byte MIXED = -1;

    /** What one id takes there, and what it takes where the sources differ: its own is behind. */
    static final int ID_BYTES = 2 * Long.BYTES;

    private static final int MIXED_ID_BYTES = ID_BYTES + 1;

    /** What one takes on the heap. */
    private static final int ID_HEAP_BYTES = 1 + 2 * Long.BYTES;

    private static final int NO_ID = -1;

    /** So few are looked through one by one; for more there is a hash table. */
    private static final int MOST_WITHOUT_TABLE = 12;

    private static final int AT_FIRST = 2;

    /** Of a list without ids, as there are two of for most players. */
    private static final byte[] NO_SOURCES = {};

    private static final long[] NO_HALVES = {};
    private static final long HEAP_BYTES = 88;
    private static final int SOURCE_BITS = 3;

    /** What stands for {@link #MIXED} in so few bits. */
    private static final int MIXED_CODE = 7;

    private byte[] sources = NO_SOURCES;

    /** Both halves of each. */
    private long[] halves = NO_HALVES;

    private int size;

    /** Positions from 1 on by the hash of the id, with room; 0 is free. Made when it is used. */
    private int[] table;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    EventId get(int index) {
        return new EventId(
                EventId.Source.ofCode(sources[index]), halves[2 * index], halves[2 * index + 1]);
    }

    boolean contains(EventId id) {
        return indexOf(id.source().code(), id.high(), id.low()) >= 0;
    }

    /** The position of an id, or a negative number. */
    int indexOf(byte source, long high, long low) {
        if (size <= MOST_WITHOUT_TABLE) {
            for (int i = 0; i < size; i++) {
                if (isAt(i, source, high, low)) {
                    return i;
                }
            }
            return NO_ID;
        }
        if (table == null) {
            makeTable();
        }
        int slot = slotOf(low);
        while (table[slot] != 0) {
            if (isAt(table[slot] - 1, source, high, low)) {
                return table[slot] - 1;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return NO_ID;
    }

    /** Whether this id is at a position. */
    boolean isAt(int index, byte source, long high, long low) {
        return halves[2 * index + 1] == low
                && halves[2 * index] == high
                && sources[index] == source;
    }

    /** Writes the id at a position as {@link EventId#write} does. */
    void copy(int index, ByteBuffer ids) {
        ids.put(sources[index]).putLong(halves[2 * index]).putLong(halves[2 * index + 1]);
    }

    /** Adds an id that is not there yet. */
    void add(EventId id) {
        add(id.source().code(), id.high(), id.low());
    }

    /** Adds the id at a position of another list. */
    void addFrom(IdList other, int index) {
        add(other.sources[index], other.halves[2 * index], other.halves[2 * index + 1]);
    }

    private void add(byte source, long high, long low) {
        if (size == sources.length) {
            int room = Math.max(AT_FIRST, 2 * size);
            sources = Arrays.copyOf(sources, room);
            halves = Arrays.copyOf(halves, 2 * room);
        }
        sources[size] = source;
        halves[2 * size] = high;
        halves[2 * size + 1] = low;
        size++;
        if (table != null && 2 * size <= table.length) {
            enter(size - 1);
        } else {
            table = null;
        }
    }

    private void makeTable() {
        table = new int[Integer.highestOneBit(size) * 4];
        for (int i = 0; i < size; i++) {
            enter(i);
        }
    }

    private void enter(int index) {
        int slot = slotOf(halves[2 * index + 1]);
        while (table[slot] != 0) {
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = index + 1;
    }

    private int slotOf(long low) {
        return (int) low & (table.length - 1);
    }

    /** A number that is spread evenly over the ids, and is the same everywhere. */
    static int spread(EventId id) {
        return spread(id.high());
    }

    /** As {@link #spread(EventId)}, of the id at a position. */
    int spread(int index) {
        return spread(halves[2 * index]);
    }

    private static int spread(long high) {
        return (int) (high ^ high >>> Integer.SIZE);
    }

    void clear() {
        sources = NO_SOURCES;
        halves = NO_HALVES;
        size = 0;
        table = null;
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return HEAP_BYTES
                + (long) ID_HEAP_BYTES * sources.length
                + (table == null ? 0 : (long) Integer.BYTES * table.length);
    }

    void write(PackedOutput out) {
        byte source = commonSource();
        out.writeUnsigned(((long) size << SOURCE_BITS) | (source & MIXED_CODE));
        writeIds(source, out);
    }

    private void writeIds(byte source, PackedOutput out) {
        for (int i = 0; i < size; i++) {
            out.writeLong(halves[2 * i]);
            out.writeLong(halves[2 * i + 1]);
            if (source == MIXED) {
                out.write(sources[i]);
            }
        }
    }

    /** The source of all ids, or {@link #MIXED}. */
    private byte commonSource() {
        for (int i = 1; i < size; i++) {
            if (sources[i] != sources[0]) {
                return MIXED;
            }
        }
        return size == 0 ? 0 : sources[0];
    }

    static IdList read(PackedInput in) throws IOException {
        long head = in.readUnsigned();
        int code = (int) head & MIXED_CODE;
        IdList ids = new IdList();
        int count = (int) (head >>> SOURCE_BITS);
        ids.readIds(count, code == MIXED_CODE ? MIXED : (byte) code, in);
        return ids;
    }

    private void readIds(int count, byte source, PackedInput in) throws IOException {
        in.require((long) count * ID_BYTES);
        if (count > 0) {
            // With room for the one that it is mostly read for.
            sources = new byte[count + 1];
            halves = new long[2 * (count + 1)];
        }
        for (int i = 0; i < count; i++) {
            halves[2 * i] = in.readLong();
            halves[2 * i + 1] = in.readLong();
            sources[i] = source == MIXED ? in.readByte() : source;
        }
        size = count;
    }

    /**
     * The bytes of this list.
     *
     * @param before in front of them, no part of the list
     */
    byte[] toBytes(byte... before) {
        byte source = commonSource();
        int length = HEAD_BYTES + size * (source == MIXED ? MIXED_ID_BYTES : ID_BYTES);
        PackedOutput out = new PackedOutput(before.length + length);
        out.write(before, 0, before.length);
        out.write(source);
        writeIds(source, out);
        return out.toBytes();
    }

    /** The bytes of a list to which this one is added. */
    byte[] addedTo(byte[] bytes) throws IOException {
        IdList all = of(bytes);
        for (int i = 0; i < size; i++) {
            all.addFrom(this, i);
        }
        return all.toBytes();
    }

    static IdList of(byte[] bytes) throws IOException {
        IdList ids = new IdList();
        ids.readIds(sizeOf(bytes), bytes[0], new PackedInput(bytes, HEAD_BYTES, bytes.length));
        return ids;
    }

    /** How many ids are in the bytes of a list. */
    static int sizeOf(byte[] bytes) {
        return (bytes.length - HEAD_BYTES) / strideOf(bytes[0]);
    }

    private static int strideOf(byte source) {
        return source == MIXED ? MIXED_ID_BYTES : ID_BYTES;
    }

    /** Whether the bytes of a list, which begin at an offset, hold an id. */
    static boolean contains(byte[] bytes, int offset, EventId id) {
        byte source = bytes[offset];
        if (source != MIXED && source != id.source().code()) {
            return false;
        }
        ByteBuffer from = ByteBuffer.wrap(bytes);
        int stride = strideOf(source);
        for (int at = offset + HEAD_BYTES; at < bytes.length; at += stride) {
            if (from.getLong(at + Long.BYTES) == id.low()
                    && from.getLong(at) == id.high()
                    && (source != MIXED || from.get(at + ID_BYTES) == id.source().code())) {
                return true;
            }
        }
        return false;
    }
}
