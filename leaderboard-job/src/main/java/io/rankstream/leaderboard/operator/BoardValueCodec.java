package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.scoring.BoardValue;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes what a player has on a board in one window. */
public final class BoardValueCodec implements Codec<BoardValue> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "board value";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public boolean isImmutable() {
        return false;
    }

    @Override
    public void write(BoardValue value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public BoardValue read(DataInput in) throws IOException {
        return BoardValue.read(in);
    }
}
