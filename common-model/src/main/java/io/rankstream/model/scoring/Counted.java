package io.rankstream.model.scoring;

/** Something that counts on a track, and the value that it is part of. */
final class Counted {

    private final LogEntry entry;
    private final Contribution contribution;
    private final BoardValue value;

    /**
     * @param value under which it is published; null if it is not
     */
    Counted(LogEntry entry, Contribution contribution, BoardValue value) {
        this.entry = entry;
        this.contribution = contribution;
        this.value = value;
    }

    LogEntry entry() {
        return entry;
    }

    Contribution contribution() {
        return contribution;
    }

    /** Under which it is published; null if it is not. */
    BoardValue value() {
        return value;
    }
}
