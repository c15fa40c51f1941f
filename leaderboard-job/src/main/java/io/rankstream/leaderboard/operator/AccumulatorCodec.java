package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.scoring.Accumulator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes what contributions add up to. */
public final class AccumulatorCodec implements Codec<Accumulator> {

    private static final long serialVersionUID = 1L;

    /** Of the bytes; every one that was ever released is read. */
    private static final byte VERSION = 1;

    @Override
    public String name() {
        return "accumulator";
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
    public void write(Accumulator value, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        value.write(out);
    }

    @Override
    public Accumulator read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("unknown version of an accumulator: " + version);
        }
        return Accumulator.read(in);
    }
}
