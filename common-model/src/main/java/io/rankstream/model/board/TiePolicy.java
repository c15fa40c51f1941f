package io.rankstream.model.board;

/** How members with equal scores stand to each other. */
public enum TiePolicy {
    /** In Redis order: by member, byte by byte. */
    MEMBER("member"),
    /** They share a rank: one more than there are better members. */
    SHARED("shared"),
    /** Who reached the score first is better. */
    FIRST_TO_REACH("first_to_reach"),
    /** Who reached the score last is better. */
    LAST_TO_REACH("last_to_reach");

    private final String code;

    TiePolicy(String code) {
        this.code = code;
    }

    /** The word that definitions use. */
    public String code() {
        return code;
    }

    /** Whether the time at which a score was reached decides. */
    public boolean byTime() {
        return this == FIRST_TO_REACH || this == LAST_TO_REACH;
    }
}
