package io.rankstream.local.tryout;

import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventLimits;
import java.time.Instant;

/**
 * A line, or a line for one board, that could not be used.
 *
 * @param element as in {@link RecordFile.Entry}
 * @param field null if no one field is to blame; likewise the value
 * @param rule what would have been right
 * @param board null if it is of no use to any board; likewise the window
 */
record Rejected(
        String file,
        int line,
        int element,
        String reason,
        String field,
        String value,
        String rule,
        String board,
        String window) {

    static Rejected of(RecordFile.Entry entry, DeadLetter letter, EventLimits limits) {
        return new Rejected(
                entry.file(),
                entry.line(),
                entry.element(),
                letter.reason().code(),
                letter.field(),
                letter.value(),
                rule(letter, limits),
                letter.board(),
                letter.window());
    }

    private static String rule(DeadLetter letter, EventLimits limits) {
        if (letter.arrivalTime() == EventReader.NO_TIME && isOfTime(letter)) {
            return "must be in the years 1 to 9999";
        }
        String arrival = "arrived at " + Instant.ofEpochMilli(letter.arrivalTime());
        return switch (letter.reason()) {
            case NOT_JSON -> "must be JSON in UTF-8, one object a line";
            case NOT_AN_OBJECT -> "must be an object";
            case TOO_DEEP -> "must not be nested deeper than 64 levels";
            case TOO_LARGE -> "must have at most " + limits.maxBytes() + " bytes";
            case BAD_PLAYER -> "must be a string of 1 to 128 characters, or an integer";
            case BAD_TIME ->
                    "must be yyyy-MM-dd HH:mm:ss[.SSS], ISO-8601 with an offset, or epoch"
                            + " milliseconds";
            case NOT_FINITE -> "must be a finite number within the range of its type";
            case BAD_FIELD -> "must be of the declared type";
            case FUTURE_TIME ->
                    "must be at most " + limits.maxFuture() + " after the arrival; " + arrival;
            case TOO_OLD ->
                    "must be at most " + limits.maxAge() + " before the arrival; " + arrival;
            case LATE -> "must arrive within allowed_lateness of the end of its window; " + arrival;
            case BEYOND_HORIZON ->
                    "must be at most "
                            + Trial.DEDUP_HORIZON
                            + " before the arrival, to be told from a duplicate; "
                            + arrival;
            case EXPRESSION_FAILED -> "the expression must not fail";
            case SCORE_OUT_OF_RANGE ->
                    "must be exact in a double, and from score_min to score_max where the board"
                            + " has them";
            case DISTINCT_LIMIT -> "one value more than are told apart";
            case RETRACTION_TOO_OLD -> "must be within the corrections horizon";
            case BAD_ENVELOPE -> "must be a record of the replay stream";
        };
    }

    private static boolean isOfTime(DeadLetter letter) {
        return letter.reason() == DeadLetter.Reason.FUTURE_TIME
                || letter.reason() == DeadLetter.Reason.TOO_OLD;
    }
}
