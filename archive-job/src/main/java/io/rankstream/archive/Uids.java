package io.rankstream.archive;

/**
 * The operator uids of the archive job.
 *
 * <p>A savepoint finds the state of an operator by these strings. Classes and display names may be
 * renamed freely; changing a uid drops the state behind it and needs an ADR.
 */
final class Uids {

    static final String EVENTS = "events";
    static final String READ_EVENTS = "read-events";
    static final String KEEP_CLOCK_RUNNING = "keep-clock-running";
    static final String CONTROL = "control";
    static final String CONTROL_WITHOUT_TIME = "control-without-time";
    static final String CONTROL_ENTRIES = "control-entries";
    static final String DEAD_LETTERS = "dead-letters";
    static final String DEAD_LETTERS_WITHOUT_TIME = "dead-letters-without-time";
    static final String DEAD_LETTER_ENTRIES = "dead-letter-entries";
    static final String PLAYERS = "players";
    static final String PLAYERS_WITHOUT_TIME = "players-without-time";
    static final String PLAYER_ENTRIES = "player-entries";
    static final String ARCHIVE = "archive";

    private Uids() {}
}
