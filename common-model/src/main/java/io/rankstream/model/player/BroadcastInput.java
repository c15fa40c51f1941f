package io.rankstream.model.player;

/** What every scoring subtask sees: an accepted control update or a row of a dimension. */
public interface BroadcastInput {}
