package io.rankstream.local.tryout;

import io.rankstream.model.event.EventLimits;
import io.rankstream.model.event.EventMapping;
import io.rankstream.model.field.FieldSchema;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the property group {@code events} says of one stream: declared fields, where they are found,
 * units and limits.
 *
 * @param fields null if none are declared
 * @param pointers part or field to JSON Pointer
 */
record EventProperties(
        FieldSchema fields,
        Map<String, String> pointers,
        EventMapping.TimeUnit timeUnit,
        EventLimits limits) {

    private static final String MAPPING = "mapping.";

    static final EventProperties NONE =
            new EventProperties(null, Map.of(), EventMapping.TimeUnit.AUTO, EventLimits.defaults());

    /**
     * Reads a property file.
     *
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    static EventProperties read(Path path) {
        Properties properties = new Properties();
        try {
            properties.load(
                    new StringReader(new String(RecordFile.bytes(path), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException("text in memory cannot fail to be read", e);
        }
        FieldSchema fields = null;
        Map<String, String> pointers = new TreeMap<>();
        EventMapping.TimeUnit timeUnit = EventMapping.TimeUnit.AUTO;
        Duration maxFuture = EventLimits.defaults().maxFuture();
        Duration maxAge = EventLimits.defaults().maxAge();
        int maxSize = EventLimits.defaults().maxBytes();
        for (String key : properties.stringPropertyNames()) {
            String value = properties.getProperty(key).trim();
            try {
                if (key.startsWith(MAPPING)) {
                    pointers.put(key.substring(MAPPING.length()), value);
                    continue;
                }
                switch (key) {
                    case "fields" -> fields = FieldSchema.parse(value);
                    case "time_unit" -> timeUnit = timeUnit(value);
                    case "max_future" -> maxFuture = duration(value);
                    case "max_age" -> maxAge = duration(value);
                    case "max_size" -> maxSize = Integer.parseInt(value);
                    default ->
                            throw new IllegalArgumentException(
                                    "is not known: use fields, mapping.<field>, time_unit,"
                                            + " max_future, max_age or max_size");
                }
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "%s: %s=%s: %s".formatted(path, key, value, e.getMessage()), e);
            }
        }
        return new EventProperties(
                fields, pointers, timeUnit, new EventLimits(maxFuture, maxAge, maxSize));
    }

    private static EventMapping.TimeUnit timeUnit(String value) {
        return switch (value) {
            case "auto" -> EventMapping.TimeUnit.AUTO;
            case "epoch_s" -> EventMapping.TimeUnit.EPOCH_S;
            default -> throw new IllegalArgumentException("use auto or epoch_s");
        };
    }

    private static Duration duration(String value) {
        Duration duration = Duration.parse(value);
        if (duration.isNegative()) {
            throw new IllegalArgumentException("must not be negative");
        }
        return duration;
    }
}
