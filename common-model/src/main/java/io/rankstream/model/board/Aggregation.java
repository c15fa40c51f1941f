package io.rankstream.model.board;

/** How the scores of one member become its score on the board. */
public enum Aggregation {
    SUM("sum"),
    MAX("max"),
    MIN("min"),
    COUNT("count"),
    AVG("avg");

    private final String code;

    Aggregation(String code) {
        this.code = code;
    }

    /** The word that definitions use. */
    public String code() {
        return code;
    }
}
