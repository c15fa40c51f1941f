package io.rankstream.leaderboard;

/**
 * The operator uids of the leaderboard job.
 *
 * <p>A savepoint finds the state of an operator by these strings. Classes and display names may be
 * renamed freely; changing a uid drops the state behind it and needs an ADR.
 */
final class Uids {

    static final String EVENTS = "events";
    static final String SPLIT_RECORDS = "split-records";
    static final String KEEP_CLOCK_RUNNING = "keep-clock-running";
    static final String REPLAY = "replay";
    static final String REPLAY_WITHOUT_TIME = "replay-without-time";
    static final String SPLIT_REPLAYED_RECORDS = "split-replayed-records";
    static final String CONTROL = "control";
    static final String VALIDATE_CONTROL = "validate-control";
    static final String CONTROL_STATUS = "control-status";
    static final String CONTROL_WITHOUT_TIME = "control-without-time";
    static final String PLAYERS = "players";
    static final String PLAYERS_WITHOUT_TIME = "players-without-time";
    static final String ROWS_BY_PLAYER = "rows-by-player";
    static final String MESSAGES_BY_PLAYER = "messages-by-player";
    static final String ROWS_TO_ALL = "rows-to-all";
    static final String UPDATES_TO_ALL = "updates-to-all";
    static final String BOARD_NOTICES = "board-notices";
    static final String GROUP_BOARD_NOTICES = "group-board-notices";
    static final String BOARD_UPDATES = "board-updates";
    static final String SCORE_PLAYERS = "score-players";
    static final String COMBINE_CONTRIBUTIONS = "combine-contributions";
    static final String SCORE_GROUPS = "score-groups";
    static final String WRITE_GROUP_BOARDS = "write-group-boards";
    static final String WRITE_BOARDS = "write-boards";
    static final String TRACK_BOARDS = "track-boards";
    static final String WATCH_BOARDS = "watch-boards";
    static final String WATCH_WITHOUT_TIME = "watch-without-time";
    static final String PROBES_BY_MEMBER = "probes-by-member";
    static final String LOSSES_TO_ALL = "losses-to-all";
    static final String WATCH_ANSWERS = "watch-answers";
    static final String KEEP_FINAL_SCORES = "keep-final-scores";
    static final String RANK_STANDINGS = "rank-standings";
    static final String HOLD_STANDINGS = "hold-standings";
    static final String STANDINGS = "standings";
    static final String WRITE_META = "write-meta";
    static final String PUBLISH_RESULTS = "publish-results";
    static final String RESULTS = "results";
    static final String DEAD_LETTERS = "dead-letters";

    /**
     * Stands before the uids of what exists a second time, for the Redis that mirrors the boards.
     */
    static final String MIRROR = "mirror-";

    private Uids() {}
}
