package io.rankstream.model.event;

import io.rankstream.model.field.FieldValues;
import java.util.Arrays;

/** What has been read of an event so far. */
final class EventDraft {

    String playerId;

    /** Epoch milliseconds; of no meaning unless {@link #hasOwnTime}. */
    long eventTime;

    boolean hasOwnTime;
    String eventId;
    String eventType;
    FieldValues fields;

    /** Begins another event, into values of its own. */
    void clear(FieldValues values) {
        playerId = null;
        hasOwnTime = false;
        eventId = null;
        eventType = null;
        fields = values;
    }

    /** When it happened, epoch milliseconds: if it does not say so, when it arrived. */
    long timeOr(long arrivalTime) {
        return hasOwnTime ? eventTime : arrivalTime;
    }

    /**
     * The event whose JSON is {@code bytes[from, to)}.
     *
     * @param index of the event in its record
     */
    GameplayEvent finish(
            RecordOrigin origin, long arrivalTime, int index, byte[] bytes, int from, int to) {
        boolean whole = from == 0 && to == bytes.length;
        return new GameplayEvent(
                playerId,
                timeOr(arrivalTime),
                arrivalTime,
                identity(origin, index, bytes, from, to),
                eventType,
                fields,
                origin,
                whole ? bytes : Arrays.copyOfRange(bytes, from, to));
    }

    private EventId identity(RecordOrigin origin, int index, byte[] bytes, int from, int to) {
        if (eventId != null) {
            return EventId.ofEventId(eventId);
        }
        if (hasOwnTime) {
            return EventId.ofContent(playerId, bytes, from, to - from);
        }
        return EventId.ofSequence(origin, index, bytes, from, to - from);
    }
}
