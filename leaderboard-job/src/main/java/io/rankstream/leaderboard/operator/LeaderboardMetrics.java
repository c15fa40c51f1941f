package io.rankstream.leaderboard.operator;

import io.rankstream.model.control.ControlStatus;
import io.rankstream.model.scoring.ScoringCount;

/**
 * The names of the job's own metrics; all are counters or gauges below {@code kinesisanalytics}.
 */
public final class LeaderboardMetrics {

    /** Records that could not be read at all. */
    public static final String UNREADABLE_RECORDS = "unreadableRecords";

    /** Rows of the player dimension that every task holds a copy of. */
    public static final String BROADCAST_ROWS = "broadcastRows";

    /**
     * Players that the sweep under way has brought in line with changed rules; 0 while there is
     * none.
     */
    public static final String SWEPT_PLAYERS = "sweptPlayers";

    /** Players whose state is on the heap. */
    public static final String HOT_PLAYERS = "hotPlayers";

    /** Times that every member of every registered key was read and compared. */
    public static final String AUDIT_ROUNDS = "auditRounds";

    /** Times that Redis did not hold what the job wrote, and every board was written again. */
    public static final String BOARD_LOSSES = "boardLosses";

    /** Attempts to look at Redis that failed and were repeated. */
    public static final String WATCH_RETRIES = "watchRetries";

    /** The counter of the control messages that were answered so. */
    static String nameOf(ControlStatus.Result result) {
        switch (result) {
            case APPLIED:
                return "controlMessagesApplied";
            case SUPERSEDED:
                return "controlMessagesSuperseded";
            case REJECTED:
                return "controlMessagesRejected";
        }
        throw new IllegalArgumentException("no metric stands for " + result);
    }

    /** The counter that stands for something the scoring counts. */
    static String nameOf(ScoringCount count) {
        switch (count) {
            case EVENTS:
                return "scoredEvents";
            case DUPLICATES:
                return "duplicateEvents";
            case LATE:
                return "lateEvents";
            case BEYOND_HORIZON:
                return "eventsBeyondHorizon";
            case FILTERED:
                return "filteredEvents";
            case UNSCORED:
                return "unscoredEvents";
            case EXPRESSION_FAILED:
                return "failedExpressions";
            case SCORE_OUT_OF_RANGE:
                return "scoresOutOfRange";
            case PARKED:
                return "parkedEvents";
            case UNKNOWN_PLAYER:
                return "eventsOfUnknownPlayers";
            case REOPENED:
                return "reopenedWindows";
            case CLOSED:
                return "closedWindows";
            case NO_SEASON:
                return "eventsBetweenSeasons";
            case NO_MEMBER:
                return "eventsWithoutMember";
            case NOT_ELIGIBLE:
                return "ineligibleEvents";
            case BANNED:
                return "bannedEvents";
            case RETRACTED:
                return "retractedEvents";
            case RETRACTION_TOO_OLD:
                return "retractionsTooOld";
            case SESSION_LATE:
                return "eventsLateForSession";
            case DISTINCT_LIMIT:
                return "distinctLimitReached";
            case ADJUSTED:
                return "adjustedScores";
            case ERASED_EVENTS:
                return "eventsOfErasedPlayers";
            case REJUDGED:
                return "rejudgedPlayers";
            case AUDIT_PROBES:
                return "auditProbes";
            case AUDIT_REPAIRS:
                return "auditRepairs";
        }
        throw new IllegalArgumentException("no metric stands for " + count);
    }

    private LeaderboardMetrics() {}
}
