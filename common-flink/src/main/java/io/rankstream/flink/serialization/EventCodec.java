package io.rankstream.flink.serialization;

import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.field.FieldSchema;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores events with their declared fields. */
public final class EventCodec extends DeclaredCodec<GameplayEvent> {

    private static final long serialVersionUID = 1L;

    public EventCodec(FieldSchema fields) {
        super(fields);
    }

    /** For savepoints: builds the codec from its {@link #declaration()}. */
    public EventCodec(String declaration) {
        super(declaration);
    }

    @Override
    public String name() {
        return "gameplay event";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(GameplayEvent value, DataOutput out) throws IOException {
        value.write(schema(), out);
    }

    @Override
    public GameplayEvent read(DataInput in) throws IOException {
        return GameplayEvent.read(schema(), in);
    }
}
