package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.leaderboard.domain.ShardOfWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes what a shard of a closed window holds. */
public final class ShardOfWindowCodec implements Codec<ShardOfWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "shard of a window";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ShardOfWindow value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public ShardOfWindow read(DataInput in) throws IOException {
        return ShardOfWindow.read(in);
    }
}
