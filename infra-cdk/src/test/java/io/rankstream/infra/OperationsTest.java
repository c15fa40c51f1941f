package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alarms reach somebody, do not cry before the first start, and look at metrics that there are. */
@NeedsNode
class OperationsTest {

    private static final List<Path> METRICS_PAGES =
            List.of(Path.of("..", "docs", "metrics.md"), Path.of("..", "docs", "archive.md"));

    private static final Pattern METRIC_ROW = Pattern.compile("(?m)^\\| `([A-Za-z]+)` \\|");

    /** What Managed Flink emits by itself, as its documentation lists it. */
    private static final Set<String> OF_MANAGED_FLINK =
            Set.of(
                    "KPUs",
                    "cpuUtilization",
                    "downtime",
                    "fullRestarts",
                    "heapMemoryUtilization",
                    "lastCheckpointDuration",
                    "lastCheckpointSize",
                    "millisBehindLatest",
                    "numRecordsInPerSecond",
                    "numRecordsOutPerSecond",
                    "numberOfFailedCheckpoints",
                    "oldGenerationGCTime",
                    "uptime");

    @Test
    void publishesEveryAlarm_byItselfOrAsPartOfAnother() {
        for (Synth stack : Synth.everyPosition()) {
            Map<String, JsonNode> composites = stack.resources("AWS::CloudWatch::CompositeAlarm");
            String rules = composites.values().toString();

            assertThat(composites.values())
                    .isNotEmpty()
                    .allSatisfy(
                            alarm -> assertThat(alarm.at("/Properties/AlarmActions")).hasSize(1));
            stack.resources("AWS::CloudWatch::Alarm")
                    .forEach(
                            (id, alarm) ->
                                    assertThat(
                                                    alarm.at("/Properties/AlarmActions").size() == 1
                                                            || rules.contains("\"" + id + "\""))
                                            .as(id)
                                            .isTrue());
        }
    }

    @Test
    void isSilentBeforeTheFirstStart() {
        for (Synth stack : Synth.everyPosition()) {
            assertThat(stack.resources("AWS::CloudWatch::Alarm").values())
                    .allSatisfy(
                            alarm ->
                                    assertThat(alarm.at("/Properties/TreatMissingData").textValue())
                                            .isEqualTo("notBreaching"));
        }
    }

    @Test
    void missesAJobThatDoesNotRun_onceItIsExpectedTo() {
        Synth stack = Synth.second();

        assertThat(stack.resources("AWS::CloudWatch::Alarm").values())
                .filteredOn(
                        alarm ->
                                alarm.at("/Properties/TreatMissingData")
                                        .asText()
                                        .equals("breaching"))
                .extracting(alarm -> alarm.at("/Properties/AlarmName").textValue())
                .containsExactlyInAnyOrder(
                        "second-leaderboard-not-running", "second-archive-not-running");
    }

    @Test
    void looksOnlyAtMetricsThatAJobEmits() throws Exception {
        Set<String> known = new TreeSet<>(OF_MANAGED_FLINK);
        for (Path page : METRICS_PAGES) {
            Matcher row = METRIC_ROW.matcher(Files.readString(page));
            while (row.find()) {
                known.add(row.group(1));
            }
        }

        assertThat(known).hasSizeGreaterThan(40);
        for (Synth stack : Synth.everyPosition()) {
            Set<String> used = jobMetrics(stack);
            assertThat(used).contains("boardLosses", "lateEvents", "downtime");
            assertThat(known).containsAll(used);
        }
    }

    @Test
    void hasEveryAlarmThatStreamsAndJobsUsuallyHave() {
        assertThat(Synth.byDefault().resources("AWS::CloudWatch::Alarm").toString())
                .contains(
                        "GetRecords.IteratorAgeMilliseconds",
                        "ReadProvisionedThroughputExceeded",
                        "WriteProvisionedThroughputExceeded",
                        "PutRecord.Success",
                        "PutRecords.Success",
                        "GetRecords.Success",
                        "downtime",
                        "numberOfFailedCheckpoints",
                        "cpuUtilization",
                        "heapMemoryUtilization",
                        "oldGenerationGCTime",
                        "numRecordsOutPerSecond",
                        "millisBehindLatest");
    }

    @Test
    void tellsOfHoursOfTheArchiveThatAreNotComplete() {
        assertThat(Synth.byDefault().resources("AWS::CloudWatch::Alarm").values())
                .filteredOn(
                        alarm ->
                                alarm.at("/Properties/AlarmName")
                                        .asText()
                                        .equals("rankstream-archive-manifests-fail"))
                .singleElement()
                .satisfies(
                        alarm ->
                                assertThat(alarm.toString())
                                        .contains(
                                                "DIFF(archiveManifestFailures)",
                                                "rankstream-archive"));
        assertThat(
                        Synth.with(Map.of("jobs", "leaderboard"))
                                .resources("AWS::CloudWatch::Alarm")
                                .toString())
                .doesNotContain("archiveManifestFailures");
    }

    @Test
    void showsADashboardThatCloudWatchCanRead() throws Exception {
        JsonNode body =
                Synth.byDefault()
                        .only("AWS::CloudWatch::Dashboard")
                        .at("/Properties/DashboardBody/Fn::Join/1");
        StringBuilder text = new StringBuilder();
        body.forEach(part -> text.append(part.isTextual() ? part.textValue() : "eu-central-1"));

        JsonNode widgets = new ObjectMapper().readTree(text.toString()).path("widgets");

        assertThat(widgets.size()).isGreaterThan(30);
        assertThat(text.length()).as("CloudWatch takes 1 MB and 500 widgets").isLessThan(1_000_000);
    }

    @Test
    void encryptsTheTopic_whichOnlyAlarmsOfTheAccountMayUse() {
        Synth stack = Synth.byDefault();

        assertThat(stack.only("AWS::SNS::Topic").at("/Properties/KmsMasterKeyId").isMissingNode())
                .isFalse();
        assertThat(stack.only("AWS::SNS::TopicPolicy").toString())
                .contains("cloudwatch.amazonaws.com", "aws:SourceAccount", "aws:SecureTransport");
    }

    private static Set<String> jobMetrics(Synth stack) {
        Set<String> names = new TreeSet<>();
        for (JsonNode alarm : stack.resources("AWS::CloudWatch::Alarm").values()) {
            addOfJobs(alarm.path("Properties"), names);
            for (JsonNode query : alarm.at("/Properties/Metrics")) {
                addOfJobs(query.at("/MetricStat/Metric"), names);
            }
        }
        String dashboard =
                stack.only("AWS::CloudWatch::Dashboard").toString().replace("\\\"", "\"");
        Matcher metric =
                Pattern.compile("\\[\"AWS/KinesisAnalytics\",\"([^\"]+)\"").matcher(dashboard);
        while (metric.find()) {
            names.add(metric.group(1));
        }
        return names;
    }

    private static void addOfJobs(JsonNode metric, Set<String> names) {
        if (metric.path("Namespace").asText().equals("AWS/KinesisAnalytics")) {
            names.add(metric.path("MetricName").textValue());
        }
    }
}
