package io.rankstream.flink.kinesis;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Properties;

/** Where in a stream a job begins to read when it starts without a snapshot. */
public final class StartPosition {

    /** The oldest record that the stream still has. */
    public static final StartPosition TRIM_HORIZON = new StartPosition("TRIM_HORIZON", null);

    /** What arrives from now on. */
    public static final StartPosition LATEST = new StartPosition("LATEST", null);

    /** As the connector reads it by default. */
    private static final DateTimeFormatter CONNECTOR_FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);

    private final String name;
    private final Instant instant;

    private StartPosition(String name, Instant instant) {
        this.name = name;
        this.instant = instant;
    }

    /** The first record that arrived at an instant or later. */
    public static StartPosition at(Instant instant) {
        return new StartPosition("AT_TIMESTAMP", instant);
    }

    /**
     * Reads a property.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public static StartPosition parse(String text) {
        if (text.equals(TRIM_HORIZON.name)) {
            return TRIM_HORIZON;
        }
        if (text.equals(LATEST.name)) {
            return LATEST;
        }
        try {
            return at(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "is not a position: use TRIM_HORIZON, LATEST or an ISO-8601 instant such as"
                            + " 2026-11-20T00:00:00Z",
                    e);
        }
    }

    void addTo(Properties properties) {
        properties.setProperty("flink.stream.initpos", name);
        if (instant != null) {
            properties.setProperty(
                    "flink.stream.initpos.timestamp", CONNECTOR_FORMAT.format(instant));
        }
    }

    @Override
    public String toString() {
        return instant == null ? name : instant.toString();
    }
}
