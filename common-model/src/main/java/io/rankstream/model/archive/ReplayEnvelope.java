package io.rankstream.model.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.RecordOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * A record on its way back: the bytes as they were first read, and where and when that was, so that
 * it means what it meant then.
 *
 * <p>{@code {"id":"events/shardId-000000000000/4959/0","stream":"events",
 * "shard":"shardId-000000000000","sequence_number":"4959","sub_sequence":0,"partition_key":"ada",
 * "arrival_time":1700000000000,"record":"e30="}}; {@code record} is base64. {@code event_index} is
 * there where the bytes are not a whole record, but that event of one. {@code id} names the record
 * to whoever else reads the stream: it is made of the four fields that follow it.
 */
public final class ReplayEnvelope {

    private static final JsonFactory JSON = new JsonFactory();

    private final RecordOrigin origin;
    private final int subSequence;
    private final String partitionKey;
    private final long arrivalTime;
    private final int eventIndex;
    private final byte[] bytes;

    private ReplayEnvelope(
            RecordOrigin origin,
            int subSequence,
            String partitionKey,
            long arrivalTime,
            int eventIndex,
            byte[] bytes) {
        this.origin = origin;
        this.subSequence = subSequence;
        this.partitionKey = Objects.requireNonNull(partitionKey);
        this.arrivalTime = arrivalTime;
        this.eventIndex = eventIndex;
        this.bytes = Objects.requireNonNull(bytes);
    }

    /** A record of an event stream. */
    public static ReplayEnvelope of(ArchivedRecord record) {
        return new ReplayEnvelope(
                new RecordOrigin(record.source(), record.shard(), record.sequenceNumber()),
                record.subSequence(),
                record.partitionKey(),
                record.arrivalTime(),
                0,
                record.bytes());
    }

    /**
     * The record, or the event of one, that a dead letter is about.
     *
     * @param partitionKey of the record of the dead-letter stream: the original one is not known
     */
    public static ReplayEnvelope of(DeadLetter letter, String partitionKey) {
        return new ReplayEnvelope(
                letter.origin(),
                0,
                partitionKey,
                letter.arrivalTime(),
                letter.eventIndex(),
                letter.bytes());
    }

    /** Where the record was first read. */
    public RecordOrigin origin() {
        return origin;
    }

    /** The place among the records that travelled as one, from 0. */
    public int subSequence() {
        return subSequence;
    }

    public String partitionKey() {
        return partitionKey;
    }

    /** When the stream first took it, epoch milliseconds. */
    public long arrivalTime() {
        return arrivalTime;
    }

    /** Which event of the record its bytes begin with, from 0. */
    public int eventIndex() {
        return eventIndex;
    }

    /** As they were first read, not copied. */
    public byte[] bytes() {
        return bytes;
    }

    /** The record of the replay stream: one JSON object, UTF-8. */
    public byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(320 + bytes.length * 4 / 3);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", origin + "/" + subSequence);
            json.writeStringField("stream", origin.stream());
            json.writeStringField("shard", origin.shard());
            json.writeStringField("sequence_number", origin.sequenceNumber());
            json.writeNumberField("sub_sequence", subSequence);
            json.writeStringField("partition_key", partitionKey);
            json.writeNumberField("arrival_time", arrivalTime);
            if (eventIndex > 0) {
                json.writeNumberField("event_index", eventIndex);
            }
            json.writeBinaryField("record", bytes);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Reads a record of the replay stream.
     *
     * @throws IllegalArgumentException saying what is wrong, if it is no envelope
     */
    public static ReplayEnvelope parse(byte[] record) {
        String stream = null;
        String shard = null;
        String sequenceNumber = null;
        int subSequence = 0;
        String partitionKey = null;
        Long arrivalTime = null;
        int eventIndex = 0;
        byte[] bytes = null;
        try (JsonParser json = JSON.createParser(record)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("is not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "stream":
                        stream = text(json, value);
                        break;
                    case "shard":
                        shard = text(json, value);
                        break;
                    case "sequence_number":
                        sequenceNumber = text(json, value);
                        break;
                    case "sub_sequence":
                        subSequence = index(json, value);
                        break;
                    case "partition_key":
                        partitionKey = text(json, value);
                        break;
                    case "arrival_time":
                        arrivalTime = number(json, value);
                        break;
                    case "event_index":
                        eventIndex = index(json, value);
                        break;
                    case "record":
                        text(json, value);
                        bytes = json.getBinaryValue();
                        break;
                    default:
                        json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("goes on after its JSON object");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("is not JSON, or its record not base64", e);
        }
        require("stream", stream);
        require("shard", shard);
        require("sequence_number", sequenceNumber);
        require("partition_key", partitionKey);
        require("arrival_time", arrivalTime);
        require("record", bytes);
        return new ReplayEnvelope(
                new RecordOrigin(stream, shard, sequenceNumber),
                subSequence,
                partitionKey,
                arrivalTime,
                eventIndex,
                bytes);
    }

    private static String text(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException(json.currentName() + " is not a string");
        }
        return json.getText();
    }

    private static long number(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_NUMBER_INT) {
            throw new IllegalArgumentException(json.currentName() + " is not an integer");
        }
        return json.getLongValue();
    }

    private static int index(JsonParser json, JsonToken value) throws IOException {
        long index = number(json, value);
        if (index < 0 || index > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    json.currentName() + " is " + index + ", which is no place from 0");
        }
        return (int) index;
    }

    private static void require(String field, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("lacks " + field);
        }
    }
}
