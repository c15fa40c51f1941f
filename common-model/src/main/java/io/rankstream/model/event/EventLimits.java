package io.rankstream.model.event;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/** What a record may be at most, and how far its own time may lie from its arrival. */
public final class EventLimits implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Racing's records nest not at all; hand-written ones rarely beyond five. */
    static final int MAX_DEPTH = 64;

    public static final int MAX_PLAYER_LENGTH = 128;

    private final Duration maxFuture;
    private final Duration maxAge;
    private final int maxBytes;

    public EventLimits(Duration maxFuture, Duration maxAge, int maxBytes) {
        this.maxFuture = Objects.requireNonNull(maxFuture);
        this.maxAge = Objects.requireNonNull(maxAge);
        this.maxBytes = maxBytes;
    }

    /** Five minutes ahead, 400 days behind, 256 KiB. */
    public static EventLimits defaults() {
        return new EventLimits(Duration.ofMinutes(5), Duration.ofDays(400), 256 * 1024);
    }

    /** How far the event time may lie ahead of the arrival. */
    public Duration maxFuture() {
        return maxFuture;
    }

    /** How far the event time may lie behind the arrival. */
    public Duration maxAge() {
        return maxAge;
    }

    public int maxBytes() {
        return maxBytes;
    }
}
