package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes what was seen in Redis. */
public final class BoardReportCodec implements Codec<BoardReport> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "board report";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(BoardReport value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public BoardReport read(DataInput in) throws IOException {
        return BoardReport.read(in);
    }
}
