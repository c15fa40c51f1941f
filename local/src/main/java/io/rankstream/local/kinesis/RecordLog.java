package io.rankstream.local.kinesis;

/**
 * The records of one shard in order, each at a position that never changes; the oldest can be
 * dropped. Not thread-safe: the shard guards it.
 */
final class RecordLog {

    private static final int INITIAL_SLOTS = 64;

    /** Ring buffer: the record at a position is in slot {@code position % slots.length}. */
    private StoredRecord[] slots = new StoredRecord[INITIAL_SLOTS];

    private long first;
    private long next;

    /** An empty log whose first record will get the given position. */
    RecordLog(long first) {
        this.first = first;
        this.next = first;
    }

    /** Position of the oldest retained record, or {@link #next()} if there is none. */
    long first() {
        return first;
    }

    /** Position the next appended record gets. */
    long next() {
        return next;
    }

    boolean isEmpty() {
        return first == next;
    }

    StoredRecord get(long position) {
        return slots[slot(position)];
    }

    long append(StoredRecord storedRecord) {
        if (next - first == slots.length) {
            grow();
        }
        slots[slot(next)] = storedRecord;
        return next++;
    }

    StoredRecord dropFirst() {
        int slot = slot(first);
        StoredRecord dropped = slots[slot];
        slots[slot] = null;
        first++;
        return dropped;
    }

    /** Position of the oldest record that arrived at the given time or later. */
    long firstArrivedAt(long millis) {
        long low = first;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (get(middle).arrivalMillis() < millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int slot(long position) {
        return (int) (position & (slots.length - 1));
    }

    private void grow() {
        StoredRecord[] old = slots;
        // A power of two, so that a mask finds the slot.
        slots = new StoredRecord[old.length * 2];
        for (long position = first; position < next; position++) {
            slots[slot(position)] = old[(int) (position & (old.length - 1))];
        }
    }
}
