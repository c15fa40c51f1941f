package io.rankstream.model.scoring;

import io.rankstream.model.bytes.BigEndian;
import io.rankstream.model.event.EventId;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Ids in the order they came, to be looked for: bytes as they are written, no objects, since most
 * lists are read for one id and written again.
 */
final class IdList {

    /** In front of the bytes of a list, unless it is empty: the source of all ids, or this. */
    static final int HEAD_BYTES = 1;

    private static final byte MIXED = -1;

    /** The source of no id. */
    private static final byte NONE = -2;

    /** What one id takes there, and what it takes where the sources differ: its own is behind. */
    static final int ID_BYTES = 2 * Long.BYTES;

    private static final int MIXED_ID_BYTES = ID_BYTES + 1;

    private static final int NO_ID = -1;

    /** So few are looked through one by one; for more there is a hash table. */
    private static final int MOST_WITHOUT_TABLE = 64;

    private static final int AT_FIRST = 2;

    /** Of a list without ids, as there are two of for most players. */
    private static final byte[] NO_HALVES = {};

    private static final long HEAP_BYTES = 64;
    private static final int SOURCE_BITS = 3;

    /** What stands for {@link #MIXED} in so few bits. */
    private static final int MIXED_CODE = 7;

    /** The source of all ids, unless {@link #sources} says it of each. */
    private byte source = NONE;

    /** Null as long as all ids have one source. */
    private byte[] sources;

    /** Both halves of each, {@value #ID_BYTES} bytes. */
    private byte[] halves = NO_HALVES;

    private int size;

    /** Positions from 1 on by the hash of the id, with room; 0 is free. Made when it is used. */
    private int[] table;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** A list of so many ids, which are to be {@link #set}, with room for one more. */
    static IdList ofSize(int size) {
        IdList ids = new IdList();
        ids.halves = new byte[ID_BYTES * (size + 1)];
        ids.size = size;
        return ids;
    }

    EventId get(int index) {
        Objects.checkIndex(index, size);
        return new EventId(
                EventId.Source.ofCode(source(index)),
                BigEndian.at(halves, ID_BYTES * index),
                BigEndian.at(halves, ID_BYTES * index + Long.BYTES));
    }

    private byte source(int index) {
        return sources == null ? source : sources[index];
    }

    boolean contains(EventId id) {
        return indexOf(id.source().code(), id.high(), id.low()) >= 0;
    }

    private int indexOf(byte source, long high, long low) {
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

    private boolean isAt(int index, byte source, long high, long low) {
        return BigEndian.at(halves, ID_BYTES * index + Long.BYTES) == low
                && BigEndian.at(halves, ID_BYTES * index) == high
                && source(index) == source;
    }

    /** Whether the id at a position of another list is at this position. */
    boolean isAt(int index, IdList other, int otherIndex) {
        int at = ID_BYTES * otherIndex;
        return isAt(
                index,
                other.source(otherIndex),
                BigEndian.at(other.halves, at),
                BigEndian.at(other.halves, at + Long.BYTES));
    }

    /** The position of the id at a position of another list, or a negative number. */
    int indexOf(IdList other, int otherIndex) {
        int at = ID_BYTES * otherIndex;
        return indexOf(
                other.source(otherIndex),
                BigEndian.at(other.halves, at),
                BigEndian.at(other.halves, at + Long.BYTES));
    }

    /** Adds an id that is not there yet. */
    void add(EventId id) {
        add(id.source().code(), id.high(), id.low());
    }

    private void add(byte ofSource, long high, long low) {
        makeRoom();
        size++;
        set(size - 1, ofSource, high, low);
        noteAdded();
    }

    /** Adds the id at a position of another list. */
    void addFrom(IdList other, int index) {
        makeRoom();
        size++;
        setFrom(size - 1, other, index);
        noteAdded();
    }

    private void makeRoom() {
        if (ID_BYTES * size == halves.length) {
            halves = Arrays.copyOf(halves, ID_BYTES * Math.max(AT_FIRST, 2 * size));
        }
    }

    private void noteAdded() {
        if (table != null && 2 * size <= table.length) {
            enter(size - 1);
        } else {
            table = null;
        }
    }

    /** Gives a position an id, once, before anything is looked for. */
    void set(int index, byte ofSource, long high, long low) {
        setSource(index, ofSource);
        BigEndian.set(halves, ID_BYTES * index, high);
        BigEndian.set(halves, ID_BYTES * index + Long.BYTES, low);
    }

    /** As {@link #set}, the id at a position of another list. */
    void setFrom(int index, IdList other, int otherIndex) {
        setSource(index, other.source(otherIndex));
        System.arraycopy(other.halves, ID_BYTES * otherIndex, halves, ID_BYTES * index, ID_BYTES);
    }

    private void setSource(int index, byte ofSource) {
        if (sources == null) {
            if (source == NONE) {
                source = ofSource;
            }
            if (source == ofSource) {
                return;
            }
            sources = new byte[halves.length / ID_BYTES];
            Arrays.fill(sources, source);
        }
        if (index >= sources.length) {
            sources = Arrays.copyOf(sources, halves.length / ID_BYTES);
        }
        sources[index] = ofSource;
    }

    private void makeTable() {
        table = new int[Integer.highestOneBit(size) * 4];
        for (int i = 0; i < size; i++) {
            enter(i);
        }
    }

    private void enter(int index) {
        int slot = slotOf(BigEndian.at(halves, ID_BYTES * index + Long.BYTES));
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
        return spread(BigEndian.at(halves, ID_BYTES * index));
    }

    private static int spread(long high) {
        return (int) (high ^ high >>> Integer.SIZE);
    }

    void clear() {
        source = NONE;
        sources = null;
        halves = NO_HALVES;
        size = 0;
        table = null;
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return HEAP_BYTES
                + halves.length
                + (sources == null ? 0 : sources.length)
                + (table == null ? 0 : (long) Integer.BYTES * table.length);
    }

    void write(PackedOutput out) {
        out.writeUnsigned(((long) size << SOURCE_BITS) | (commonSource() & MIXED_CODE));
        writeIds(out);
    }

    private void writeIds(PackedOutput out) {
        if (sources == null) {
            out.write(halves, 0, ID_BYTES * size);
            return;
        }
        for (int i = 0; i < size; i++) {
            out.write(halves, ID_BYTES * i, ID_BYTES);
            out.write(sources[i]);
        }
    }

    /** The source of all ids, or {@link #MIXED}. */
    private byte commonSource() {
        return sources != null ? MIXED : size == 0 ? 0 : source;
    }

    static IdList read(PackedInput in) throws IOException {
        long head = in.readUnsigned();
        int code = (int) head & MIXED_CODE;
        IdList ids = new IdList();
        int count = (int) (head >>> SOURCE_BITS);
        ids.readIds(count, code == MIXED_CODE ? MIXED : (byte) code, in);
        return ids;
    }

    private void readIds(int count, byte commonSource, PackedInput in) throws IOException {
        if (count == 0) {
            return;
        }
        in.require((long) count * ID_BYTES);
        // With room for the one that it is mostly read for.
        halves = new byte[ID_BYTES * (count + 1)];
        size = count;
        if (commonSource != MIXED) {
            source = commonSource;
            in.readInto(halves, ID_BYTES * count);
            return;
        }
        for (int i = 0; i < count; i++) {
            long high = in.readLong();
            long low = in.readLong();
            set(i, in.readByte(), high, low);
        }
    }

    /**
     * The bytes of this list.
     *
     * @param before in front of them, no part of the list
     */
    byte[] toBytes(byte... before) {
        int length = HEAD_BYTES + size * strideOf(commonSource());
        PackedOutput out = new PackedOutput(before.length + length);
        out.write(before, 0, before.length);
        out.write(commonSource());
        writeIds(out);
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
        int stride = strideOf(source);
        for (int at = offset + HEAD_BYTES; at < bytes.length; at += stride) {
            if (BigEndian.at(bytes, at + Long.BYTES) == id.low()
                    && BigEndian.at(bytes, at) == id.high()
                    && (source != MIXED || bytes[at + ID_BYTES] == id.source().code())) {
                return true;
            }
        }
        return false;
    }
}
