package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Ids in the order they came, to be looked for: two numbers and a byte each, no objects. */
final class IdList {

    /** What one id takes where it is written. */
    static final int ID_BYTES = 1 + 2 * Long.BYTES;

    /** So few are looked through one by one; for more there is a hash table. */
    private static final int MOST_WITHOUT_TABLE = 12;

    private static final int AT_FIRST = 2;
    private static final long HEAP_BYTES = 88;
    private static final byte[] NO_BYTES = {};

    private byte[] sources = new byte[AT_FIRST];

    /** Both halves of each. */
    private long[] halves = new long[2 * AT_FIRST];

    private int size;

    /** Positions from 1 on by the hash of the id, with room; 0 is free. */
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
        byte source = id.source().code();
        long high = id.high();
        long low = id.low();
        if (table == null) {
            for (int i = 0; i < size; i++) {
                if (isAt(i, source, high, low)) {
                    return true;
                }
            }
            return false;
        }
        int slot = slotOf(low);
        while (table[slot] != 0) {
            if (isAt(table[slot] - 1, source, high, low)) {
                return true;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return false;
    }

    private boolean isAt(int index, byte source, long high, long low) {
        return halves[2 * index + 1] == low
                && halves[2 * index] == high
                && sources[index] == source;
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
            sources = Arrays.copyOf(sources, 2 * size);
            halves = Arrays.copyOf(halves, 4 * size);
        }
        sources[size] = source;
        halves[2 * size] = high;
        halves[2 * size + 1] = low;
        size++;
        if (table != null && 2 * size <= table.length) {
            enter(size - 1);
        } else if (size > MOST_WITHOUT_TABLE) {
            makeTable();
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
        sources = new byte[AT_FIRST];
        halves = new long[2 * AT_FIRST];
        size = 0;
        table = null;
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return HEAP_BYTES
                + (long) ID_BYTES * sources.length
                + (table == null ? 0 : (long) Integer.BYTES * table.length);
    }

    void write(DataOutput out) throws IOException {
        Texts.writeBytes(toBytes(), out);
    }

    static IdList read(DataInput in) throws IOException {
        return of(Texts.readBytes(in));
    }

    byte[] toBytes() {
        return toBytes(NO_BYTES);
    }

    /** The bytes of this list, after others. */
    byte[] toBytes(byte[] before) {
        ByteBuffer bytes = ByteBuffer.allocate(before.length + size * ID_BYTES).put(before);
        for (int i = 0; i < size; i++) {
            bytes.put(sources[i]).putLong(halves[2 * i]).putLong(halves[2 * i + 1]);
        }
        return bytes.array();
    }

    static IdList of(byte[] bytes) {
        IdList ids = new IdList();
        ByteBuffer from = ByteBuffer.wrap(bytes);
        while (from.hasRemaining()) {
            ids.add(from.get(), from.getLong(), from.getLong());
        }
        return ids;
    }

    /** How many ids are in the bytes of a list. */
    static int sizeOf(byte[] bytes) {
        return bytes.length / ID_BYTES;
    }

    /** Whether the bytes of a list, which begin at an offset, hold an id. */
    static boolean contains(byte[] bytes, int offset, EventId id) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        for (int at = offset; at < bytes.length; at += ID_BYTES) {
            if (from.getLong(at + 1 + Long.BYTES) == id.low()
                    && from.getLong(at + 1) == id.high()
                    && from.get(at) == id.source().code()) {
                return true;
            }
        }
        return false;
    }
}
