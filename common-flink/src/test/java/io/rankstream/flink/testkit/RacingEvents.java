package io.rankstream.flink.testkit;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Makes racing events, with fixed values for everything a test does not care about. */
public final class RacingEvents {

    public static final FieldSchema FIELDS =
            FieldSchema.parse("speed_kmph:int,distance_meters:int");

    /** When events of {@link #event(String, int, int)} happened and arrived. */
    public static final Instant TIME = Instant.parse("2026-11-20T12:00:00Z");

    public static final RecordOrigin ORIGIN =
            new RecordOrigin("events", "shardId-000000000000", "1");

    private static final DateTimeFormatter RACING_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    public static GameplayEvent event(String playerId, int speedKmph, int distanceMeters) {
        return event(playerId, speedKmph, distanceMeters, TIME, TIME);
    }

    public static GameplayEvent event(
            String playerId,
            int speedKmph,
            int distanceMeters,
            Instant eventTime,
            Instant arrivalTime) {
        FieldValues fields = new FieldValues(FIELDS);
        fields.setInteger(0, speedKmph);
        fields.setInteger(1, distanceMeters);
        byte[] json = json(playerId, speedKmph, distanceMeters, eventTime);
        return new GameplayEvent(
                playerId,
                eventTime.toEpochMilli(),
                arrivalTime.toEpochMilli(),
                EventId.ofContent(playerId, json, 0, json.length),
                null,
                fields,
                ORIGIN,
                json);
    }

    /** The record as racing's game sends it. */
    public static byte[] json(
            String playerId, int speedKmph, int distanceMeters, Instant eventTime) {
        String json =
                "{\"player_id\":\"%s\",\"speed_kmph\":%d,\"distance_meters\":%d,\"event_time\":\"%s\"}"
                        .formatted(
                                playerId, speedKmph, distanceMeters, RACING_TIME.format(eventTime));
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private RacingEvents() {}
}
