package io.rankstream.model.scoring;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The state of one member that gathers many players, in one window and partition of one board. */
public final class GroupState {

    private static final byte VERSION = 1;

    private static final int PUBLISHED = 1;
    private static final int SHARED = 2;
    private static final int CLOSED = 4;
    private static final int EARLY = 8;

    final GroupKey key;
    Accumulator total = new Accumulator();

    /** How many players contribute, on a board that keeps them one by one. */
    long contributors;

    /** How many distinct values there are, on a board that counts them. */
    long distinct;

    /** Whether there are contributions of before the board was heard of, not added up yet. */
    boolean hasEarly;

    boolean isPublished;

    /** The bits of the published Redis score. */
    long published;

    boolean isShared;
    long checksum;
    boolean isClosed;

    private long arrivalTimer = PlayerState.NEVER;
    private long wallTimer = PlayerState.NEVER;

    public GroupState(GroupKey key) {
        this.key = key;
    }

    /** The deadline on the arrival clock that a timer is set for, or {@code Long.MAX_VALUE}. */
    public long arrivalTimer() {
        return arrivalTimer;
    }

    public void setArrivalTimer(long arrivalTimer) {
        this.arrivalTimer = arrivalTimer;
    }

    /** The deadline on the wall clock that a timer is set for, or {@code Long.MAX_VALUE}. */
    public long wallTimer() {
        return wallTimer;
    }

    public void setWallTimer(long wallTimer) {
        this.wallTimer = wallTimer;
    }

    public GroupKey key() {
        return key;
    }

    /** Whether nobody contributes, and nothing is published. */
    public boolean isEmpty() {
        return total.count() == 0 && contributors == 0 && !isPublished && !isShared;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByte(
                (isPublished ? PUBLISHED : 0)
                        | (isShared ? SHARED : 0)
                        | (isClosed ? CLOSED : 0)
                        | (hasEarly ? EARLY : 0));
        key.write(out);
        total.write(out);
        out.writeLong(contributors);
        out.writeLong(distinct);
        out.writeLong(published);
        out.writeLong(checksum);
        out.writeLong(arrivalTimer);
        out.writeLong(wallTimer);
    }

    public static GroupState read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("group state of version " + version + " is not known");
        }
        int flags = in.readByte();
        GroupState state = new GroupState(GroupKey.read(in));
        state.isPublished = (flags & PUBLISHED) != 0;
        state.isShared = (flags & SHARED) != 0;
        state.isClosed = (flags & CLOSED) != 0;
        state.hasEarly = (flags & EARLY) != 0;
        state.total = Accumulator.read(in);
        state.contributors = in.readLong();
        state.distinct = in.readLong();
        state.published = in.readLong();
        state.checksum = in.readLong();
        state.arrivalTimer = in.readLong();
        state.wallTimer = in.readLong();
        return state;
    }
}
