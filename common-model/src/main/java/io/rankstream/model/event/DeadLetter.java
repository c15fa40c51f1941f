package io.rankstream.model.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.rankstream.model.field.Texts;
import io.rankstream.model.player.PlayerMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A record, or an event for one board, that could not be used, and why; nothing of it is lost. */
public final class DeadLetter {

    /** Why a record, or an event for one board, was not used. */
    public enum Reason {
        /** The bytes are not JSON. */
        NOT_JSON,
        /** The JSON is neither an object nor a sequence of objects. */
        NOT_AN_OBJECT,
        /** Objects or arrays are nested deeper than allowed. */
        TOO_DEEP,
        /** The record is larger than allowed. */
        TOO_LARGE,
        /** The player is absent, empty, too long or neither a string nor an integer. */
        BAD_PLAYER,
        /** The event time cannot be read. */
        BAD_TIME,
        /** A number is NaN, infinite or beyond the range of its type. */
        NOT_FINITE,
        /** A declared field holds a value of another type. */
        BAD_FIELD,
        /** The event time lies further ahead of the arrival than allowed. */
        FUTURE_TIME,
        /** The event time lies further behind the arrival than allowed. */
        TOO_OLD,
        /** Arrived after the board's window had closed and its lateness had passed. */
        LATE,
        /** Older than the deduplication horizon: cannot be told from a duplicate. */
        BEYOND_HORIZON,
        /** A board's expression failed on this event. */
        EXPRESSION_FAILED,
        /** The score left the range that a 64-bit integer, or exactly a double, can hold. */
        SCORE_OUT_OF_RANGE,
        /** One value too many for a board that counts distinct ones. */
        DISTINCT_LIMIT,
        /** The event to be taken back is older than the corrections horizon. */
        RETRACTION_TOO_OLD;

        /** The reason as it stands in the record and in metrics, such as {@code not_json}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Longer offending values are cut: the record's bytes hold them whole. */
    private static final int MAX_VALUE_LENGTH = 256;

    private static final JsonFactory JSON = new JsonFactory();

    private final Reason reason;
    private final String field;
    private final String value;
    private final String board;
    private final String window;
    private final RecordOrigin origin;
    private final long arrivalTime;
    private final byte[] bytes;

    private DeadLetter(
            Reason reason,
            String field,
            String value,
            String board,
            String window,
            RecordOrigin origin,
            long arrivalTime,
            byte[] bytes) {
        this.reason = reason;
        this.field = field;
        this.value = cut(value);
        this.board = board;
        this.window = window;
        this.origin = origin;
        this.arrivalTime = arrivalTime;
        this.bytes = bytes;
    }

    /**
     * A record that could not be read; {@code field} and {@code value} are null where none is to
     * blame.
     */
    public static DeadLetter ofRecord(
            Reason reason,
            String field,
            String value,
            RecordOrigin origin,
            long arrivalTime,
            byte[] bytes) {
        return new DeadLetter(reason, field, value, null, null, origin, arrivalTime, bytes);
    }

    /** An event that no board could use. */
    public static DeadLetter ofEvent(
            Reason reason, String field, String value, GameplayEvent event) {
        return ofRecord(reason, field, value, event.origin(), event.arrivalTime(), event.bytes());
    }

    /**
     * A message about a player that had no effect; its bytes are a JSON object that names it and
     * the player.
     */
    public static DeadLetter ofMessage(
            Reason reason, String field, String value, PlayerMessage message) {
        String json =
                "{\"type\":\"event.retract\",\"id\":"
                        + quoted(message.id())
                        + ",\"player_id\":"
                        + quoted(message.playerId())
                        + ",\"event_id\":"
                        + quoted(message.eventId())
                        + "}";
        return ofRecord(
                reason,
                field,
                value,
                new RecordOrigin("control", "", message.id()),
                message.arrivalTime(),
                json.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** An event that one board could not use; {@code window} is null for an all-time board. */
    public static DeadLetter ofBoard(
            Reason reason,
            String field,
            String value,
            String board,
            String window,
            GameplayEvent event) {
        return new DeadLetter(
                reason,
                field,
                value,
                board,
                window,
                event.origin(),
                event.arrivalTime(),
                event.bytes());
    }

    private static String cut(String value) {
        if (value == null || value.length() <= MAX_VALUE_LENGTH) {
            return value;
        }
        return value.substring(0, MAX_VALUE_LENGTH);
    }

    public Reason reason() {
        return reason;
    }

    /** The field to blame, or null. */
    public String field() {
        return field;
    }

    /** The value to blame, cut to 256 characters, or null. */
    public String value() {
        return value;
    }

    /** The board that could not use the event, or null if none could. */
    public String board() {
        return board;
    }

    /** The label of the window that the event missed, or null. */
    public String window() {
        return window;
    }

    public RecordOrigin origin() {
        return origin;
    }

    public long arrivalTime() {
        return arrivalTime;
    }

    public byte[] bytes() {
        return bytes;
    }

    /**
     * The record of the dead-letter stream: one JSON object, UTF-8, the original bytes as base64.
     */
    public byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256 + bytes.length * 4 / 3);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("reason", reason.code());
            writeOptional(json, "field", field);
            writeOptional(json, "value", value);
            writeOptional(json, "board", board);
            writeOptional(json, "window", window);
            json.writeStringField("stream", origin.stream());
            json.writeStringField("shard", origin.shard());
            json.writeStringField("sequence_number", origin.sequenceNumber());
            json.writeNumberField("arrival_time", arrivalTime);
            json.writeBinaryField("record", bytes);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void writeOptional(JsonGenerator json, String name, String value)
            throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    public void write(DataOutput out) throws IOException {
        Texts.write(reason.name(), out);
        Texts.write(field, out);
        Texts.write(value, out);
        Texts.write(board, out);
        Texts.write(window, out);
        Texts.write(origin.stream(), out);
        Texts.write(origin.shard(), out);
        Texts.write(origin.sequenceNumber(), out);
        out.writeLong(arrivalTime);
        Texts.writeBytes(bytes, out);
    }

    public static DeadLetter read(DataInput in) throws IOException {
        return new DeadLetter(
                Reason.valueOf(Texts.read(in)),
                Texts.read(in),
                Texts.read(in),
                Texts.read(in),
                Texts.read(in),
                new RecordOrigin(Texts.read(in), Texts.read(in), Texts.read(in)),
                in.readLong(),
                Texts.readBytes(in));
    }
}
