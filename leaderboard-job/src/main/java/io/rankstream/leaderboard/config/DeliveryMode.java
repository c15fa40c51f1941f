package io.rankstream.leaderboard.config;

/** When a value may be read: as soon as possible, or only once no failure can take it back. */
public enum DeliveryMode {
    /** After the flush interval; after a crash older values may show until the job caught up. */
    LATEST("latest"),
    /** With the checkpoint that contains it: no failure moves a member back. */
    EXACTLY_ONCE("exactly-once");

    private final String code;

    DeliveryMode(String code) {
        this.code = code;
    }

    /**
     * The mode that a property names.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static DeliveryMode of(String code) {
        for (DeliveryMode mode : values()) {
            if (mode.code.equals(code)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("is not known: use latest or exactly-once");
    }
}
