package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.leaderboard.domain.ClosedWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores what is known of a closed window. */
public final class ClosedWindowCodec implements Codec<ClosedWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "closed window";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ClosedWindow value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public ClosedWindow read(DataInput in) throws IOException {
        return ClosedWindow.read(in);
    }
}
