package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.scoring.GroupContribution;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes what a player contributes to a group. */
public final class GroupContributionCodec implements Codec<GroupContribution> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "group contribution";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(GroupContribution value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public GroupContribution read(DataInput in) throws IOException {
        return GroupContribution.read(in);
    }
}
