package io.rankstream.local.tryout;

import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventLimits;
import io.rankstream.model.event.EventMapping;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the events of a file, each with the arrival that it has in the trial. */
final class EventReader {

    private static final String ARRIVAL_TIME = "arrival_time";
    private static final Set<String> PARTS =
            Set.of("player_id", "event_time", "event_id", "event_type", ARRIVAL_TIME);

    /** A time that no event has: what one without a time of its own is read with. */
    static final long NO_TIME = Instant.parse("0001-01-01T00:00:00.001Z").toEpochMilli();

    /** Takes every time of four digits a year; the limits of the stream hold for the arrival. */
    private static final EventLimits ANY_TIME =
            new EventLimits(Duration.ofDays(9_999 * 366L), Duration.ZERO, Integer.MAX_VALUE);

    /** Below the player, which is no object, there is nothing. */
    private static final String NOWHERE = "/none";

    /**
     * What a file holds.
     *
     * @param events in the order of their arrival
     * @param notes what should be known of fields that were not declared
     */
    record Events(
            List<GameplayEvent> events,
            List<DeadLetter> unreadable,
            FieldSchema fields,
            boolean inferred,
            List<String> notes) {}

    private final EventProperties properties;
    private final Arrival arrival;

    EventReader(EventProperties properties, Arrival arrival) {
        this.properties = properties;
        this.arrival = arrival;
    }

    /**
     * Reads records; the sequence number of an event is the index of its record.
     *
     * @throws IllegalArgumentException if the mapping does not fit the fields
     */
    Events read(List<RecordFile.Entry> records) {
        FieldInference.Fields fields =
                properties.fields() == null
                        ? infer(records)
                        : new FieldInference.Fields(properties.fields(), List.of());
        EventMapping mapping =
                new EventMapping(fields.schema(), properties.pointers(), properties.timeUnit());
        EventLimits anyTime =
                new EventLimits(
                        ANY_TIME.maxFuture(), ANY_TIME.maxAge(), properties.limits().maxBytes());
        EventParser own = new EventParser(mapping, anyTime);
        EventParser arrivals = new EventParser(arrivalMapping(), ANY_TIME);
        EventParser parser = new EventParser(mapping, properties.limits());
        List<GameplayEvent> events = new ArrayList<>();
        List<DeadLetter> unreadable = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            RecordOrigin origin = new RecordOrigin("events", "file", Integer.toString(i));
            ParsedRecord record = own.parse(records.get(i).bytes(), origin, NO_TIME);
            unreadable.addAll(record.deadLetters());
            for (GameplayEvent event : record.events()) {
                ParsedRecord said = arrivals.parse(event.bytes(), origin, NO_TIME);
                unreadable.addAll(said.deadLetters());
                for (GameplayEvent arrived : said.events()) {
                    long time = arrivalTime(arrived.eventTime(), event.eventTime());
                    ParsedRecord read = parser.parseAgain(event.bytes(), origin, time, event.id());
                    events.addAll(read.events());
                    unreadable.addAll(read.deadLetters());
                }
            }
        }
        events.sort(Comparator.comparingLong(GameplayEvent::arrivalTime));
        return new Events(
                events, unreadable, fields.schema(), properties.fields() == null, fields.notes());
    }

    private long arrivalTime(long said, long eventTime) {
        if (said != NO_TIME) {
            return said;
        }
        return eventTime == NO_TIME ? arrival.withoutTime() : arrival.of(eventTime);
    }

    /** Reads the arrival as if it were the event's time, so that both may be written alike. */
    private EventMapping arrivalMapping() {
        Map<String, String> pointers = new HashMap<>();
        pointers.put("player_id", properties.pointers().getOrDefault("player_id", "/player_id"));
        pointers.put("event_time", "/" + ARRIVAL_TIME);
        pointers.put("event_id", pointers.get("player_id") + NOWHERE + "/id");
        pointers.put("event_type", pointers.get("player_id") + NOWHERE + "/type");
        return new EventMapping(FieldSchema.EMPTY, pointers, EventMapping.TimeUnit.AUTO);
    }

    private FieldInference.Fields infer(List<RecordFile.Entry> records) {
        Map<String, String> names = new HashMap<>();
        properties.pointers().forEach((name, pointer) -> names.put(pointer, name));
        FieldInference inference = new FieldInference(names, PARTS);
        records.forEach(record -> inference.look(record.bytes()));
        return inference.fields();
    }
}
