package io.rankstream.replay.config;

/** What the archive is brought back for. */
public enum ReplayMode {
    /** To send its records to the replay stream, which the leaderboard job reads beside events. */
    REPUBLISH,
    /** To make boards of it again, as a file and, if asked for, in Redis. */
    REBUILD
}
