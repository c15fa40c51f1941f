package io.rankstream.flink.serialization;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores what reaches the scoring of one player, each kind behind its own tag. */
public final class PlayerInputCodec implements Codec<PlayerInput> {

    private static final long serialVersionUID = 1L;

    private static final byte EVENT = 1;
    private static final byte ROW = 2;
    private static final byte MESSAGE = 3;
    private static final byte PROBE = 4;

    /** Occurs neither in a field name nor in a type. */
    private static final String SEPARATOR = ";";

    private final EventCodec events;
    private final RowCodec rows;

    /**
     * @param fields the declared fields of events
     * @param columns the declared columns of the player dimension, without its key
     */
    public PlayerInputCodec(FieldSchema fields, FieldSchema columns) {
        this.events = new EventCodec(fields);
        this.rows = new RowCodec(columns);
    }

    /** For savepoints: builds the codec from its {@link #declaration()}. */
    public PlayerInputCodec(String declaration) {
        int end = declaration.indexOf(SEPARATOR);
        if (end < 0) {
            throw new IllegalArgumentException(
                    "'" + declaration + "' is not of the form fields;columns");
        }
        this.events = new EventCodec(declaration.substring(0, end));
        this.rows = new RowCodec(declaration.substring(end + SEPARATOR.length()));
    }

    @Override
    public String name() {
        return "player input";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public String declaration() {
        return events.declaration() + SEPARATOR + rows.declaration();
    }

    @Override
    public void write(PlayerInput input, DataOutput out) throws IOException {
        if (input instanceof GameplayEvent) {
            out.writeByte(EVENT);
            events.write((GameplayEvent) input, out);
        } else if (input instanceof DimensionRow) {
            out.writeByte(ROW);
            rows.write((DimensionRow) input, out);
        } else if (input instanceof PlayerMessage) {
            out.writeByte(MESSAGE);
            ((PlayerMessage) input).write(out);
        } else if (input instanceof BoardProbe) {
            out.writeByte(PROBE);
            ((BoardProbe) input).write(out);
        } else {
            throw new IOException("no tag for a player input of " + input.getClass());
        }
    }

    @Override
    public PlayerInput read(DataInput in) throws IOException {
        byte tag = in.readByte();
        switch (tag) {
            case EVENT:
                return events.read(in);
            case ROW:
                return rows.read(in);
            case MESSAGE:
                return PlayerMessage.read(in);
            case PROBE:
                return BoardProbe.read(in);
            default:
                throw new IOException("unknown tag of a player input: " + tag);
        }
    }
}
