package io.rankstream.model.board;

/** How the scores of one member become its score on the board. */
public enum Aggregation {
    SUM("sum"),
    MAX("max"),
    MIN("min"),
    COUNT("count"),
    AVG("avg"),
    /** The score of the last event, by time and id. */
    LAST("last"),
    /** The score of the first event, by time and id. */
    FIRST("first"),
    /** How many different values there are. */
    COUNT_DISTINCT("count_distinct");

    private final String code;

    Aggregation(String code) {
        this.code = code;
    }

    /** Whether events are counted, and have no score. */
    public boolean counts() {
        return this == COUNT || this == COUNT_DISTINCT;
    }

    /** The word that definitions use. */
    public String code() {
        return code;
    }
}
