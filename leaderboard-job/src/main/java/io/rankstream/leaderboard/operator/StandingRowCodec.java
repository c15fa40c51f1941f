package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.leaderboard.domain.StandingRow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes a row of the final standings. */
public final class StandingRowCodec implements Codec<StandingRow> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "standing row";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(StandingRow value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public StandingRow read(DataInput in) throws IOException {
        return StandingRow.read(in);
    }
}
