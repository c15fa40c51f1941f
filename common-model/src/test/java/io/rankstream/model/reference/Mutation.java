package io.rankstream.model.reference;

/**
 * A rule that the reference can be made to forget: where the boards differ without it, the history
 * depends on it.
 */
enum Mutation {
    LATE_CORRECT,
    LATE_NEXT_WINDOW,
    LATE_REJECT,
    ALLOWED_LATENESS,
    DEDUPLICATION,
    DEDUP_HORIZON,
    FILTER,
    ELIGIBLE,
    CAP,
    PARTITION,
    ROW_VERSIONS,
    DELETED_ROW,
    PROFILE,
    ZONE,
    WEEK_START,
    TIES_FIRST,
    TIES_LAST,
    ORDER_OF_TIES,
    SCORE_RANGE,
    DATED_BAN,
    UNDATED_BAN,
    CLAMP,
    MESSAGE_ORDER,
    RULE_TIME,
    PARAMETER_TIME,
    ROLLING,
    EXPRESSION_FAILURE,
    ABSENT_FIELD
}
