package io.rankstream.replay.republish;

import io.rankstream.flink.metrics.JobMetrics;
import org.apache.flink.metrics.Counter;

/** The metrics of a replay; all are counters or gauges below {@code kinesisanalytics}. */
final class RepublishMetrics {

    /** Records that were sent. */
    static final String REPLAYED_RECORDS = "replayedRecords";

    /** Records outside the range, or without an event that meets the filter. */
    static final String FILTERED_RECORDS = "filteredRecords";

    /** Records that cannot be sent, or would change nothing. */
    static final String SKIPPED_RECORDS = "skippedRecords";

    /** Hours of the range without any file. */
    static final String MISSING_HOURS = "missingHours";

    /** Gauge: how much of the range, by event time, has been sent, in percent. */
    static final String REPLAY_PROGRESS = "replayProgress";

    private final Counter replayed;
    private final Counter filtered;
    private final Counter skipped;
    private final Counter missing;
    private volatile long doneUntil;

    /**
     * @param from of the range, epoch milliseconds
     * @param until exclusive
     */
    RepublishMetrics(JobMetrics metrics, long from, long until) {
        replayed = metrics.counter(REPLAYED_RECORDS);
        filtered = metrics.counter(FILTERED_RECORDS);
        skipped = metrics.counter(SKIPPED_RECORDS);
        missing = metrics.counter(MISSING_HOURS);
        doneUntil = from;
        metrics.gauge(
                REPLAY_PROGRESS,
                () -> (int) (Math.min(doneUntil - from, until - from) * 100 / (until - from)));
    }

    Counter replayed() {
        return replayed;
    }

    Counter filtered() {
        return filtered;
    }

    Counter skipped() {
        return skipped;
    }

    Counter missing() {
        return missing;
    }

    void doneUntil(long time) {
        doneUntil = time;
    }
}
