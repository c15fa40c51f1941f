package io.rankstream.flink.serialization;

import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.RefillBoard;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores what every scoring subtask sees, each kind behind its own tag. */
public final class BroadcastInputCodec extends DeclaredCodec<BroadcastInput> {

    private static final long serialVersionUID = 1L;

    private static final byte ROW = 1;
    private static final byte UPDATE = 2;
    private static final byte LOST = 3;
    private static final byte REFILL = 4;

    /**
     * @param columns the declared columns of the player dimension, without its key
     */
    public BroadcastInputCodec(FieldSchema columns) {
        super(columns);
    }

    /** For savepoints: builds the codec from its {@link #declaration()}. */
    public BroadcastInputCodec(String declaration) {
        super(declaration);
    }

    @Override
    public String name() {
        return "broadcast input";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(BroadcastInput input, DataOutput out) throws IOException {
        if (input instanceof DimensionRow) {
            out.writeByte(ROW);
            ((DimensionRow) input).write(schema(), out);
        } else if (input instanceof ControlUpdate) {
            out.writeByte(UPDATE);
            ((ControlUpdate) input).write(out);
        } else if (input instanceof BoardsLost) {
            out.writeByte(LOST);
            ((BoardsLost) input).write(out);
        } else if (input instanceof RefillBoard) {
            out.writeByte(REFILL);
            ((RefillBoard) input).write(out);
        } else {
            throw new IOException("no tag for a broadcast input of " + input.getClass());
        }
    }

    @Override
    public BroadcastInput read(DataInput in) throws IOException {
        byte tag = in.readByte();
        switch (tag) {
            case ROW:
                return DimensionRow.read(schema(), in);
            case UPDATE:
                return ControlUpdate.read(in);
            case LOST:
                return BoardsLost.read(in);
            case REFILL:
                return RefillBoard.read(in);
            default:
                throw new IOException("unknown tag of a broadcast input: " + tag);
        }
    }
}
