package io.rankstream.model.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.rankstream.model.field.Texts;
import io.rankstream.model.player.PlayerMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

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
        RETRACTION_TOO_OLD,
        /** A record of the replay stream is none, or of a stream that is not known. */
        BAD_ENVELOPE;

        /** The reason as it stands in the record and in metrics, such as {@code not_json}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Reason ofCode(String code) {
            for (Reason reason : values()) {
                if (reason.code().equals(code)) {
                    return reason;
                }
            }
            throw new IllegalArgumentException("has the unknown reason " + code);
        }
    }

    /** Longer offending values are cut: the record's bytes hold them whole. */
    private static final int MAX_VALUE_LENGTH = 256;

    private static final String RECORD_LENGTH = "record_length";

    private static final JsonFactory JSON = new JsonFactory();

    private final Reason reason;
    private final String field;
    private final String value;
    private final String board;
    private final String window;
    private final RecordOrigin origin;
    private final long arrivalTime;
    private final int eventIndex;
    private final byte[] bytes;
    private final int recordLength;

    private DeadLetter(
            Reason reason,
            String field,
            String value,
            String board,
            String window,
            RecordOrigin origin,
            long arrivalTime,
            int eventIndex,
            byte[] bytes,
            int recordLength) {
        this.reason = reason;
        this.field = field;
        this.value = cut(value);
        this.board = board;
        this.window = window;
        this.origin = origin;
        this.arrivalTime = arrivalTime;
        this.eventIndex = eventIndex;
        this.bytes = bytes;
        this.recordLength = recordLength;
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
        return ofPart(reason, field, value, origin, arrivalTime, 0, bytes);
    }

    /** A part of a record that could not be read: {@code eventIndex} events come before it. */
    static DeadLetter ofPart(
            Reason reason,
            String field,
            String value,
            RecordOrigin origin,
            long arrivalTime,
            int eventIndex,
            byte[] bytes) {
        return new DeadLetter(
                reason,
                field,
                value,
                null,
                null,
                origin,
                arrivalTime,
                eventIndex,
                bytes,
                bytes.length);
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
                0,
                event.bytes(),
                event.bytes().length);
    }

    /** The same with the first of its bytes only, so that it fits where it is to go. */
    public DeadLetter cutTo(int length) {
        return new DeadLetter(
                reason,
                field,
                value,
                board,
                window,
                origin,
                arrivalTime,
                eventIndex,
                Arrays.copyOf(bytes, length),
                recordLength);
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

    /**
     * Which event of its record the bytes are, from 0, where they could not be read; an event that
     * has neither id nor time of its own is recognised by it.
     */
    public int eventIndex() {
        return eventIndex;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes there were; more than {@link #bytes()} has if those were cut. */
    public int recordLength() {
        return recordLength;
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
            if (eventIndex > 0) {
                json.writeNumberField("event_index", eventIndex);
            }
            json.writeBinaryField("record", bytes);
            if (recordLength > bytes.length) {
                json.writeNumberField(RECORD_LENGTH, recordLength);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Reads a record of the dead-letter stream.
     *
     * @throws IllegalArgumentException saying what is wrong, if it is none
     */
    public static DeadLetter parse(byte[] record) {
        Map<String, String> texts = new HashMap<>();
        byte[] bytes = null;
        try (JsonParser json = JSON.createParser(record)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("is not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("record")) {
                    bytes = json.getBinaryValue();
                } else {
                    texts.put(name, json.getText());
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("is not JSON, or its record not base64", e);
        }
        if (bytes == null) {
            throw new IllegalArgumentException("lacks record");
        }
        return new DeadLetter(
                Reason.ofCode(required(texts, "reason")),
                texts.get("field"),
                texts.get("value"),
                texts.get("board"),
                texts.get("window"),
                new RecordOrigin(
                        required(texts, "stream"),
                        required(texts, "shard"),
                        required(texts, "sequence_number")),
                Long.parseLong(required(texts, "arrival_time")),
                Integer.parseInt(texts.getOrDefault("event_index", "0")),
                bytes,
                texts.containsKey(RECORD_LENGTH)
                        ? Integer.parseInt(texts.get(RECORD_LENGTH))
                        : bytes.length);
    }

    private static String required(Map<String, String> texts, String field) {
        String text = texts.get(field);
        if (text == null) {
            throw new IllegalArgumentException("lacks " + field);
        }
        return text;
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
        RecordOrigin.write(origin, out);
        out.writeLong(arrivalTime);
        Texts.writeVarInt(eventIndex, out);
        Texts.writeBytes(bytes, out);
        Texts.writeVarInt(recordLength, out);
    }

    public static DeadLetter read(DataInput in) throws IOException {
        return new DeadLetter(
                Reason.valueOf(Texts.read(in)),
                Texts.read(in),
                Texts.read(in),
                Texts.read(in),
                Texts.read(in),
                RecordOrigin.read(in),
                in.readLong(),
                Texts.readVarInt(in),
                Texts.readBytes(in),
                Texts.readVarInt(in));
    }
}
