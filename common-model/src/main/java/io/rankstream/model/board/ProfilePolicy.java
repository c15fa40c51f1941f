package io.rankstream.model.board;

/** Which version of a player's row says where the player stands. */
public enum ProfilePolicy {
    /** The newest: a change moves everything the player has. */
    CURRENT("current"),
    /** The one of the event's time: what was contributed stays where it was. */
    AS_OF_EVENT("as_of_event");

    private final String code;

    ProfilePolicy(String code) {
        this.code = code;
    }

    /** The word that definitions use. */
    public String code() {
        return code;
    }
}
