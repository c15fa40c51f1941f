package io.rankstream.model.scoring;

import io.rankstream.model.event.GameplayEvent;

/** Something that counts and may yet be judged otherwise: an event, or an adjustment of a score. */
final class LogEntry {

    /** What an adjustment goes to has an id from 1. */
    static final int EVERY_TRACK = 0;

    private final GameplayEvent event;
    private final int trackId;
    private final long amount;

    private LogEntry(GameplayEvent event, int trackId, long amount) {
        this.event = event;
        this.trackId = trackId;
        this.amount = amount;
    }

    /** An event, which every track judges. */
    static LogEntry ofEvent(GameplayEvent event) {
        return new LogEntry(event, EVERY_TRACK, 0);
    }

    /**
     * An adjustment.
     *
     * @param event when it counts, when it arrived and what it is called
     * @param amount scaled by 10^decimals
     */
    static LogEntry ofAdjustment(GameplayEvent event, int trackId, long amount) {
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

    /** What an adjustment adds, scaled by 10^decimals. */
    long amount() {
        return amount;
    }
}
