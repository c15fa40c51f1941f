package io.rankstream.model.board;

/** How the scores of one member become its score on the board. */
public enum Aggregation {
    SUM("sum"),
    MAX("max"),
    MIN("min"),
    /** The score of the last event, by event time and id. */
    LAST("last"),
    /** The score of the first event, by event time and id. */
    FIRST("first"),
    COUNT("count"),
    AVG("avg"),
    /** How many different values there are of what the board names as distinct. */
    COUNT_DISTINCT("count_distinct");

    private final String code;

    Aggregation(String code) {
        this.code = code;
    }

    /** The word that definitions use. */
    public String code() {
        return code;
    }

    /** Whether it counts and takes no score. */
    public boolean counts() {
        return this == COUNT || this == COUNT_DISTINCT;
    }
}
