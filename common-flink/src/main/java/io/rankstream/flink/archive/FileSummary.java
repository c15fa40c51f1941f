package io.rankstream.flink.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.model.archive.ArchivedRecord;
import java.io.IOException;
import java.io.StringWriter;

/**
 * What is in a file of records: how many, from when to when, and the sum of their checksums; in the
 * file's own footer, and in the manifest of its hour.
 */
public final class FileSummary {

    private static final ObjectMapper JSON = new ObjectMapper(new JsonFactory());

    private long records;
    private long minEventTime = Long.MAX_VALUE;
    private long maxEventTime = Long.MIN_VALUE;
    private long minArrivalTime = Long.MAX_VALUE;
    private long maxArrivalTime = Long.MIN_VALUE;
    private long checksum;

    void add(ArchivedRecord record) {
        records++;
        minEventTime = Math.min(minEventTime, record.eventTime());
        maxEventTime = Math.max(maxEventTime, record.latestEventTime());
        minArrivalTime = Math.min(minArrivalTime, record.arrivalTime());
        maxArrivalTime = Math.max(maxArrivalTime, record.arrivalTime());
        checksum += record.checksum();
    }

    public long records() {
        return records;
    }

    /** Epoch milliseconds; of no meaning without records, like the other times. */
    public long minEventTime() {
        return minEventTime;
    }

    /** Of the latest event of any record, epoch milliseconds. */
    public long maxEventTime() {
        return maxEventTime;
    }

    /** Epoch milliseconds. */
    public long minArrivalTime() {
        return minArrivalTime;
    }

    /** Epoch milliseconds. */
    public long maxArrivalTime() {
        return maxArrivalTime;
    }

    /** The sum of {@link ArchivedRecord#checksum()}, modulo 2^64. */
    public long checksum() {
        return checksum;
    }

    String toJson() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            writeFields(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    void writeFields(JsonGenerator json) throws IOException {
        json.writeNumberField("records", records);
        if (records > 0) {
            json.writeNumberField("min_event_time", minEventTime);
            json.writeNumberField("max_event_time", maxEventTime);
            json.writeNumberField("min_arrival_time", minArrivalTime);
            json.writeNumberField("max_arrival_time", maxArrivalTime);
        }
        json.writeStringField("checksum", hex(checksum));
    }

    static FileSummary parse(String json) throws IOException {
        return read(JSON.readTree(json));
    }

    /**
     * Reads what {@link #writeFields} has written.
     *
     * @throws IOException if something is missing or not a number
     */
    static FileSummary read(JsonNode json) throws IOException {
        FileSummary summary = new FileSummary();
        summary.records = number(json, "records");
        if (summary.records > 0) {
            summary.minEventTime = number(json, "min_event_time");
            summary.maxEventTime = number(json, "max_event_time");
            summary.minArrivalTime = number(json, "min_arrival_time");
            summary.maxArrivalTime = number(json, "max_arrival_time");
        }
        summary.checksum = checksum(json);
        return summary;
    }

    static long number(JsonNode json, String field) throws IOException {
        JsonNode value = json.path(field);
        if (!value.canConvertToLong()) {
            throw new IOException(field + " is not a number: " + value);
        }
        return value.longValue();
    }

    static long checksum(JsonNode json) throws IOException {
        String text = json.path("checksum").asText();
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (NumberFormatException e) {
            throw new IOException("checksum is not hexadecimal: '" + text + "'", e);
        }
    }

    static String hex(long checksum) {
        String digits = Long.toHexString(checksum);
        return "0".repeat(16 - digits.length()) + digits;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileSummary
                && records == ((FileSummary) other).records
                && checksum == ((FileSummary) other).checksum
                && minEventTime == ((FileSummary) other).minEventTime
                && maxEventTime == ((FileSummary) other).maxEventTime
                && minArrivalTime == ((FileSummary) other).minArrivalTime
                && maxArrivalTime == ((FileSummary) other).maxArrivalTime;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(checksum);
    }

    @Override
    public String toString() {
        return records + " records, checksum " + hex(checksum);
    }
}
