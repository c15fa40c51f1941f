package io.rankstream.model.board;

/** Whether a board is published, and under which keys. */
public enum BoardMode {
    LIVE("live"),
    /** Scored from the same events and published under keys that carry the version. */
    SHADOW("shadow"),
    /** Scored, but not published. */
    PAUSED("paused");

    private final String code;

    BoardMode(String code) {
        this.code = code;
    }

    /** The word that definitions use. */
    public String code() {
        return code;
    }
}
