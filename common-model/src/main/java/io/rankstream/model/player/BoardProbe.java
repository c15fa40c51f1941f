package io.rankstream.model.player;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * What Redis was seen to hold for one member of one sorted set; the scoring compares it with what
 * it has published.
 *
 * <p>It travels by its member, which is the player wherever members are players. What was read may
 * be older than what is on its way to Redis, so only a value that differs for good is wrong.
 */
public final class BoardProbe implements PlayerInput {

    private final String board;
    private final int shadowVersion;
    private final String partition;
    private final String window;
    private final String member;
    private final double score;

    /**
     * @param shadowVersion the version of a shadow, or {@link BoardAddress#LIVE}
     * @param partition as it stands in the key, empty for none
     * @param window the label of the window, or null if the key has none
     * @param score as Redis keeps it
     */
    public BoardProbe(
            String board,
            int shadowVersion,
            String partition,
            String window,
            String member,
            double score) {
        this.board = Objects.requireNonNull(board);
        this.shadowVersion = shadowVersion;
        this.partition = Objects.requireNonNull(partition);
        this.window = window;
        this.member = Objects.requireNonNull(member);
        this.score = score;
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

    public String member() {
        return member;
    }

    public double score() {
        return score;
    }

    /** The member: a probe of a board whose members are not players is keyed by it all the same. */
    @Override
    public String playerId() {
        return member;
    }

    /** Writes what {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        Texts.write(board, out);
        Texts.writeVarInt(shadowVersion, out);
        Texts.write(partition, out);
        Texts.write(window, out);
        Texts.write(member, out);
        out.writeLong(Double.doubleToRawLongBits(score));
    }

    public static BoardProbe read(DataInput in) throws IOException {
        return new BoardProbe(
                Texts.read(in),
                Texts.readVarInt(in),
                Texts.read(in),
                Texts.read(in),
                Texts.read(in),
                Double.longBitsToDouble(in.readLong()));
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof BoardProbe)) {
            return false;
        }
        BoardProbe that = (BoardProbe) other;
        return board.equals(that.board)
                && shadowVersion == that.shadowVersion
                && partition.equals(that.partition)
                && Objects.equals(window, that.window)
                && member.equals(that.member)
                && Double.doubleToRawLongBits(score) == Double.doubleToRawLongBits(that.score);
    }

    @Override
    public int hashCode() {
        return Objects.hash(board, shadowVersion, partition, window, member, score);
    }

    @Override
    public String toString() {
        return board
                + " v"
                + shadowVersion
                + " "
                + partition
                + " "
                + window
                + ": "
                + member
                + " "
                + score;
    }
}
