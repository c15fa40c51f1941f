package io.rankstream.model.event;

import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.Texts;
import io.rankstream.model.player.PlayerInput;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One thing that happened to one player, as it was sent.
 *
 * <p>All times are milliseconds since the epoch. Immutable once built; the byte array is shared,
 * not copied.
 */
public final class GameplayEvent implements PlayerInput {

    private final String playerId;
    private final long eventTime;
    private final long arrivalTime;
    private final EventId id;
    private final String eventType;
    private final FieldValues fields;
    private final RecordOrigin origin;
    private final byte[] bytes;
    private final SessionFacts session;

    public GameplayEvent(
            String playerId,
            long eventTime,
            long arrivalTime,
            EventId id,
            String eventType,
            FieldValues fields,
            RecordOrigin origin,
            byte[] bytes) {
        this(playerId, eventTime, arrivalTime, id, eventType, fields, origin, bytes, null);
    }

    private GameplayEvent(
            String playerId,
            long eventTime,
            long arrivalTime,
            EventId id,
            String eventType,
            FieldValues fields,
            RecordOrigin origin,
            byte[] bytes,
            SessionFacts session) {
        this.playerId = playerId;
        this.eventTime = eventTime;
        this.arrivalTime = arrivalTime;
        this.id = id;
        this.eventType = eventType;
        this.fields = fields;
        this.origin = origin;
        this.bytes = bytes;
        this.session = session;
    }

    /**
     * The event that a session has ended. It has no record, so its origin and bytes are null.
     *
     * @param schema of the fields, none of which is present
     */
    public static GameplayEvent ofSession(
            String playerId,
            long eventTime,
            long arrivalTime,
            EventId id,
            SessionFacts session,
            FieldSchema schema) {
        return new GameplayEvent(
                playerId,
                eventTime,
                arrivalTime,
                id,
                null,
                new FieldValues(schema),
                null,
                null,
                session);
    }

    @Override
    public String playerId() {
        return playerId;
    }

    /** When it happened: decides the window and the rule that judges it. */
    public long eventTime() {
        return eventTime;
    }

    /** When the stream took it: decides whether it is late. */
    public long arrivalTime() {
        return arrivalTime;
    }

    public EventId id() {
        return id;
    }

    /** The {@code event_type}, or null if it has none. */
    public String eventType() {
        return eventType;
    }

    public FieldValues fields() {
        return fields;
    }

    /** What is known of a session that has ended; null on an event that was sent. */
    public SessionFacts session() {
        return session;
    }

    /** Where its record was read; null if it has none. */
    public RecordOrigin origin() {
        return origin;
    }

    /** The event's own JSON, byte for byte as it arrived; null if it has no record. */
    public byte[] bytes() {
        return bytes;
    }

    public void write(FieldSchema schema, DataOutput out) throws IOException {
        Texts.write(playerId, out);
        out.writeLong(eventTime);
        out.writeLong(arrivalTime);
        id.write(out);
        Texts.write(eventType, out);
        fields.write(schema, out);
        RecordOrigin.write(origin, out);
        if (session == null) {
            Texts.writeBytes(bytes, out);
        } else {
            session.write(out);
        }
    }

    public static GameplayEvent read(FieldSchema schema, DataInput in) throws IOException {
        String playerId = Texts.read(in);
        long eventTime = in.readLong();
        long arrivalTime = in.readLong();
        EventId id = EventId.read(in);
        String eventType = Texts.read(in);
        FieldValues fields = FieldValues.read(schema, in);
        RecordOrigin origin = RecordOrigin.read(in);
        if (origin == null) {
            return ofSession(playerId, eventTime, arrivalTime, id, SessionFacts.read(in), schema);
        }
        return new GameplayEvent(
                playerId,
                eventTime,
                arrivalTime,
                id,
                eventType,
                fields,
                origin,
                Texts.readBytes(in));
    }
}
