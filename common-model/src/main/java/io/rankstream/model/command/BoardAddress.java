package io.rankstream.model.command;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * Names one sorted set by what it is, not by its key: board, version, window and partition. Only
 * {@link KeyGrammar} turns it into a key.
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
    private final int hash;

    /**
     * @param shadowVersion the version of a shadow, or {@link #LIVE}
     * @param partition as {@link KeyGrammar#partition} writes it, empty for none
     * @param window the label of the window, or null for all time
     * @param expireAt when the set may go, epoch milliseconds, or {@link #NEVER}
     */
    public BoardAddress(
            String board, int shadowVersion, String partition, String window, long expireAt) {
        this.board = Objects.requireNonNull(board);
        this.shadowVersion = shadowVersion;
        this.partition = Objects.requireNonNull(partition);
        this.window = window;
        this.expireAt = expireAt;
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

    void write(DataOutput out) throws IOException {
        Texts.write(board, out);
        Texts.writeVarInt(shadowVersion, out);
        Texts.write(partition, out);
        Texts.write(window, out);
        out.writeLong(expireAt);
    }

    static BoardAddress read(DataInput in) throws IOException {
        return new BoardAddress(
                Texts.read(in),
                Texts.readVarInt(in),
                Texts.read(in),
                Texts.read(in),
                in.readLong());
    }
}
