package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.event.EventId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Writes the identity of an event. State is found by these bytes, so they have no version and never
 * change; a new kind of identity is a new {@link EventId.Source}.
 */
public final class EventIdCodec implements Codec<EventId> {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "event id";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(EventId value, DataOutput out) throws IOException {
        value.write(out);
    }

    @Override
    public EventId read(DataInput in) throws IOException {
        return EventId.read(in);
    }
}
