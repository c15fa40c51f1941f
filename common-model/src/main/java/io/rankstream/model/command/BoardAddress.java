package io.rankstream.model.command;

import io.rankstream.model.board.SortOrder;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * Names one sorted set by what it is, not by its key: board, version, window and partition. Only
 * {@link KeyGrammar} turns it into a key.
 *
 * <p>Who writes to the set, when it may go and how much of it is kept travel with it; they are no
 * part of what makes two addresses equal.
 */
public final class BoardAddress {

    /** The version of the board that is live: its keys carry none. */
    public static final int LIVE = 0;

    /** The {@link #expireAt} of a set that stays. */
    public static final long NEVER = Long.MAX_VALUE;

    private final String board;
    private final int shadowVersion;
    private final String partition;
    private final String window;
    private final long expireAt;
    private final int trackId;
    private final int keepTop;
    private final SortOrder order;
    private final int hash;

    /**
     * A set that keeps all its members.
     *
     * @param shadowVersion the version of a shadow, or {@link #LIVE}
     * @param partition as {@link KeyGrammar#partition} writes it, empty for none
     * @param window the label of the window, or null for all time
     * @param expireAt when the set may go, epoch milliseconds, or {@link #NEVER}
     */
    public BoardAddress(
            String board, int shadowVersion, String partition, String window, long expireAt) {
        this(board, shadowVersion, partition, window, expireAt, 0, 0, SortOrder.DESC);
    }

    /**
     * @param shadowVersion the version of a shadow, or {@link #LIVE}
     * @param partition as {@link KeyGrammar#partition} writes it, empty for none
     * @param window the label of the window, or null for all time
     * @param expireAt when the set may go, epoch milliseconds, or {@link #NEVER}
     * @param trackId names the life of the board that writes to the set; a later one has a higher
     *     one; 0 if it is not known
     * @param keepTop how many of the best members are kept, or 0 for all
     * @param order which end is the best
     */
    public BoardAddress(
            String board,
            int shadowVersion,
            String partition,
            String window,
            long expireAt,
            int trackId,
            int keepTop,
            SortOrder order) {
        this.board = Objects.requireNonNull(board);
        this.shadowVersion = shadowVersion;
        this.partition = Objects.requireNonNull(partition);
        this.window = window;
        this.expireAt = expireAt;
        this.trackId = trackId;
        this.keepTop = keepTop;
        this.order = Objects.requireNonNull(order);
        this.hash = Objects.hash(board, shadowVersion, partition, window);
    }

    public String board() {
        return board;
    }

    public int shadowVersion() {
        return shadowVersion;
    }

    public String partition() {
        return partition;
    }

    public String window() {
        return window;
    }

    public long expireAt() {
        return expireAt;
    }

    /** Names the life of the board that writes to the set; 0 if it is not known. */
    public int trackId() {
        return trackId;
    }

    /** How many of the best members are kept, or 0 for all. */
    public int keepTop() {
        return keepTop;
    }

    /** Which end is the best. */
    public SortOrder order() {
        return order;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof BoardAddress)) {
            return false;
        }
        BoardAddress that = (BoardAddress) other;
        return hash == that.hash
                && shadowVersion == that.shadowVersion
                && board.equals(that.board)
                && partition.equals(that.partition)
                && Objects.equals(window, that.window);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return KeyGrammar.withPrefix("").board(this);
    }

    public void write(DataOutput out) throws IOException {
        Texts.write(board, out);
        Texts.writeVarInt(shadowVersion, out);
        Texts.write(partition, out);
        Texts.write(window, out);
        out.writeLong(expireAt);
        Texts.writeVarInt(trackId, out);
        Texts.writeVarInt(keepTop, out);
        out.writeBoolean(order == SortOrder.ASC);
    }

    public static BoardAddress read(DataInput in) throws IOException {
        return new BoardAddress(
                Texts.read(in),
                Texts.readVarInt(in),
                Texts.read(in),
                Texts.read(in),
                in.readLong(),
                Texts.readVarInt(in),
                Texts.readVarInt(in),
                in.readBoolean() ? SortOrder.ASC : SortOrder.DESC);
    }
}
