package io.rankstream.model.board;

/** Which end of a board is the best. */
public enum SortOrder {
    /** The highest score is first. */
    DESC("desc"),
    /** The lowest score is first. */
    ASC("asc");

    private final String code;

    SortOrder(String code) {
        this.code = code;
    }

    /** The word that definitions use. */
    public String code() {
        return code;
    }
}
