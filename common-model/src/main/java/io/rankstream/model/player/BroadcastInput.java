package io.rankstream.model.player;

/**
 * What every scoring subtask sees: an accepted control update, a row of a dimension, or that boards
 * in Redis have to be written again.
 */
public interface BroadcastInput {}
