package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes an event that waits for its player's profile. */
public final class ParkedEventCodec implements Codec<ParkedEvent> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "parked event";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ParkedEvent value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public ParkedEvent read(DataInput in) throws IOException {
        return ParkedEvent.read(in);
    }
}
