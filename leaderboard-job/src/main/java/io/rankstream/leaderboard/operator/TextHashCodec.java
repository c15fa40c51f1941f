package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.scoring.TextHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes what stands for a text among those counted once. */
public final class TextHashCodec implements Codec<TextHash> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "text hash";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(TextHash value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public TextHash read(DataInput in) throws IOException {
        return TextHash.read(in);
    }
}
