package io.rankstream.infra;

import software.amazon.awscdk.services.cloudwatch.IMetric;

/** Watches what only the leaderboard job counts; docs/metrics.md says what each metric is. */
final class LeaderboardWatch {

    /** The longest that a window may wait for the clock of arrivals, milliseconds. */
    private static final double CLOCK_LAG_MILLIS = 120_000;

    private static final double SLOW_FLUSH_MILLIS = 1_000;

    private final Operations operations;
    private final FlinkJob job;

    LeaderboardWatch(Operations operations, FlinkJob job) {
        this.operations = operations;
        this.job = job;
    }

    void add() {
        operations.alarm(
                AlarmSpec.above(
                        "boards-lost",
                        "Redis did not hold what the job wrote; all of it is published again.",
                        growth("boardLosses"),
                        0,
                        1));
        operations.alarm(
                AlarmSpec.above(
                                "boards-repaired",
                                "The audit keeps finding boards in Redis that are wrong.",
                                growth("auditRepairs"),
                                0,
                                15)
                        .in(5));
        operations.alarm(
                AlarmSpec.above(
                                "redis-unavailable",
                                "The job cannot write to Redis and tries again.",
                                growth("writeRetries"),
                                0,
                                5)
                        .in(3));
        operations.alarm(
                AlarmSpec.above(
                        "redis-slow",
                        "A batch of writes takes Redis more than a second.",
                        metric("lastFlushMillis"),
                        SLOW_FLUSH_MILLIS,
                        10));
        operations.alarm(
                AlarmSpec.above(
                                "expressions-fail",
                                "A board's expression fails on events; they do not count there.",
                                growth("failedExpressions"),
                                0,
                                5)
                        .in(3));
        operations.alarm(
                AlarmSpec.above(
                        "scores-out-of-range",
                        "Scores are larger than Redis can hold exactly.",
                        growth("scoresOutOfRange"),
                        0,
                        1));
        operations.alarm(
                AlarmSpec.above(
                        "windows-late",
                        "The clock of arrivals is behind: windows close late.",
                        metric("clockLagMillis"),
                        CLOCK_LAG_MILLIS,
                        10));
        addRows();
    }

    private void addRows() {
        operations.row(
                "Events",
                Operations.graph(
                        "Scored, duplicates (a minute)",
                        growth("scoredEvents"),
                        growth("duplicateEvents")),
                Operations.graph(
                        "Late, beyond the horizon, unreadable (a minute)",
                        growth("lateEvents"),
                        growth("eventsBeyondHorizon"),
                        growth("unreadableRecords")),
                Operations.graph(
                        "Filtered, unscored, failed (a minute)",
                        growth("filteredEvents"),
                        growth("unscoredEvents"),
                        growth("failedExpressions"),
                        growth("scoresOutOfRange")),
                Operations.graph(
                        "Unknown players, parked (a minute)",
                        growth("eventsOfUnknownPlayers"),
                        growth("parkedEvents")));
        operations.row(
                "Rules and clock",
                Operations.graph(
                        "Control messages (a minute)",
                        growth("controlMessagesApplied"),
                        growth("controlMessagesSuperseded"),
                        growth("controlMessagesRejected")),
                Operations.graph("Clock of arrivals behind (ms)", metric("clockLagMillis")),
                Operations.graph("Clock on wall time", metric("clockOnWallTime")),
                Operations.graph(
                        "Rejudged, swept players",
                        growth("rejudgedPlayers"),
                        metric("sweptPlayers")));
        operations.row(
                "Redis, as the job sees it",
                Operations.graph(
                        "Commands, batches (a minute)",
                        growth("writtenCommands"),
                        growth("flushes")),
                Operations.graph("Last batch (ms)", metric("lastFlushMillis")),
                Operations.graph(
                        "Retries (a minute)", growth("writeRetries"), growth("watchRetries")),
                Operations.graph(
                        "Losses, repairs (a minute), waiting commands",
                        growth("boardLosses"),
                        growth("auditRepairs"),
                        metric("pendingCommands")));
    }

    private IMetric growth(String counter) {
        return Metrics.growth(Metrics.ofJob(job, counter, "Maximum"), counter);
    }

    private IMetric metric(String gauge) {
        return Metrics.ofJob(job, gauge, "Maximum");
    }
}
