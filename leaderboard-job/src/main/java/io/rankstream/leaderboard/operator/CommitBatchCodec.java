package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores what waits for its checkpoint to complete. */
public final class CommitBatchCodec implements Codec<CommitBatch> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "commit batch";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(CommitBatch value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public CommitBatch read(DataInput in) throws IOException {
        return CommitBatch.read(in);
    }
}
