package io.rankstream.flink.kinesis;

import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * The clock of one shard: a record's timestamp is its arrival, which only grows within a shard.
 *
 * <p>The connector gives every shard a copy of its own.
 */
@SuppressWarnings("deprecation") // The only form of watermarks per shard that the connector knows.
final class ArrivalWatermarks<T> implements AssignerWithPeriodicWatermarks<T> {

    private static final long serialVersionUID = 1L;

    private final ArrivalTime<T> arrivalTime;
    private long latest = Long.MIN_VALUE;

    ArrivalWatermarks(ArrivalTime<T> arrivalTime) {
        this.arrivalTime = arrivalTime;
    }

    @Override
    public long extractTimestamp(T record, long ignored) {
        long arrival = arrivalTime.applyAsLong(record);
        latest = Math.max(latest, arrival);
        return arrival;
    }

    @Override
    public Watermark getCurrentWatermark() {
        // Another record may still arrive within the same millisecond.
        return latest == Long.MIN_VALUE ? null : new Watermark(latest - 1);
    }
}
