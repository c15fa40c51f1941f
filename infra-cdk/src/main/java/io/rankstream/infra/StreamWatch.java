package io.rankstream.infra;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.IMetric;

/**
 * Watches the Kinesis streams: throttling, failed calls, readers that fall behind, dead letters.
 */
final class StreamWatch {

    private static final double OLDEST_MILLIS = 60_000;

    private final Operations operations;
    private final Streams streams;

    StreamWatch(Operations operations, Streams streams) {
        this.operations = operations;
        this.streams = streams;
    }

    void add(double deadLettersPerMinute) {
        operations.alarm(
                AlarmSpec.above(
                        "streams-read-late",
                        "A reader of a stream is more than a minute behind.",
                        most("GetRecords.IteratorAgeMilliseconds", "Maximum"),
                        OLDEST_MILLIS,
                        5));
        operations.anyOf(
                "streams-throttled",
                "A stream refuses reads or writes: it is too small for what it is given.",
                part(
                        "reads-throttled",
                        "A stream refuses reads.",
                        "ReadProvisionedThroughputExceeded"),
                part(
                        "writes-throttled",
                        "A stream refuses writes.",
                        "WriteProvisionedThroughputExceeded"));
        operations.anyOf(
                "streams-failing",
                "Calls of a stream fail.",
                success("put-record-fails", "PutRecord.Success", 0.95),
                success("put-records-fails", "PutRecords.Success", 0.95),
                success("get-records-fails", "GetRecords.Success", 0.98));
        operations.alarm(
                AlarmSpec.above(
                        "dead-letters",
                        "More records than usual cannot be used.",
                        Metrics.ofStream(
                                streams.of(Streams.Use.DEAD_LETTERS), "IncomingRecords", "Sum"),
                        deadLettersPerMinute,
                        5));
        operations.row(
                "Streams",
                Operations.graph("Records in (a minute)", each("IncomingRecords", "Sum")),
                Operations.graph("Bytes in (a minute, billed)", each("IncomingBytes", "Sum")),
                Operations.graph(
                        "Oldest record read (ms)",
                        each("GetRecords.IteratorAgeMilliseconds", "Maximum")),
                Operations.graph(
                        "Refused writes", each("WriteProvisionedThroughputExceeded", "Sum")));
    }

    private Alarm part(String name, String description, String metric) {
        return operations.part(
                AlarmSpec.above(name, description, most(metric, "Average"), 0.01, 5).in(3));
    }

    private Alarm success(String name, String metric, double least) {
        return operations.part(
                AlarmSpec.atMost(
                                name,
                                metric + " of a stream is too low.",
                                combined("MIN", metric, "Average", 1),
                                least,
                                5)
                        .in(3));
    }

    private IMetric most(String metric, String statistic) {
        return combined("MAX", metric, statistic, 0);
    }

    /** One figure of all streams; where nothing is called, there is nothing wrong. */
    private IMetric combined(String function, String metric, String statistic, int missing) {
        Map<String, IMetric> metrics = new TreeMap<>();
        StringBuilder expression = new StringBuilder(function).append("([");
        for (Streams.Use use : Streams.Use.values()) {
            String id = use.label().replace('-', '_');
            metrics.put(id, Metrics.ofStream(streams.of(use), metric, statistic));
            expression
                    .append(metrics.size() == 1 ? "" : ", ")
                    .append("FILL(")
                    .append(id)
                    .append(", ")
                    .append(missing)
                    .append(')');
        }
        return Metrics.expression(expression.append("])").toString(), metric, metrics);
    }

    private IMetric[] each(String metric, String statistic) {
        List<StreamReference> all = streams.all();
        return all.stream()
                .map(stream -> Metrics.ofStream(stream, metric, statistic))
                .toArray(IMetric[]::new);
    }
}
