package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.scoring.GroupState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes what a group has in one window. */
public final class GroupStateCodec implements Codec<GroupState> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "group state";
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
    public void write(GroupState value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public GroupState read(DataInput in) throws IOException {
        return GroupState.read(in);
    }
}
