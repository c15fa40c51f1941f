package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.standings.FinalScore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes where a member of a closed window stands. */
public final class FinalScoreCodec implements Codec<FinalScore> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "final score";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(FinalScore value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public FinalScore read(DataInput in) throws IOException {
        return FinalScore.read(in);
    }
}
