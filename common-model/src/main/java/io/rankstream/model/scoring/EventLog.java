package io.rankstream.model.scoring;

import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
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
    private static final int HAS_TAIL = 1;

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

    /** Whether it is as it was at first. */
    boolean isUnused() {
        return tail == null && nextChunk == 0 && newest == NOTHING;
    }

    /**
     * Writes it.
     *
     * @param near a full second that most times are near to, epoch milliseconds
     * @param seen what most ids of the newest entries are also in
     */
    void write(long near, SeenIds seen, PackedOutput out) {
        out.writeUnsigned(((nextChunk - firstChunk) << 1) | (tail == null ? 0 : HAS_TAIL));
        out.writeUnsigned(firstChunk);
        if (firstChunk < nextChunk) {
            out.writeSigned(firstNewest - near);
        }
        if (tail != null) {
            tail.write(near, seen, out);
        }
        out.writeSigned(newest - (tail == null ? near : tail.newest()));
    }

    static EventLog read(long near, SeenIds seen, PackedInput in) throws IOException {
        EventLog log = new EventLog();
        long head = in.readUnsigned();
        log.firstChunk = in.readUnsigned();
        log.nextChunk = log.firstChunk + (head >>> 1);
        if (log.firstChunk < log.nextChunk) {
            log.firstNewest = near + in.readSigned();
        }
        if ((head & HAS_TAIL) != 0) {
            log.tail = LogChunk.read(near, seen, in);
        }
        log.newest = in.readSigned() + (log.tail == null ? near : log.tail.newest());
        return log;
    }
}
