package io.rankstream.flink.metrics;

/**
 * The names of the metrics that the shared operators register, each in one place so that alarms,
 * dashboards and documentation name the same thing.
 */
public final class MetricNames {

    /**
     * Gauge: 1 while the events' clock runs on the wall clock, because no event arrives; else 0.
     */
    public static final String CLOCK_ON_WALL_TIME = "clockOnWallTime";

    /** Gauge: how far the events' clock is behind the wall clock, milliseconds. */
    public static final String CLOCK_LAG_MILLIS = "clockLagMillis";

    private MetricNames() {}
}
