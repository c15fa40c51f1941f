package io.rankstream.datagen;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;

/** Writes racing's event record, byte for byte as its own generator orders it. */
final class RacingEvents {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final SplittableRandom random;

    RacingEvents(SplittableRandom random) {
        this.random = random;
    }

    byte[] next(String playerId, Instant eventTime) {
        int speed = 150 + random.nextInt(201);
        int distance = 1 + random.nextInt(50);
        return json(quoted(playerId), Integer.toString(speed), distance, quoted(time(eventTime)))
                .getBytes(StandardCharsets.UTF_8);
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
