package io.rankstream.leaderboard.operator;

import org.apache.flink.metrics.Counter;

/** What a {@link BoardWriter} counts. */
public final class WriterMetrics {

    private final Counter retries;
    private final Counter repairs;

    /**
     * @param retries attempts to write that failed and were repeated
     * @param repairs members and expiries that an assertion had to put right
     */
    public WriterMetrics(Counter retries, Counter repairs) {
        this.retries = retries;
        this.repairs = repairs;
    }

    /** Attempts to write that failed and were repeated. */
    public Counter retries() {
        return retries;
    }

    /** Members and expiries that an assertion had to put right. */
    public Counter repairs() {
        return repairs;
    }
}
