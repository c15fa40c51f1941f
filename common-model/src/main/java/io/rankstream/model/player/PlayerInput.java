package io.rankstream.model.player;

/**
 * What reaches the scoring of one player: a gameplay event, a row of the player's profile, a
 * message about the player or what Redis was seen to hold for the player.
 */
public interface PlayerInput {

    /** The player whose scoring this input belongs to; never null or empty. */
    String playerId();
}
