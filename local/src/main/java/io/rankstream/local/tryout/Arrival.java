package io.rankstream.local.tryout;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * When an event is taken to have arrived whose record does not say so in {@code arrival_time}.
 *
 * @param at at this time whatever its own; null if it follows its own time
 * @param after how long after its own time
 * @param now of an event that has no time of its own
 */
record Arrival(Instant at, Duration after, Instant now) {

    /**
     * Reads a policy: {@code event-time}, {@code now}, a time or a duration.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static Arrival parse(String text, Instant now) {
        if (text.equals("event-time")) {
            return new Arrival(null, Duration.ZERO, now);
        }
        if (text.equals("now")) {
            return new Arrival(now, Duration.ZERO, now);
        }
        try {
            return text.startsWith("P")
                    ? new Arrival(null, Duration.parse(text), now)
                    : new Arrival(Instant.parse(text), Duration.ZERO, now);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--arrival "
                            + text
                            + ": use event-time, now, a duration after the event such as PT5S, or"
                            + " a time such as 2026-11-20T12:00:00Z",
                    e);
        }
    }

    /** When an event without a time of its own arrives, epoch milliseconds. */
    long withoutTime() {
        return (at == null ? now : at).toEpochMilli();
    }

    /** When an event arrives, epoch milliseconds. */
    long of(long eventTime) {
        return at == null ? eventTime + after.toMillis() : at.toEpochMilli();
    }
}
