package io.rankstream.datagen;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One event of a racing game. */
public record RacingEvent(String playerId, int speedKmph, int distanceMeters, Instant eventTime) {

    /** The record for the stream, byte for byte as racing's own generator orders it. */
    public byte[] json() {
        return RacingEvents.json(
                        RacingEvents.quoted(playerId),
                        Integer.toString(speedKmph),
                        distanceMeters,
                        RacingEvents.quoted(RacingEvents.time(eventTime)))
                .getBytes(StandardCharsets.UTF_8);
    }
}
