package io.rankstream.benchmarks.load;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The windows of the benchmark's boards, all of them in UTC. */
public enum Span {
    ALL_TIME(null, null, null, null),
    HALF_MINUTE(
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            "{\"type\":\"tumbling\",\"size\":\"PT30S\"}",
            "uuuuMMdd'T'HHmmss'Z'"),
    HOUR(
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            "{\"type\":\"calendar\",\"unit\":\"hour\",\"zone\":\"UTC\"}",
            "uuuu-MM-dd'T'HHxx"),
    DAY(
            Duration.ofDays(1),
            Duration.ofMinutes(10),
            "{\"type\":\"calendar\",\"unit\":\"day\",\"zone\":\"UTC\"}",
            "uuuu-MM-dd");

    private final Duration size;
    private final Duration lateness;
    private final String definition;
    private final DateTimeFormatter label;

    Span(Duration size, Duration lateness, String definition, String label) {
        this.size = size;
        this.lateness = lateness;
        this.definition = definition;
        this.label =
                label == null ? null : DateTimeFormatter.ofPattern(label).withZone(ZoneOffset.UTC);
    }

    public boolean isWindow() {
        return size != null;
    }

    /** How long a window is; null for all time. */
    public Duration size() {
        return size;
    }

    /** How long after its end a window takes events; null for all time. */
    public Duration lateness() {
        return lateness;
    }

    /** The window of a board's definition; null for all time. */
    String definition() {
        return definition;
    }

    /** When the window of an event starts, epoch milliseconds; 0 for all time. */
    public long start(long eventTime) {
        return isWindow() ? eventTime - Math.floorMod(eventTime, size.toMillis()) : 0;
    }

    /** Whether the window that starts then still takes what arrives at this time. */
    public boolean takes(long start, long arrivalTime) {
        return !isWindow() || arrivalTime <= start + size.toMillis() + lateness.toMillis();
    }

    /** How the key of the window that starts then ends; empty for all time. */
    public String suffix(long start) {
        return isWindow() ? ":" + label.format(Instant.ofEpochMilli(start)) : "";
    }

    /** In lower case, as in the names of boards. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
