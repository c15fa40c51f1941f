package io.rankstream.model.event;

import io.rankstream.model.bytes.Murmur;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What makes an event the same event when it arrives again: 128 bits of MurmurHash3 (x64 variant,
 * Austin Appleby) over what identifies it.
 */
public final class EventId implements Comparable<EventId> {

    /** How an event is identified. */
    public enum Source {
        /** By the {@code event_id} its producer gave it. */
        EVENT_ID(0),
        /** By player and bytes: a retried record is byte-identical and carries its own time. */
        CONTENT(1),
        /** By stream, shard and sequence number: producer retries cannot be detected. */
        SEQUENCE(2),
        /** By the player and the start of a session that was derived from events. */
        SESSION(3),
        /** By the control message that it comes from. */
        CONTROL(4);

        private final byte code;

        Source(int code) {
            this.code = (byte) code;
        }

        /** What stands for it in binary formats; never changes. */
        public byte code() {
            return code;
        }

        public static Source ofCode(byte code) {
            switch (code) {
                case 0:
                    return EVENT_ID;
                case 1:
                    return CONTENT;
                case 2:
                    return SEQUENCE;
                case 3:
                    return SESSION;
                case 4:
                    return CONTROL;
                default:
                    throw new IllegalArgumentException("no identity has the code " + code);
            }
        }
    }

    private final Source source;
    private final long high;
    private final long low;

    public EventId(Source source, long high, long low) {
        this.source = source;
        this.high = high;
        this.low = low;
    }

    public static EventId ofEventId(String eventId) {
        byte[] bytes = eventId.getBytes(StandardCharsets.UTF_8);
        return hash(Source.EVENT_ID, bytes, 0, bytes.length, 0);
    }

    /** The identity of a record's bytes {@code [offset, offset + length)} sent for a player. */
    public static EventId ofContent(String playerId, byte[] bytes, int offset, int length) {
        return hash(Source.CONTENT, bytes, offset, length, playerId.hashCode());
    }

    /**
     * The identity of the {@code index}th event of the record read at {@code origin}, with the
     * bytes {@code [offset, offset + length)}. They tell the records apart that a producer has put
     * together under one sequence number.
     */
    public static EventId ofSequence(
            RecordOrigin origin, int index, byte[] bytes, int offset, int length) {
        byte[] place = origin.toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(place, place.length + length);
        System.arraycopy(bytes, offset, all, place.length, length);
        return hash(Source.SEQUENCE, all, 0, all.length, index);
    }

    /** The identity of a player's session that starts at {@code first}, epoch milliseconds. */
    public static EventId ofSession(String playerId, long first) {
        byte[] bytes = (first + ":" + playerId).getBytes(StandardCharsets.UTF_8);
        return hash(Source.SESSION, bytes, 0, bytes.length, 0);
    }

    /** The identity of what a control message contributes. */
    public static EventId ofControl(String messageId) {
        byte[] bytes = messageId.getBytes(StandardCharsets.UTF_8);
        return hash(Source.CONTROL, bytes, 0, bytes.length, 0);
    }

    /**
     * What stands for it among the events of all players: two players may have the same {@code
     * event_id}.
     */
    public EventId amongPlayers(String playerId) {
        Murmur player = Murmur.of(playerId.getBytes(StandardCharsets.UTF_8), 0);
        return new EventId(source, high ^ player.high(), low ^ player.low());
    }

    private static EventId hash(Source source, byte[] bytes, int offset, int length, int seed) {
        Murmur hash = Murmur.of(bytes, offset, length, seed);
        return new EventId(source, hash.high(), hash.low());
    }

    public Source source() {
        return source;
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(source.code());
        out.writeLong(high);
        out.writeLong(low);
    }

    public static EventId read(DataInput in) throws IOException {
        return new EventId(Source.ofCode(in.readByte()), in.readLong(), in.readLong());
    }

    /** As {@link #write}, to packed bytes. */
    public void pack(PackedOutput out) {
        out.write(source.code());
        out.writeLong(high);
        out.writeLong(low);
    }

    /** Reads what {@link #pack} wrote. */
    public static EventId unpack(PackedInput in) throws IOException {
        return new EventId(Source.ofCode(in.readByte()), in.readLong(), in.readLong());
    }

    /** By the code of the source, then by the 128 bits, unsigned: the same order everywhere. */
    @Override
    public int compareTo(EventId other) {
        int bySource = Byte.compare(source.code(), other.source.code());
        if (bySource != 0) {
            return bySource;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventId
                && source == ((EventId) other).source
                && high == ((EventId) other).high
                && low == ((EventId) other).low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(low);
    }

    @Override
    public String toString() {
        return Long.toHexString(high) + "-" + Long.toHexString(low);
    }
}
