package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.leaderboard.domain.FinalWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes an announcement of a final window. */
public final class FinalWindowCodec implements Codec<FinalWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "final window";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(FinalWindow value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public FinalWindow read(DataInput in) throws IOException {
        return FinalWindow.read(in);
    }
}
