package io.rankstream.model.scoring;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Names one {@link BoardValue} among those of its player. */
public final class ValueKey {

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
