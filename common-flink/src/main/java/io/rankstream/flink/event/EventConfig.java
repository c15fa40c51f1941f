package io.rankstream.flink.event;

import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.flink.kinesis.ReadingPace;
import io.rankstream.flink.kinesis.StartPosition;
import io.rankstream.model.event.EventLimits;
import io.rankstream.model.event.EventMapping;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.field.FieldSchema;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the records of events are read. It travels with the operators, so it holds what was declared;
 * parsers are built where they run.
 */
public final class EventConfig implements Serializable {

    private static final long serialVersionUID = 1L;

    private final List<String> streams;
    private final FieldSchema fields;
    private final Map<String, EventMapping> mappings;
    private final EventLimits limits;

    private EventConfig(PropertyGroup events) {
        streams = events.get(EventOptions.STREAMS);
        fields = events.get(EventOptions.FIELDS);
        mappings = mappings(events, fields);
        limits =
                new EventLimits(
                        events.get(EventOptions.MAX_FUTURE),
                        events.get(EventOptions.MAX_AGE),
                        events.get(EventOptions.MAX_SIZE));
    }

    /**
     * Reads the group {@link EventOptions#GROUP}.
     *
     * @throws InvalidConfigurationException naming the key, the value and what is allowed
     */
    public static EventConfig from(RuntimeConfiguration runtime) {
        return new EventConfig(runtime.group(EventOptions.GROUP.name()));
    }

    /** Where a start without a snapshot begins to read events. */
    public static StartPosition start(RuntimeConfiguration runtime) {
        return runtime.group(EventOptions.GROUP.name()).get(EventOptions.START);
    }

    /** How often streams are asked for records. */
    public static ReadingPace readingPace(RuntimeConfiguration runtime) {
        PropertyGroup events = runtime.group(EventOptions.GROUP.name());
        return new ReadingPace(
                events.get(EventOptions.POLL_INTERVAL),
                events.get(EventOptions.DISCOVERY_INTERVAL),
                events.get(EventOptions.IDLE_AFTER));
    }

    private static Map<String, EventMapping> mappings(PropertyGroup events, FieldSchema fields) {
        List<String> streams = events.get(EventOptions.STREAMS);
        Map<String, Map<String, String>> pointers = new HashMap<>();
        for (PropertyGroup.Entry<String> pointer : events.all(EventOptions.MAPPING)) {
            requireStream(pointer.key(), pointer.part(0), streams);
            pointers.computeIfAbsent(pointer.part(0), stream -> new HashMap<>())
                    .put(pointer.part(1), pointer.value());
        }
        Map<String, EventMapping.TimeUnit> units = new HashMap<>();
        for (PropertyGroup.Entry<EventMapping.TimeUnit> unit : events.all(EventOptions.TIME_UNIT)) {
            requireStream(unit.key(), unit.part(0), streams);
            units.put(unit.part(0), unit.value());
        }
        Map<String, EventMapping> mappings = new HashMap<>();
        for (String stream : streams) {
            try {
                mappings.put(
                        stream,
                        new EventMapping(
                                fields,
                                pointers.getOrDefault(stream, Map.of()),
                                units.getOrDefault(stream, EventMapping.TimeUnit.AUTO)));
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigurationException(
                        "events." + stream + ".mapping: " + e.getMessage(), e);
            }
        }
        return mappings;
    }

    private static void requireStream(String key, String stream, List<String> streams) {
        if (!streams.contains(stream)) {
            throw new InvalidConfigurationException(
                    "events."
                            + key
                            + ": '"
                            + stream
                            + "' is none of events.streams, which are "
                            + String.join(", ", streams));
        }
    }

    /** The names of the streams. */
    public List<String> streams() {
        return streams;
    }

    /** The declared fields. */
    public FieldSchema fields() {
        return fields;
    }

    public EventLimits limits() {
        return limits;
    }

    /** The parser of each stream, by its name. */
    public Map<String, EventParser> newParsers() {
        Map<String, EventParser> parsers = new HashMap<>();
        mappings.forEach(
                (stream, mapping) -> parsers.put(stream, new EventParser(mapping, limits)));
        return parsers;
    }
}
