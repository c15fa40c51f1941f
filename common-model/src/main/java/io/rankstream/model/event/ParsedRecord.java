package io.rankstream.model.event;

import java.util.List;

/** What one record of the stream held: its events, and what of it could not be used. */
public final class ParsedRecord {

    private final List<GameplayEvent> events;
    private final List<DeadLetter> deadLetters;
    private final long arrivalTime;

    public ParsedRecord(
            List<GameplayEvent> events, List<DeadLetter> deadLetters, long arrivalTime) {
        this.events = events;
        this.deadLetters = deadLetters;
        this.arrivalTime = arrivalTime;
    }

    /** A record that was one event. */
    public static ParsedRecord of(GameplayEvent event) {
        return new ParsedRecord(List.of(event), List.of(), event.arrivalTime());
    }

    public List<GameplayEvent> events() {
        return events;
    }

    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** When the stream took the record, epoch milliseconds. */
    public long arrivalTime() {
        return arrivalTime;
    }
}
