package io.rankstream.model.player;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/** Asks for every published value of one board: members that were trimmed may be among its best. */
public final class RefillBoard implements BroadcastInput {

    private final String board;
    private final int shadowVersion;

    /**
     * @param shadowVersion the version of a shadow, or {@code BoardAddress.LIVE}
     */
    public RefillBoard(String board, int shadowVersion) {
        this.board = Objects.requireNonNull(board);
        this.shadowVersion = shadowVersion;
    }

    public String board() {
        return board;
    }

    public int shadowVersion() {
        return shadowVersion;
    }

    /** Writes what {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        Texts.write(board, out);
        Texts.writeVarInt(shadowVersion, out);
    }

    public static RefillBoard read(DataInput in) throws IOException {
        return new RefillBoard(Texts.read(in), Texts.readVarInt(in));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RefillBoard
                && board.equals(((RefillBoard) other).board)
                && shadowVersion == ((RefillBoard) other).shadowVersion;
    }

    @Override
    public int hashCode() {
        return Objects.hash(board, shadowVersion);
    }

    @Override
    public String toString() {
        return board + " v" + shadowVersion;
    }
}
