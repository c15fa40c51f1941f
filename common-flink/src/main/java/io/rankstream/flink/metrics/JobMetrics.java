package io.rankstream.flink.metrics;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Registers metrics where Managed Flink forwards them to CloudWatch: below the group {@code
 * kinesisanalytics}. Names are constants, those shared by the jobs in {@link MetricNames}.
 */
public final class JobMetrics {

    private static final String FORWARDED_GROUP = "kinesisanalytics";

    private final MetricGroup group;

    /**
     * @param operatorGroup the operator's own group, from its runtime context
     */
    public JobMetrics(MetricGroup operatorGroup) {
        this.group = operatorGroup.addGroup(FORWARDED_GROUP);
    }

    public Counter counter(String name) {
        return group.counter(name);
    }

    /** Registers a gauge, which a reporter's thread may read at any time. */
    public <N extends Number> void gauge(String name, Gauge<N> gauge) {
        group.gauge(name, gauge);
    }
}
