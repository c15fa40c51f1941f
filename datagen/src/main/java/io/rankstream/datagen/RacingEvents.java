package io.rankstream.datagen;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;

/** Draws racing's events. */
public final class RacingEvents {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final SplittableRandom random;

    /** Draws from a source that others may share. */
    public RacingEvents(SplittableRandom random) {
        this.random = random;
    }

    /** One event with a drawn speed and distance. */
    public RacingEvent next(String playerId, Instant eventTime) {
        int speed = 150 + random.nextInt(201);
        int distance = 1 + random.nextInt(50);
        return new RacingEvent(playerId, speed, distance, eventTime);
    }

    /** The record of these values, which are JSON already. */
    static String json(String playerId, String speed, int distance, String eventTime) {
        return "{\"player_id\":"
                + playerId
                + ",\"speed_kmph\":"
                + speed
                + ",\"distance_meters\":"
                + distance
                + ",\"event_time\":"
                + eventTime
                + "}";
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
