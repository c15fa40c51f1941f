package io.rankstream.flink.serialization;

import io.rankstream.model.event.DeadLetter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores dead letters on their way to the dead-letter stream. */
public final class DeadLetterCodec implements Codec<DeadLetter> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "dead letter";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(DeadLetter value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public DeadLetter read(DataInput in) throws IOException {
        return DeadLetter.read(in);
    }
}
