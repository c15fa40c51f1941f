package io.rankstream.model.board;

/** What becomes of an event that arrives after its window has ended. */
public enum LatePolicy {
    /** Within the allowed lateness it counts in its window, after that it is a dead letter. */
    CORRECT("correct"),
    /** After the allowed lateness it counts in the window that contains its arrival. */
    NEXT_WINDOW("next_window"),
    /** It is a dead letter. */
    REJECT("reject");

    private final String code;

    LatePolicy(String code) {
        this.code = code;
    }

    /** The word that definitions use. */
    public String code() {
        return code;
    }
}
