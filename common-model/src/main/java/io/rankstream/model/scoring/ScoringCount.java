package io.rankstream.model.scoring;

/** What the scoring counts; nothing is left out of a board without one of these going up. */
public enum ScoringCount {
    /** Events judged by the boards: neither duplicates nor beyond the horizon. */
    EVENTS,
    DUPLICATES,
    /** (event, board) pairs that arrived after the window's allowed lateness. */
    LATE,
    BEYOND_HORIZON,
    /** (event, board) pairs that a board's filter turned away. */
    FILTERED,
    /** (event, board) pairs without the field that the score is made of. */
    UNSCORED,
    /** (event, board) pairs whose expression failed at run time. */
    EXPRESSION_FAILED,
    /** Scores beyond what a 64-bit sum or an exact double can hold. */
    SCORE_OUT_OF_RANGE,
    /** Events set aside because the player's profile was not known yet. */
    PARKED,
    /** Events scored without a profile after waiting for it in vain. */
    UNKNOWN_PLAYER,
    /** Events for a closed window that counted by their arrival and reopened it. */
    REOPENED,
    /** Windows of one player that were closed. */
    CLOSED,
    /** (event, board) pairs between two seasons. */
    NO_SEASON,
    /** (event, board) pairs that name no member. */
    NO_MEMBER,
    /** (event, board) pairs of players who did not stand on the board then. */
    NOT_ELIGIBLE,
    /** Events in the time of a ban. */
    BANNED,
    /** Events that were taken back. */
    RETRACTED,
    /** Events that came too late for their session. */
    SESSION_LATE,
    /** Values that were one too many to be counted as distinct. */
    DISTINCT_LIMIT,
    /** Adjustments of scores that were made. */
    ADJUSTED,
    /** Events of before their player was erased. */
    ERASED_EVENTS,
    /** Players whose events were judged again. */
    REJUDGED,
    /** Retractions of events beyond the corrections horizon. */
    RETRACTION_TOO_OLD,
    /** Members read from Redis and compared. */
    AUDIT_PROBES,
    /** Members in Redis that were not as they should be. */
    AUDIT_REPAIRS
}
