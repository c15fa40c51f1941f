package io.rankstream.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/** Watches what every job has: whether it runs, keeps up and takes its checkpoints. */
final class JobWatch {

    private static final double BEHIND_MILLIS = 60_000;

    private static final double SLOW_CHECKPOINT_MILLIS = 60_000;

    private final Operations operations;
    private final FlinkJob job;

    JobWatch(Operations operations, FlinkJob job) {
        this.operations = operations;
        this.job = job;
    }

    /**
     * Adds alarms and a row of the dashboard.
     *
     * @param sources the streams that the job must keep up with
     */
    void add(List<StreamReference> sources, boolean expectRunning) {
        Alarm down =
                operations.alarm(
                        AlarmSpec.above(
                                name("down"),
                                "The job fails and does not come back.",
                                metric("downtime", "Average"),
                                0,
                                5));
        if (expectRunning) {
            operations.alarm(
                    AlarmSpec.atMost(
                                    name("not-running"),
                                    "The job was stopped, or cannot start.",
                                    metric("uptime", "Maximum"),
                                    0,
                                    10)
                            .orMissing());
        }
        operations.alarm(
                AlarmSpec.above(
                                name("restarting"),
                                "The job was restarted again and again.",
                                growth("fullRestarts"),
                                0,
                                15)
                        .in(3));
        addCheckpoints();
        addLoad();
        if (!sources.isEmpty()) {
            addProgress(sources, down);
        }
        addRows(sources);
    }

    private void addCheckpoints() {
        operations.alarm(
                AlarmSpec.above(
                                name("checkpoints-fail"),
                                "Checkpoints fail: a restart would go back further and further.",
                                growth("numberOfFailedCheckpoints"),
                                0,
                                10)
                        .in(3));
        operations.alarm(
                AlarmSpec.above(
                        name("checkpoints-slow"),
                        "Checkpoints take more than a minute.",
                        metric("lastCheckpointDuration", "Maximum"),
                        SLOW_CHECKPOINT_MILLIS,
                        10));
    }

    private void addLoad() {
        Alarm cpu =
                operations.part(
                        AlarmSpec.above(
                                name("cpu"),
                                "The job's processors are busy.",
                                metric("cpuUtilization", "Maximum"),
                                80,
                                15));
        Alarm heap =
                operations.part(
                        AlarmSpec.above(
                                name("heap"),
                                "The job's heap is nearly full.",
                                metric("heapMemoryUtilization", "Maximum"),
                                90,
                                15));
        Alarm collector =
                operations.part(
                        AlarmSpec.above(
                                name("garbage-collection"),
                                "Most of each minute goes into collecting old objects.",
                                garbageCollection(),
                                60,
                                5));
        operations.anyOf(
                name("overloaded"),
                "The job needs more KPUs: processor, heap or garbage collection is at its limit.",
                cpu,
                heap,
                collector);
    }

    private MathExpression garbageCollection() {
        return Metrics.expression(
                "DIFF(millis) / (10 * PERIOD(millis))",
                "old generation, % of time",
                Map.of("millis", metric("oldGenerationGCTime", "Maximum")));
    }

    private void addProgress(List<StreamReference> sources, Alarm down) {
        for (StreamReference source : sources) {
            String what = sources.size() == 1 ? "" : "-" + source.name();
            Alarm behind =
                    operations.part(
                            AlarmSpec.above(
                                    name("millis-behind" + what),
                                    "The job is more than a minute behind the stream.",
                                    Metrics.behind(job, source),
                                    BEHIND_MILLIS,
                                    5));
            operations.unless(
                    name("behind" + what),
                    "The job runs, and is more than a minute behind the stream.",
                    behind,
                    down);
        }
        operations.alarm(
                AlarmSpec.above(
                        name("silent"),
                        "Records arrive, and the job's operators pass nothing on.",
                        Metrics.expression(
                                "IF(FILL(incoming, 0) > 0 AND out <= 0, 1, 0)",
                                "silent",
                                Map.of(
                                        "incoming",
                                        Metrics.ofStream(sources.get(0), "IncomingRecords", "Sum"),
                                        "out",
                                        metric("numRecordsOutPerSecond", "Average"))),
                        0,
                        10));
    }

    private void addRows(List<StreamReference> sources) {
        operations.row(
                job.jobName() + " job: health",
                Operations.graph(
                        "Uptime, downtime (ms)",
                        metric("uptime", "Maximum"),
                        metric("downtime", "Maximum")),
                Operations.graph("Restarts", metric("fullRestarts", "Maximum")),
                Operations.graph(
                        "Checkpoints (ms)",
                        metric("lastCheckpointDuration", "Maximum"),
                        growth("numberOfFailedCheckpoints")),
                Operations.graph(
                        "Checkpoint size (bytes)", metric("lastCheckpointSize", "Maximum")));
        operations.row(
                job.jobName() + " job: load",
                Operations.graph(
                        "Processor, heap, garbage collection (%)",
                        metric("cpuUtilization", "Maximum"),
                        metric("heapMemoryUtilization", "Maximum"),
                        garbageCollection()),
                Operations.graph(
                        "Records a second",
                        metric("numRecordsInPerSecond", "Average"),
                        metric("numRecordsOutPerSecond", "Average")),
                Operations.graph(
                        "Behind the streams (ms)",
                        sources.stream()
                                .map(source -> Metrics.behind(job, source))
                                .toArray(IMetric[]::new)),
                Operations.graph("KPUs (billed)", metric("KPUs", "Average")));
        operations.row(
                job.jobName() + " job: log",
                Operations.log(
                        "Restarts",
                        job.logGroupName(),
                        "message like /switched from RUNNING to (RESTARTING|FAILING|FAILED)/"),
                Operations.log("Errors", job.logGroupName(), "messageType = \"ERROR\""),
                Operations.log(
                        "Refused or not found",
                        job.logGroupName(),
                        "@message like /AccessDenied|ResourceNotFound/"));
    }

    private IMetric growth(String counter) {
        return Metrics.growth(
                Metrics.ofJob(job, counter, "Maximum"), counter + ", growth a minute");
    }

    private Metric metric(String metric, String statistic) {
        return Metrics.ofJob(job, metric, statistic);
    }

    private String name(String what) {
        return job.jobName() + "-" + what;
    }
}
