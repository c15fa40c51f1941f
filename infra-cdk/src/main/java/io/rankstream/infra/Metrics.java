package io.rankstream.infra;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/** Metrics of CloudWatch, each minute. */
final class Metrics {

    private static final Duration MINUTE = Duration.minutes(1);

    private Metrics() {}

    /** A metric of Managed Flink, or one of ours that it forwards. */
    static Metric ofJob(FlinkJob job, String name, String statistic) {
        return metric(
                "AWS/KinesisAnalytics",
                name,
                statistic,
                Map.of("Application", job.applicationName()));
    }

    /**
     * How far a job is behind the end of a stream, milliseconds; Managed Flink names the stream
     * with underscores.
     */
    static Metric behind(FlinkJob job, StreamReference stream) {
        return metric(
                "AWS/KinesisAnalytics",
                "millisBehindLatest",
                "Maximum",
                Map.of(
                        "Application", job.applicationName(),
                        "Id", stream.name().replace('-', '_'),
                        "Flow", "Input"));
    }

    static Metric ofStream(StreamReference stream, String name, String statistic) {
        return metric("AWS/Kinesis", name, statistic, Map.of("StreamName", stream.name()));
    }

    static Metric metric(
            String namespace, String name, String statistic, Map<String, String> dimensions) {
        return Metric.Builder.create()
                .namespace(namespace)
                .metricName(name)
                .statistic(statistic)
                .dimensionsMap(dimensions)
                .period(MINUTE)
                .build();
    }

    /** By how much a counter grew in a minute; a restart of the job is no growth. */
    static MathExpression growth(Metric counter, String label) {
        String id = counter.getMetricName();
        return expression("DIFF(" + id + ")", label, Map.of(id, counter));
    }

    static MathExpression expression(
            String expression, String label, Map<String, ? extends IMetric> metrics) {
        return MathExpression.Builder.create()
                .expression(expression)
                .label(label)
                .usingMetrics(new TreeMap<>(metrics))
                .period(MINUTE)
                .build();
    }
}
