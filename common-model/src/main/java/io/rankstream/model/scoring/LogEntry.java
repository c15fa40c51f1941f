package io.rankstream.model.scoring;

import io.rankstream.model.event.GameplayEvent;
import java.math.BigDecimal;

/** Something that counts and may yet be judged otherwise: an event, or an adjustment of a score. */
final class LogEntry {

    /** What an adjustment goes to has an id from 1. */
    static final int EVERY_TRACK = 0;

    private final GameplayEvent event;
    private final int trackId;
    private final BigDecimal amount;

    private LogEntry(GameplayEvent event, int trackId, BigDecimal amount) {
        this.event = event;
        this.trackId = trackId;
        this.amount = amount;
    }

    /** An event, which every track judges. */
    static LogEntry ofEvent(GameplayEvent event) {
        return new LogEntry(event, EVERY_TRACK, null);
    }

    /**
     * An adjustment.
     *
     * @param event when it counts, when it arrived and what it is called
     * @param trackId of a track that may not have been heard of yet
     */
    static LogEntry ofAdjustment(GameplayEvent event, int trackId, BigDecimal amount) {
        return new LogEntry(event, trackId, amount);
    }

    GameplayEvent event() {
        return event;
    }

    boolean isAdjustment() {
        return trackId != EVERY_TRACK;
    }

    /** The track that an adjustment goes to. */
    int trackId() {
        return trackId;
    }

    /** What an adjustment adds. */
    BigDecimal amount() {
        return amount;
    }
}
