package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes the answer to a control message. */
public final class ControlAnswerCodec implements Codec<ControlAnswer> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "control answer";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ControlAnswer value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public ControlAnswer read(DataInput in) throws IOException {
        return ControlAnswer.read(in);
    }
}
