package io.rankstream.flink.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an hour of the archive consists of, as {@code _SUCCESS} in its folder; it says that the hour
 * was complete when it was written. Files that come later are added when it is written again.
 */
public final class HourManifest {

    /** The name of a manifest; Athena and Spark skip files that start with an underscore. */
    public static final String NAME = "_SUCCESS";

    private static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A file and what is in it. */
    public static final class Entry {

        private final long bytes;
        private final FileSummary summary;

        Entry(long bytes, FileSummary summary) {
            this.bytes = bytes;
            this.summary = summary;
        }

        /** The length of the file. */
        public long bytes() {
            return bytes;
        }

        public FileSummary summary() {
            return summary;
        }
    }

    private final ArchiveHour hour;
    private final SortedMap<String, Entry> files;

    /**
     * Creates a manifest.
     *
     * @param files by name
     */
    HourManifest(ArchiveHour hour, Map<String, Entry> files) {
        this.hour = hour;
        this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    public ArchiveHour hour() {
        return hour;
    }

    /** By name. */
    public SortedMap<String, Entry> files() {
        return files;
    }

    /** Of all files. */
    public long records() {
        long records = 0;
        for (Entry entry : files.values()) {
            records += entry.summary.records();
        }
        return records;
    }

    /** The sum of the files' checksums, modulo 2^64. */
    public long checksum() {
        long checksum = 0;
        for (Entry entry : files.values()) {
            checksum += entry.summary.checksum();
        }
        return checksum;
    }

    /** One JSON object, UTF-8. */
    byte[] toJson() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("kind", hour.kind().folder());
            json.writeStringField("partition", hour.partition());
            json.writeStringField("hour", Instant.ofEpochMilli(hour.start()).toString());
            json.writeArrayFieldStart("files");
            for (Map.Entry<String, Entry> file : files.entrySet()) {
                json.writeStartObject();
                json.writeStringField("name", file.getKey());
                json.writeNumberField("bytes", file.getValue().bytes);
                file.getValue().summary.writeFields(json);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("records", records());
            json.writeStringField("checksum", FileSummary.hex(checksum()));
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /**
     * Reads a manifest.
     *
     * @param path for messages
     * @throws ArchiveException naming the path, if it is not a manifest, of a later version, of
     *     another hour, or its sums are not those of its files
     */
    static HourManifest parse(byte[] bytes, ArchiveHour hour, String path) throws ArchiveException {
        try {
            JsonNode json = JSON.readTree(bytes);
            long version = FileSummary.number(json, "version");
            if (version != VERSION) {
                throw new IOException(
                        "it is of version " + version + ", this program reads " + VERSION);
            }
            requireEqual("kind", hour.kind().folder(), json.path("kind").asText());
            requireEqual("partition", hour.partition(), json.path("partition").asText());
            requireEqual(
                    "hour",
                    Instant.ofEpochMilli(hour.start()).toString(),
                    json.path("hour").asText());
            Map<String, Entry> files = new TreeMap<>();
            for (JsonNode file : json.path("files")) {
                files.put(
                        file.path("name").asText(),
                        new Entry(FileSummary.number(file, "bytes"), FileSummary.read(file)));
            }
            HourManifest manifest = new HourManifest(hour, files);
            requireEqual("records", manifest.records(), FileSummary.number(json, "records"));
            requireEqual(
                    "checksum",
                    FileSummary.hex(manifest.checksum()),
                    FileSummary.hex(FileSummary.checksum(json)));
            return manifest;
        } catch (IOException e) {
            throw new ArchiveException(path + " is not a manifest: " + e.getMessage(), e);
        }
    }

    private static void requireEqual(String field, Object expected, Object found)
            throws IOException {
        if (!expected.equals(found)) {
            throw new IOException(field + " is '" + found + "' instead of '" + expected + "'");
        }
    }
}
