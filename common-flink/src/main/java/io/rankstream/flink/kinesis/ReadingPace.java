package io.rankstream.flink.kinesis;

import java.time.Duration;
import java.util.Objects;
import java.util.Properties;

/** How often a stream is asked for records and shards, and when a shard counts as idle. */
public final class ReadingPace {

    private final Duration pollInterval;
    private final Duration discoveryInterval;
    private final Duration idleAfter;

    /**
     * A pace of reading.
     *
     * @param pollInterval between two reads of a shard; the service allows five reads a second
     * @param discoveryInterval between two looks for new shards
     * @param idleAfter how long a shard without records goes on to hold back the watermark of the
     *     others: longer than the usual gap between two of its records
     */
    public ReadingPace(Duration pollInterval, Duration discoveryInterval, Duration idleAfter) {
        this.pollInterval = Objects.requireNonNull(pollInterval);
        this.discoveryInterval = Objects.requireNonNull(discoveryInterval);
        this.idleAfter = Objects.requireNonNull(idleAfter);
        // With none, the connector would take the watermark from the fastest shard.
        if (idleAfter.isNegative() || idleAfter.isZero()) {
            throw new IllegalArgumentException("idleAfter must be positive, but was " + idleAfter);
        }
    }

    void addTo(Properties properties) {
        set(properties, "flink.shard.getrecords.intervalmillis", pollInterval);
        set(properties, "flink.shard.discovery.intervalmillis", discoveryInterval);
        set(properties, "flink.shard.idle.interval", idleAfter);
    }

    private static void set(Properties properties, String key, Duration duration) {
        properties.setProperty(key, Long.toString(duration.toMillis()));
    }
}
