package io.rankstream.model.scoring;

import io.rankstream.model.field.FieldSchema;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The events of one player that may yet be judged otherwise: those inside the corrections horizon.
 *
 * <p>The newest are held here, with the player's hot state, as the tail. A full tail is written
 * away as one chunk before the next entry comes. Chunks leave in the order they were written, once
 * the horizon has passed over the latest event of each; so one is read once when it leaves, and
 * otherwise only for a correction.
 */
final class EventLog {

    private static final int MAX_TAIL_ENTRIES = 32;
    private static final int MAX_TAIL_BYTES = 2_048;

    /** Chunks leave some at a time: a deadline is rounded up to a multiple of this. */
    private static final long LEAVING_MILLIS = 300_000L;

    private static final long NOTHING = Long.MIN_VALUE;

    /** Works on one chunk. */
    interface Visitor {

        void visit(LogChunk chunk) throws IOException;
    }

    private LogChunk tail;
    private long firstChunk;
    private long nextChunk;

    /** The latest event time of the first stored chunk. */
    private long firstNewest;

    /** The latest event time of all. */
    private long newest = NOTHING;

    boolean isEmpty() {
        return tail == null && firstChunk == nextChunk;
    }

    /** The latest event time of all entries, or {@code Long.MIN_VALUE}. */
    long newest() {
        return newest;
    }

    /** The newest entries; null if there are none. */
    LogChunk tail() {
        return tail;
    }

    void append(LogEntry entry, FieldSchema fields, PlayerStore store) throws IOException {
        String declaration = fields.toString();
        if (tail != null && (isFull(tail) || !tail.declaration().equals(declaration))) {
            storeTail(store);
        }
        if (tail == null) {
            tail = new LogChunk(declaration);
        }
        tail.append(entry, fields);
        newest = Math.max(newest, entry.event().eventTime());
    }

    private static boolean isFull(LogChunk tail) {
        return tail.count() >= MAX_TAIL_ENTRIES || tail.length() >= MAX_TAIL_BYTES;
    }

    void storeTail(PlayerStore store) throws IOException {
        if (firstChunk == nextChunk) {
            firstNewest = tail.newest();
        }
        store.putLogChunk(nextChunk, tail.toBytes());
        nextChunk++;
        tail = null;
    }

    /** Visits every stored chunk, then the tail; a stored chunk is written back if it changed. */
    void visit(PlayerStore store, Visitor visitor) throws IOException {
        for (long at = firstChunk; at < nextChunk; at++) {
            byte[] bytes = store.logChunk(at);
            if (bytes == null) {
                throw new IOException("chunk " + at + " of the event log is missing");
            }
            LogChunk chunk = LogChunk.of(bytes);
            int touchedBefore = chunk.touched().size();
            visitor.visit(chunk);
            if (chunk.touched().size() != touchedBefore) {
                store.putLogChunk(at, chunk.toBytes());
            }
        }
        if (tail != null) {
            visitor.visit(tail);
        }
    }

    /** When {@link #leave} has something to do, on the arrival clock, or {@code Long.MAX_VALUE}. */
    long leavesAt(long horizonMillis) {
        if (isEmpty()) {
            return Long.MAX_VALUE;
        }
        long first = firstChunk < nextChunk ? firstNewest : tail.newest();
        long leaves = first + horizonMillis;
        return leaves - Math.floorMod(leaves, LEAVING_MILLIS) + LEAVING_MILLIS;
    }

    /**
     * Lets the oldest chunks go that the horizon has passed over.
     *
     * @param now the arrival clock
     * @param leaving is told of each of them
     */
    void leave(long now, long horizonMillis, PlayerStore store, Visitor leaving)
            throws IOException {
        while (leavesAt(horizonMillis) <= now) {
            if (firstChunk == nextChunk) {
                LogChunk last = tail;
                tail = null;
                leaving.visit(last);
            } else {
                LogChunk first = LogChunk.of(store.logChunk(firstChunk));
                store.removeLogChunk(firstChunk);
                firstChunk++;
                leaving.visit(first);
                if (firstChunk < nextChunk) {
                    firstNewest = LogChunk.of(store.logChunk(firstChunk)).newest();
                }
            }
        }
        if (isEmpty()) {
            newest = NOTHING;
        }
    }

    void clear() {
        tail = null;
        firstChunk = 0;
        nextChunk = 0;
        newest = NOTHING;
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return tail == null ? 0 : tail.heapBytes();
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(firstChunk);
        out.writeLong(nextChunk);
        out.writeLong(firstNewest);
        out.writeLong(newest);
        out.writeBoolean(tail != null);
        if (tail != null) {
            tail.write(out);
        }
    }

    static EventLog read(DataInput in) throws IOException {
        EventLog log = new EventLog();
        log.firstChunk = in.readLong();
        log.nextChunk = in.readLong();
        log.firstNewest = in.readLong();
        log.newest = in.readLong();
        if (in.readBoolean()) {
            log.tail = LogChunk.read(in);
        }
        return log;
    }
}
