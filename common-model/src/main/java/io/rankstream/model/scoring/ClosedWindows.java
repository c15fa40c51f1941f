package io.rankstream.model.scoring;

import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one player in the windows that were closed last, as bytes: most are not looked at
 * again before they are forgotten. Older values, and large ones, are in the {@link PlayerStore};
 * each is in one of the two places.
 */
final class ClosedWindows {

    private static final int MOST = 48;

    /** What is larger holds many distinct values. */
    private static final int MOST_BYTES = 512;

    private static final int HAS_STORED = 1;
    private static final long MILLIS_PER_SECOND = 1_000;

    private static final byte[] NO_BYTES = {};

    /** Tells by the track and the start of its window whether a value is meant. */
    interface Selection {

        boolean test(int trackId, long windowStart);
    }

    /** One after the other, the oldest first: the length of a value, then the value. */
    private byte[] packed = NO_BYTES;

    /** A full second that the values' times are near to, epoch milliseconds. */
    private long near;

    private int count;
    private long storedExpireAt = PlayerState.NEVER;

    /** When the first value in the store may be forgotten; {@code Long.MAX_VALUE} for none. */
    long storedExpireAt() {
        return storedExpireAt;
    }

    void setStoredExpireAt(long expireAt) {
        storedExpireAt = expireAt;
    }

    /** Whether the store holds any. */
    boolean areStored() {
        return storedExpireAt != PlayerState.NEVER;
    }

    /** Takes in a value, in the place of the one with its key; returns whether there is room. */
    boolean put(BoardValue value) throws IOException {
        take(ValueKey.of(value));
        if (count == 0) {
            near = Math.floorDiv(value.windowStart(), MILLIS_PER_SECOND) * MILLIS_PER_SECOND;
        }
        PackedOutput bytes = new PackedOutput(64);
        value.write(near, bytes);
        if (bytes.size() > MOST_BYTES) {
            return false;
        }
        PackedOutput longer = new PackedOutput(packed.length + 2 + bytes.size());
        longer.write(packed, 0, packed.length);
        longer.writeAll(bytes);
        packed = longer.toBytes();
        count++;
        return true;
    }

    /** Takes the value with a key out; null if it is not here. */
    BoardValue take(ValueKey key) throws IOException {
        PackedInput in = new PackedInput(packed);
        while (in.available() > 0) {
            int start = in.position();
            int end = endOf(in);
            int trackId = ValueKey.readTrackId(in);
            if (trackId == key.trackId()) {
                long windowStart = ValueKey.readWindowStart(near, in);
                if (windowStart == key.windowStart()) {
                    BoardValue value = BoardValue.read(trackId, windowStart, near, in);
                    if (value.place().equals(key.place())) {
                        cut(start, end);
                        return value;
                    }
                }
            }
            in.skipBytes(end - in.position());
        }
        return null;
    }

    /** Where the value ends whose length is read next. */
    private static int endOf(PackedInput in) throws IOException {
        int length = in.readCount() - 1;
        return in.position() + length;
    }

    /** Takes the oldest value out if there are too many; otherwise null. */
    BoardValue takeOneTooMany() throws IOException {
        if (count <= MOST) {
            return null;
        }
        PackedInput in = new PackedInput(packed);
        int end = endOf(in);
        BoardValue oldest = BoardValue.read(near, in);
        cut(0, end);
        return oldest;
    }

    /** All values that are here. */
    List<BoardValue> values() throws IOException {
        List<BoardValue> values = new ArrayList<>(count);
        PackedInput in = new PackedInput(packed);
        while (in.available() > 0) {
            endOf(in);
            values.add(BoardValue.read(near, in));
        }
        return values;
    }

    /** Forgets values that are here. */
    void removeIf(Selection selection) throws IOException {
        PackedInput in = new PackedInput(packed);
        while (in.available() > 0) {
            int start = in.position();
            int end = endOf(in);
            int trackId = ValueKey.readTrackId(in);
            if (selection.test(trackId, ValueKey.readWindowStart(near, in))) {
                cut(start, end);
                in = new PackedInput(packed, start, packed.length);
            } else {
                in.skipBytes(end - in.position());
            }
        }
    }

    void clear() {
        packed = NO_BYTES;
        count = 0;
        storedExpireAt = PlayerState.NEVER;
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return packed.length;
    }

    private void cut(int from, int to) {
        byte[] shorter = Arrays.copyOf(packed, packed.length - (to - from));
        System.arraycopy(packed, to, shorter, from, packed.length - to);
        packed = shorter;
        count--;
    }

    /** Whether there is none, here or in the store. */
    boolean areNone() {
        return count == 0 && !areStored();
    }

    /**
     * Writes them.
     *
     * @param nearTo a time that most are near to, epoch milliseconds
     */
    void write(long nearTo, PackedOutput out) {
        out.writeUnsigned(((long) count << 1) | (areStored() ? HAS_STORED : 0));
        if (areStored()) {
            out.writeSigned(storedExpireAt - nearTo);
        }
        if (count > 0) {
            out.writeSigned(near - nearTo);
            out.writeBytes(packed);
        }
    }

    static ClosedWindows read(long nearTo, PackedInput in) throws IOException {
        ClosedWindows windows = new ClosedWindows();
        int head = in.readCount();
        windows.count = head >>> 1;
        if ((head & HAS_STORED) != 0) {
            windows.storedExpireAt = nearTo + in.readSigned();
        }
        if (windows.count > 0) {
            windows.near = nearTo + in.readSigned();
            windows.packed = in.readBytes();
        }
        return windows;
    }
}
