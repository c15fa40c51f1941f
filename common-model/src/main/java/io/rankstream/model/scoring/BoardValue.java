package io.rankstream.model.scoring;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.field.Texts;
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

    /** Where in its bytes the track and the start of the window are. */
    static final int TRACK_ID_AT = 2;

    static final int WINDOW_START_AT = TRACK_ID_AT + Integer.BYTES;

    private static final int CLOSED = 1;
    private static final int SHARED = 2;
    private static final int UNNOTED = 4;
    private static final int LOGGED = 8;
    private static final int PUBLISHED = 16;
    private static final int PLACED = 32;
    private static final int ENTERED = 64;

    private final int trackId;
    private final long windowStart;
    private final String place;
    private Accumulator total = new Accumulator();
    private Accumulator base;
    private int logged;
    private boolean unnoted;
    private boolean closed;
    private boolean entered;

    private String partition;
    private String member;
    private long published;
    private long publishedCount;

    private boolean shared;
    private long checksum;

    /** Whether the store holds it, where it is closed; known as long as it is at hand. */
    private boolean stored;

    /** Whether it waits to be published; lives no longer than the input at hand. */
    private boolean touched;

    /**
     * @param place what the events themselves say of where they count, empty for nothing
     */
    public BoardValue(int trackId, long windowStart, String place) {
        this.trackId = trackId;
        this.windowStart = windowStart;
        this.place = place;
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

    /** Whether {@link #checksum} is part of the announced final window. */
    boolean isShared() {
        return shared;
    }

    /** What this member adds to its final window's checksum. */
    long checksum() {
        return checksum;
    }

    void share(long checksum) {
        this.shared = true;
        this.checksum = checksum;
    }

    void unshare() {
        this.shared = false;
        this.checksum = 0;
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
        out.writeByte(VERSION);
        out.writeByte(
                (closed ? CLOSED : 0)
                        | (shared ? SHARED : 0)
                        | (unnoted ? UNNOTED : 0)
                        | (logged > 0 ? LOGGED : 0)
                        | (partition == null ? 0 : PUBLISHED)
                        | (place.isEmpty() ? 0 : PLACED)
                        | (entered ? ENTERED : 0));
        out.writeInt(trackId);
        out.writeLong(windowStart);
        if (!place.isEmpty()) {
            Texts.write(place, out);
        }
        total.write(out);
        if (logged > 0) {
            Texts.writeVarInt(logged, out);
            base.write(out);
        }
        if (partition != null) {
            Texts.write(partition, out);
            Texts.write(member, out);
            out.writeLong(published);
            if (member != null) {
                out.writeLong(publishedCount);
            }
        }
        if (shared) {
            out.writeLong(checksum);
        }
    }

    public static BoardValue read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("board value of version " + version + " is not known");
        }
        int flags = in.readByte();
        int trackId = in.readInt();
        long windowStart = in.readLong();
        String place = (flags & PLACED) != 0 ? Texts.read(in) : "";
        BoardValue value = new BoardValue(trackId, windowStart, place);
        value.total = Accumulator.read(in);
        if ((flags & LOGGED) != 0) {
            value.logged = Texts.readVarInt(in);
            value.base = Accumulator.read(in);
        }
        if ((flags & PUBLISHED) != 0) {
            String partition = Texts.read(in);
            String member = Texts.read(in);
            long published = in.readLong();
            value.publishedAs(partition, member, published, member == null ? 0 : in.readLong());
        }
        value.closed = (flags & CLOSED) != 0;
        value.unnoted = (flags & UNNOTED) != 0;
        value.entered = (flags & ENTERED) != 0;
        value.shared = (flags & SHARED) != 0;
        if (value.shared) {
            value.checksum = in.readLong();
        }
        return value;
    }
}
