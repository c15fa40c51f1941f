package io.rankstream.model.scoring;

import io.rankstream.model.field.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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

    private static final int LENGTH_BYTES = Integer.BYTES;

    /** Tells by the track and the start of its window whether a value is meant. */
    interface Selection {

        boolean test(int trackId, long windowStart);
    }

    /** One after the other, the oldest first: the length of a value, then the value. */
    private ByteBuffer packed = ByteBuffer.allocate(0);

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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
        value.write(new DataOutputStream(bytes));
        if (bytes.size() > MOST_BYTES) {
            return false;
        }
        byte[] longer =
                Arrays.copyOf(packed.array(), packed.capacity() + LENGTH_BYTES + bytes.size());
        ByteBuffer.wrap(longer, packed.capacity(), LENGTH_BYTES + bytes.size())
                .putInt(bytes.size())
                .put(bytes.toByteArray());
        packed = ByteBuffer.wrap(longer);
        count++;
        return true;
    }

    /** Takes the value with a key out; null if it is not here. */
    BoardValue take(ValueKey key) throws IOException {
        for (int at = 0; at < packed.capacity(); at = next(at)) {
            if (trackId(at) == key.trackId() && windowStart(at) == key.windowStart()) {
                BoardValue value = value(at);
                if (value.place().equals(key.place())) {
                    cut(at, next(at));
                    count--;
                    return value;
                }
            }
        }
        return null;
    }

    /** Takes the oldest value out if there are too many; otherwise null. */
    BoardValue takeOneTooMany() throws IOException {
        return count > MOST ? take(ValueKey.of(value(0))) : null;
    }

    /** All values that are here. */
    List<BoardValue> values() throws IOException {
        List<BoardValue> values = new ArrayList<>(count);
        for (int at = 0; at < packed.capacity(); at = next(at)) {
            values.add(value(at));
        }
        return values;
    }

    /** Forgets values that are here. */
    void removeIf(Selection selection) {
        int at = 0;
        while (at < packed.capacity()) {
            if (selection.test(trackId(at), windowStart(at))) {
                cut(at, next(at));
                count--;
            } else {
                at = next(at);
            }
        }
    }

    void clear() {
        packed = ByteBuffer.allocate(0);
        count = 0;
        storedExpireAt = PlayerState.NEVER;
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return packed.capacity();
    }

    private int next(int at) {
        return at + LENGTH_BYTES + packed.getInt(at);
    }

    private int trackId(int at) {
        return packed.getInt(at + LENGTH_BYTES + BoardValue.TRACK_ID_AT);
    }

    private long windowStart(int at) {
        return packed.getLong(at + LENGTH_BYTES + BoardValue.WINDOW_START_AT);
    }

    private BoardValue value(int at) throws IOException {
        return BoardValue.read(
                new DataInputStream(
                        new ByteArrayInputStream(
                                packed.array(), at + LENGTH_BYTES, packed.getInt(at))));
    }

    private void cut(int from, int to) {
        byte[] all = packed.array();
        byte[] shorter = Arrays.copyOf(all, all.length - (to - from));
        System.arraycopy(all, to, shorter, from, all.length - to);
        packed = ByteBuffer.wrap(shorter);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(storedExpireAt);
        Texts.writeVarInt(count, out);
        Texts.writeBytes(packed.array(), out);
    }

    static ClosedWindows read(DataInput in) throws IOException {
        ClosedWindows windows = new ClosedWindows();
        windows.storedExpireAt = in.readLong();
        windows.count = Texts.readVarInt(in);
        windows.packed = ByteBuffer.wrap(Texts.readBytes(in));
        return windows;
    }
}
