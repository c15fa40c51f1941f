package io.rankstream.model.scoring;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one player has on one board in one window, and what of it was last published.
 *
 * <p>The total is what counts now. Some of its contributions are still in the {@link EventLog} and
 * may yet be judged otherwise; the base is what the others add up to. As long as none is in the log
 * the base is the total, and is not kept.
 */
public final class BoardValue {

    private static final byte VERSION = 1;

    private static final long HEAP_BYTES = 104;

    private static final int PUBLISHED = 1;
    private static final int LOGGED = 1 << 1;
    private static final int UNNOTED = 1 << 2;

    /** What was published, or given to a group, is just the total. */
    private static final int AS_TOTAL = 1 << 3;

    private static final int CLOSED = 1 << 4;
    private static final int SAID = 1 << 5;

    /** There is more in the base than nothing. */
    private static final int BASED = 1 << 6;

    // From here on the flags take two bytes.
    private static final int PLACED = 1 << 7;
    private static final int ENTERED = 1 << 8;

    /** Published in a partition or as a member that has a name. */
    private static final int NAMED = 1 << 9;

    /** What was published is how many contributions there are. */
    private static final int AS_COUNT = 1 << 10;

    private final int trackId;
    private final long windowStart;
    private final String place;
    private Accumulator total;
    private Accumulator base;
    private int logged;
    private boolean unnoted;
    private boolean closed;
    private boolean entered;

    private String partition;
    private String member;
    private long published;
    private long publishedCount;

    private boolean said;

    /** Whether the store holds it, where it is closed; known as long as it is at hand. */
    private boolean stored;

    /** Whether it waits to be published; lives no longer than the input at hand. */
    private boolean touched;

    /**
     * @param place what the events themselves say of where they count, empty for nothing
     */
    public BoardValue(int trackId, long windowStart, String place) {
        this(trackId, windowStart, place, new Accumulator());
    }

    private BoardValue(int trackId, long windowStart, String place, Accumulator total) {
        this.trackId = trackId;
        this.windowStart = windowStart;
        this.place = place;
        this.total = total;
    }

    public int trackId() {
        return trackId;
    }

    /** Of the window, or of the slice of a rolling one; epoch milliseconds. */
    public long windowStart() {
        return windowStart;
    }

    /** What the events themselves say of where they count, empty for nothing. */
    public String place() {
        return place;
    }

    Accumulator total() {
        return total;
    }

    /** Replaces the total of a value that is derived from others. */
    void derive(Accumulator total) {
        this.total = total;
    }

    /**
     * Adds a contribution for good.
     *
     * @throws ArithmeticException if a sum leaves 64 bits; the value then is as before
     */
    void add(Aggregation aggregation, Contribution more) {
        Accumulator after = base == null ? null : base.copy();
        if (after != null) {
            after.add(aggregation, more);
        }
        total.add(aggregation, more);
        base = after;
    }

    /**
     * Adds a contribution of an event that is in the log.
     *
     * @throws ArithmeticException if a sum leaves 64 bits; the value then is as before
     */
    void addLogged(Aggregation aggregation, Contribution more) {
        Accumulator before = base == null ? total.copy() : base;
        total.add(aggregation, more);
        base = before;
        logged++;
    }

    /**
     * Moves a contribution that leaves the log into the base; one that does not fit there was not
     * added when it came, and is in none of the two.
     *
     * @param maxDistinct how many distinct values there may be
     */
    void settle(Aggregation aggregation, Contribution more, int maxDistinct) {
        if (logged == 0 || !base.addIfItFits(aggregation, more, maxDistinct)) {
            return;
        }
        logged--;
        if (logged == 0) {
            base = null;
        }
    }

    /** Whether any contribution is in the log. */
    boolean isLogged() {
        return logged > 0;
    }

    /** Takes back all contributions that are in the log. */
    void dropLogged() {
        if (logged > 0) {
            total = base;
            base = null;
            logged = 0;
        }
        unnoted = false;
    }

    /** Whether it counts what is in the log, and no part of the log says so. */
    boolean isUnnoted() {
        return unnoted;
    }

    void setUnnoted(boolean unnoted) {
        this.unnoted = unnoted;
    }

    /** Whether its window has been closed. */
    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** Whether the rolling window has reached this slice. */
    boolean hasEntered() {
        return entered;
    }

    void enter() {
        entered = true;
    }

    /** The partition under which the member is published, or null if it is not. */
    String partition() {
        return partition;
    }

    /** The member as which it is published; null is the player. */
    String member() {
        return member;
    }

    /** What was published: the bits of the Redis score, or the sum given to a group. */
    long published() {
        return published;
    }

    /** How many contributions were given to a group. */
    long publishedCount() {
        return publishedCount;
    }

    void publishedAs(String partition, String member, long published, long count) {
        this.partition = partition;
        this.member = member;
        this.published = published;
        this.publishedCount = count;
    }

    void withdrawn() {
        publishedAs(null, null, 0, 0);
    }

    /** Whether what is published of it was said to be where it stands in its closed window. */
    boolean isSaid() {
        return said;
    }

    void setSaid(boolean said) {
        this.said = said;
    }

    /** Whether the store holds it, not the player's hot state. */
    boolean isStored() {
        return stored;
    }

    void setStored() {
        stored = true;
    }

    /** Returns whether it was not yet touched. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    void untouch() {
        touched = false;
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return HEAP_BYTES + total.heapBytes() + (base == null ? 0 : base.heapBytes());
    }

    public void write(DataOutput out) throws IOException {
        PackedOutput bytes = new PackedOutput(64);
        write(0, bytes);
        out.writeByte(VERSION);
        bytes.writeTo(out);
    }

    public static BoardValue read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("board value of version " + version + " is not known");
        }
        return read(0, PackedInput.of(in));
    }

    /**
     * Writes it as a part of something that has a version.
     *
     * @param near a full second that its times are near to, epoch milliseconds
     */
    void write(long near, PackedOutput out) {
        ValueKey.writeWindow(trackId, windowStart, near, out);
        int flags = flags();
        out.writeUnsigned(flags);
        if ((flags & PLACED) != 0) {
            out.writeText(place);
        }
        if ((flags & LOGGED) != 0) {
            out.writeUnsigned(logged);
        }
        if ((flags & BASED) != 0) {
            base.write(Accumulator.UNUSED, near, out);
            total.write(base, near, out);
        } else {
            total.write(Accumulator.UNUSED, near, out);
        }
        if ((flags & NAMED) != 0) {
            out.writeText(partition);
            out.writeText(member);
        }
        if ((flags & (PUBLISHED | AS_TOTAL | AS_COUNT)) == PUBLISHED) {
            if (member == null) {
                out.writeHighBytes(published);
            } else {
                out.writeSigned(published);
                out.writeSigned(publishedCount);
            }
        }
    }

    private int flags() {
        int flags =
                (closed ? CLOSED : 0)
                        | (said ? SAID : 0)
                        | (unnoted ? UNNOTED : 0)
                        | (place.isEmpty() ? 0 : PLACED)
                        | (entered ? ENTERED : 0);
        if (logged > 0) {
            flags |= LOGGED | (base.isUnused() ? 0 : BASED);
        }
        if (partition == null) {
            return flags;
        }
        flags |= PUBLISHED | (partition.isEmpty() && member == null ? 0 : NAMED);
        if (member != null) {
            boolean all = published == total.value() && publishedCount == total.count();
            return flags | (all ? AS_TOTAL : 0);
        }
        if (published == asPublished(total.value())) {
            return flags | AS_TOTAL;
        }
        return flags | (published == asPublished(total.count()) ? AS_COUNT : 0);
    }

    /** The bits of a Redis score that is a whole number. */
    private static long asPublished(long score) {
        return Double.doubleToRawLongBits((double) score);
    }

    /** Reads what {@link #write(long, PackedOutput)} wrote. */
    static BoardValue read(long near, PackedInput in) throws IOException {
        int trackId = ValueKey.readTrackId(in);
        return read(trackId, ValueKey.readWindowStart(near, in), near, in);
    }

    /** Reads what comes behind the track and the window. */
    static BoardValue read(int trackId, long windowStart, long near, PackedInput in)
            throws IOException {
        int flags = in.readCount();
        String place = (flags & PLACED) != 0 ? in.readText() : "";
        int logged = (flags & LOGGED) != 0 ? in.readCount() : 0;
        Accumulator base =
                (flags & BASED) != 0 ? Accumulator.read(Accumulator.UNUSED, near, in) : null;
        Accumulator before = base == null ? Accumulator.UNUSED : base;
        Accumulator total = Accumulator.read(before, near, in);
        BoardValue value = new BoardValue(trackId, windowStart, place, total);
        value.logged = logged;
        value.base = logged > 0 && base == null ? new Accumulator() : base;
        if ((flags & PUBLISHED) != 0) {
            value.readPublished(flags, in);
        }
        value.closed = (flags & CLOSED) != 0;
        value.unnoted = (flags & UNNOTED) != 0;
        value.entered = (flags & ENTERED) != 0;
        value.said = (flags & SAID) != 0;
        return value;
    }

    private void readPublished(int flags, PackedInput in) throws IOException {
        partition = "";
        if ((flags & NAMED) != 0) {
            partition = in.readText();
            member = in.readText();
        }
        if ((flags & AS_COUNT) != 0) {
            published = asPublished(total.count());
        } else if ((flags & AS_TOTAL) == 0) {
            published = member == null ? in.readHighBytes() : in.readSigned();
            publishedCount = member == null ? 0 : in.readSigned();
        } else if (member == null) {
            published = asPublished(total.value());
        } else {
            published = total.value();
            publishedCount = total.count();
        }
    }
}
