package io.rankstream.lambda;

import java.util.Map;

/** What a record of the results stream asks for, with keys of the Redis it is executed on. */
sealed interface ResultCommand {

    /** Grows with each command for the same subject: a member, a player, or a board as a whole. */
    long revision();

    /**
     * Puts a member on one sorted set, or takes it off.
     *
     * @param key of the sorted set
     * @param shadowVersion of the board, 0 if it is live
     * @param window its label, or null
     * @param score as Redis takes it; null takes the member off
     * @param expireAt when the set goes, epoch milliseconds; 0 for never
     * @param allPartitions whether the member stands in no other partition any more
     */
    record MemberChange(
            String key,
            String board,
            int shadowVersion,
            String window,
            String member,
            String score,
            long expireAt,
            boolean allPartitions,
            long revision)
            implements ResultCommand {}

    /**
     * Sets fields of a board's meta.
     *
     * @param fields name to value; a null value removes the field
     */
    record MetaChange(String board, Map<String, String> fields, long revision)
            implements ResultCommand {}

    /**
     * Replaces the display columns of a player.
     *
     * @param key of the hash
     * @param columns none: the player has no profile any more
     */
    record ProfileChange(String key, Map<String, String> columns, long revision)
            implements ResultCommand {}

    /**
     * Drops all keys of a board.
     *
     * @param shadowVersion of the board, 0 if it is live
     */
    record BoardDrop(String board, int shadowVersion, long revision) implements ResultCommand {}

    /**
     * Lets the live board become a shadow, and a shadow the live board.
     *
     * @param liveBecomes 0 if no board was live; may be the version of the shadow
     * @param shadowVersion 0 if no board is live afterwards
     */
    record BoardPromotion(String board, int liveBecomes, int shadowVersion, long revision)
            implements ResultCommand {}

    /** Announces a final window; nothing is executed, the board's meta says it too. */
    record WindowFinal(long revision) implements ResultCommand {}
}
