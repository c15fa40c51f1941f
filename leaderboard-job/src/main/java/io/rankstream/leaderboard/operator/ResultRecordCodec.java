package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Carries records to the results stream. */
public final class ResultRecordCodec implements Codec<ResultRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "result record";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ResultRecord value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public ResultRecord read(DataInput in) throws IOException {
        return ResultRecord.read(in);
    }
}
