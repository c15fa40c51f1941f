package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes a record of the control stream. */
public final class ControlRecordCodec implements Codec<ControlRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "control record";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ControlRecord value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public ControlRecord read(DataInput in) throws IOException {
        return ControlRecord.read(in);
    }
}
