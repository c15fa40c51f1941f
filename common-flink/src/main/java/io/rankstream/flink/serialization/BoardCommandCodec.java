package io.rankstream.flink.serialization;

import io.rankstream.model.command.BoardCommand;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores commands on their way to the boards. */
public final class BoardCommandCodec implements Codec<BoardCommand> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "board command";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(BoardCommand value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public BoardCommand read(DataInput in) throws IOException {
        return BoardCommand.read(in);
    }
}
