package io.rankstream.model.scoring;

import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sessions of one player that may still grow: chains of events with at most a gap between
 * neighbours.
 *
 * <p>An event can be taken back as long as its session is open and it lies within the corrections
 * horizon; what is older is merged into stretches.
 */
final class OpenSessions {

    private static final long STRETCH_HEAP_BYTES = 48;

    /** Events that are not told apart any more; those of one time, as long as they may go. */
    private static final class Stretch {

        private final long first;
        private long last;
        private long count;

        private Stretch(long first, long last, long count) {
            this.first = first;
            this.last = last;
            this.count = count;
        }
    }

    /** Takes a session that has ended. */
    interface Closed {

        /**
         * Takes one session.
         *
         * @param first time of the first event, epoch milliseconds
         * @param last time of the last event, epoch milliseconds
         * @param count how many events it has
         */
        void accept(long first, long last, long count) throws IOException;
    }

    /** By time, and apart from each other. */
    private final List<Stretch> stretches = new ArrayList<>();

    boolean isEmpty() {
        return stretches.isEmpty();
    }

    void add(long time) {
        int at = indexOf(time);
        if (at >= 0) {
            stretches.get(at).count++;
        } else {
            stretches.add(-at - 1, new Stretch(time, time, 1));
        }
    }

    /** Takes one event of that time back, if it can still be told apart. */
    void remove(long time) {
        int at = indexOf(time);
        if (at < 0) {
            return;
        }
        Stretch stretch = stretches.get(at);
        stretch.count--;
        if (stretch.count == 0) {
            stretches.remove(at);
        }
    }

    /** The stretch that contains a time, or minus its place minus one. */
    private int indexOf(long time) {
        for (int i = stretches.size() - 1; i >= 0; i--) {
            Stretch stretch = stretches.get(i);
            if (stretch.first <= time) {
                return time <= stretch.last ? i : -i - 2;
            }
        }
        return -1;
    }

    /**
     * Merges what cannot be taken back any more.
     *
     * @param before events before this time stay for good, epoch milliseconds
     */
    void settle(long before, long gapMillis) {
        for (int i = 1; i < stretches.size() && stretches.get(i).last < before; ) {
            Stretch earlier = stretches.get(i - 1);
            Stretch later = stretches.get(i);
            if (later.first - earlier.last <= gapMillis) {
                earlier.last = later.last;
                earlier.count += later.count;
                stretches.remove(i);
            } else {
                i++;
            }
        }
    }

    /**
     * When the first session is closed, or {@code Long.MAX_VALUE}: an event that prolongs it lies
     * at most a gap behind its end, and arrives at most a gap and the lateness after its own time.
     */
    long closesAt(long gapMillis, long latenessMillis) {
        return stretches.isEmpty()
                ? Long.MAX_VALUE
                : closed(stretches.get(endOf(0, gapMillis)).last, gapMillis, latenessMillis);
    }

    /** When the session that holds a time is closed; {@code Long.MIN_VALUE} if none does. */
    long closesAt(long time, long gapMillis, long latenessMillis) {
        int at = indexOf(time);
        return at < 0
                ? Long.MIN_VALUE
                : closed(stretches.get(endOf(at, gapMillis)).last, gapMillis, latenessMillis);
    }

    /** When a session that ends so is closed. */
    static long closed(long last, long gapMillis, long latenessMillis) {
        return last + 2 * gapMillis + latenessMillis;
    }

    private int endOf(int start, long gapMillis) {
        int end = start;
        while (end + 1 < stretches.size()
                && stretches.get(end + 1).first - stretches.get(end).last <= gapMillis) {
            end++;
        }
        return end;
    }

    /** Takes out the sessions that are closed when the arrival clock shows {@code now}. */
    void close(long now, long gapMillis, long latenessMillis, Closed closed) throws IOException {
        while (closesAt(gapMillis, latenessMillis) <= now) {
            int end = endOf(0, gapMillis);
            long first = stretches.get(0).first;
            long last = stretches.get(end).last;
            long count = 0;
            for (int i = 0; i <= end; i++) {
                count += stretches.get(i).count;
            }
            stretches.subList(0, end + 1).clear();
            closed.accept(first, last, count);
        }
    }

    void clear() {
        stretches.clear();
    }

    /** How much memory they take, about. */
    long heapBytes() {
        return stretches.size() * STRETCH_HEAP_BYTES;
    }

    /**
     * Writes them.
     *
     * @param near a time that most are near to, epoch milliseconds
     */
    void write(long near, PackedOutput out) {
        out.writeUnsigned(stretches.size());
        long before = near;
        for (Stretch stretch : stretches) {
            out.writeSigned(stretch.first - before);
            out.writeUnsigned(stretch.last - stretch.first);
            out.writeUnsigned(stretch.count);
            before = stretch.last;
        }
    }

    static OpenSessions read(long near, PackedInput in) throws IOException {
        OpenSessions read = new OpenSessions();
        int size = in.readCount();
        long before = near;
        for (int i = 0; i < size; i++) {
            long first = before + in.readSigned();
            long last = first + in.readUnsigned();
            read.stretches.add(new Stretch(first, last, in.readUnsigned()));
            before = last;
        }
        return read;
    }
}
