package io.rankstream.leaderboard.operator;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * An event that waits for its player's profile, as its bytes: what is declared of events may change
 * before it is taken up again.
 */
final class ParkedEvent {

    /** Of the bytes that {@link #write} makes; every one that was ever released is read. */
    private static final byte VERSION = 1;

    private final RecordOrigin origin;
    private final long arrivalTime;
    private final EventId id;
    private final byte[] bytes;

    private ParkedEvent(RecordOrigin origin, long arrivalTime, EventId id, byte[] bytes) {
        this.origin = origin;
        this.arrivalTime = arrivalTime;
        this.id = id;
        this.bytes = bytes;
    }

    static ParkedEvent of(GameplayEvent event) {
        return new ParkedEvent(event.origin(), event.arrivalTime(), event.id(), event.bytes());
    }

    /**
     * @param parsers by the name of the stream
     */
    ParsedRecord parseAgain(Map<String, EventParser> parsers) {
        EventParser parser = parsers.get(origin.stream());
        if (parser == null) {
            throw new IllegalStateException(
                    "an event of stream '"
                            + origin.stream()
                            + "' is parked, which events.streams no longer names: name it until the"
                            + " parking time has passed");
        }
        return parser.parseAgain(bytes, origin, arrivalTime, id);
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        RecordOrigin.write(origin, out);
        out.writeLong(arrivalTime);
        id.write(out);
        Texts.writeBytes(bytes, out);
    }

    static ParkedEvent read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("unknown version of a parked event: " + version);
        }
        return new ParkedEvent(
                RecordOrigin.read(in), in.readLong(), EventId.read(in), Texts.readBytes(in));
    }
}
