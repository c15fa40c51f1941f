package io.rankstream.model.scoring;

import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Names one {@link BoardValue} among those of its player. */
public final class ValueKey {

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final int ALL_TIME = 0;
    private static final int MILLISECONDS = 1;
    private static final int WHOLE_SECONDS = 2;

    private final int trackId;
    private final long windowStart;
    private final String place;

    public ValueKey(int trackId, long windowStart, String place) {
        this.trackId = trackId;
        this.windowStart = windowStart;
        this.place = place;
    }

    /** The name of a value. */
    public static ValueKey of(BoardValue value) {
        return new ValueKey(value.trackId(), value.windowStart(), value.place());
    }

    public int trackId() {
        return trackId;
    }

    /** Epoch milliseconds. */
    public long windowStart() {
        return windowStart;
    }

    /** What the events themselves say of where they count, empty for nothing. */
    public String place() {
        return place;
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(trackId);
        out.writeLong(windowStart);
        Texts.write(place, out);
    }

    public static ValueKey read(DataInput in) throws IOException {
        return new ValueKey(in.readInt(), in.readLong(), Texts.read(in));
    }

    /** As {@link #write(DataOutput)}, in fewer bytes. */
    void write(long near, PackedOutput out) {
        writeWindow(trackId, windowStart, near, out);
        out.writeText(place);
    }

    static ValueKey read(long near, PackedInput in) throws IOException {
        return new ValueKey(readTrackId(in), readWindowStart(near, in), in.readText());
    }

    /**
     * Writes a window of a track; most begin at a full second near to some time, or have no
     * beginning.
     *
     * @param near epoch milliseconds, a full second
     */
    static void writeWindow(int trackId, long windowStart, long near, PackedOutput out) {
        out.writeUnsigned(Integer.toUnsignedLong(trackId));
        long away = windowStart - near;
        if (windowStart == BoardWindow.ALL_TIME_START) {
            out.write(ALL_TIME);
        } else if (away % MILLIS_PER_SECOND == 0) {
            long seconds = PackedOutput.zigzag(away / MILLIS_PER_SECOND);
            out.writeUnsigned(WHOLE_SECONDS + (seconds << 1));
        } else {
            out.write(MILLISECONDS);
            out.writeSigned(away);
        }
    }

    /** Reads the first half of what {@link #writeWindow} wrote. */
    static int readTrackId(PackedInput in) throws IOException {
        return (int) in.readUnsigned();
    }

    /** Reads the second half of what {@link #writeWindow} wrote. */
    static long readWindowStart(long near, PackedInput in) throws IOException {
        long code = in.readUnsigned();
        if (code == ALL_TIME) {
            return BoardWindow.ALL_TIME_START;
        }
        if (code == MILLISECONDS) {
            return near + in.readSigned();
        }
        return near + PackedInput.unzigzag((code - WHOLE_SECONDS) >>> 1) * MILLIS_PER_SECOND;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValueKey
                && trackId == ((ValueKey) other).trackId
                && windowStart == ((ValueKey) other).windowStart
                && place.equals(((ValueKey) other).place);
    }

    @Override
    public int hashCode() {
        return (trackId * 31 + Long.hashCode(windowStart)) * 31 + place.hashCode();
    }
}
