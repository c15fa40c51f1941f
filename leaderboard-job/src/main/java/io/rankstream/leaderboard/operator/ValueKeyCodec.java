package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.scoring.ValueKey;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the name of a value among those of its player. */
public final class ValueKeyCodec implements Codec<ValueKey> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "value key";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ValueKey value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public ValueKey read(DataInput in) throws IOException {
        return ValueKey.read(in);
    }
}
