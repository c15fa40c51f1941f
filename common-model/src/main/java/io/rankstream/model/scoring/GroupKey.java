package io.rankstream.model.scoring;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Names a member that gathers many players, in one window and partition of one board. */
public final class GroupKey {

    private final int trackId;
    private final String board;
    private final long windowStart;
    private final String partition;
    private final String member;

    public GroupKey(int trackId, String board, long windowStart, String partition, String member) {
        this.trackId = trackId;
        this.board = board;
        this.windowStart = windowStart;
        this.partition = partition;
        this.member = member;
    }

    public int trackId() {
        return trackId;
    }

    /** The name of the track's board. */
    public String board() {
        return board;
    }

    /**
     * What the groups share that may stand in one set under one name: those of a board and of the
     * ones before it and beside it. They have to be scored in one place.
     */
    public String place() {
        return board + "|" + windowStart + "|" + partition + "|" + member;
    }

    /** Epoch milliseconds. */
    public long windowStart() {
        return windowStart;
    }

    /** As keys write it, empty for none. */
    public String partition() {
        return partition;
    }

    public String member() {
        return member;
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(trackId);
        Texts.write(board, out);
        out.writeLong(windowStart);
        Texts.write(partition, out);
        Texts.write(member, out);
    }

    public static GroupKey read(DataInput in) throws IOException {
        return new GroupKey(
                in.readInt(), Texts.read(in), in.readLong(), Texts.read(in), Texts.read(in));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupKey
                && trackId == ((GroupKey) other).trackId
                && windowStart == ((GroupKey) other).windowStart
                && partition.equals(((GroupKey) other).partition)
                && member.equals(((GroupKey) other).member);
    }

    @Override
    public int hashCode() {
        int hash = trackId * 31 + Long.hashCode(windowStart);
        return (hash * 31 + partition.hashCode()) * 31 + member.hashCode();
    }

    @Override
    public String toString() {
        return trackId + "|" + place();
    }
}
