package io.rankstream.flink.serialization;

import io.rankstream.model.control.ControlUpdate;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores what the validator accepted. */
public final class ControlUpdateCodec implements Codec<ControlUpdate> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "control update";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(ControlUpdate value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public ControlUpdate read(DataInput in) throws IOException {
        return ControlUpdate.read(in);
    }
}
