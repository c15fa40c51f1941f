package io.rankstream.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.AlarmRule;
import software.amazon.awscdk.services.cloudwatch.AlarmState;
import software.amazon.awscdk.services.cloudwatch.CompositeAlarm;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IAlarm;
import software.amazon.awscdk.services.cloudwatch.IAlarmRule;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.cloudwatch.LogQueryVisualizationType;
import software.amazon.awscdk.services.cloudwatch.LogQueryWidget;
import software.amazon.awscdk.services.cloudwatch.PeriodOverride;
import software.amazon.awscdk.services.cloudwatch.TextWidget;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.CfnSubscription;
import software.amazon.awscdk.services.sns.CfnTopic;
import software.amazon.awscdk.services.sns.CfnTopicPolicy;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/**
 * How the stack is watched: a dashboard, and alarms that reach somebody. Data that is missing never
 * raises an alarm, so a stack whose jobs were not started yet is silent; what says that a job does
 * not run waits for {@code operations.expectRunning}.
 */
public final class Operations extends Construct {

    static final Setting<Integer> LOG_DAYS =
            Setting.number(
                            "operations.logDays",
                            1,
                            3653,
                            "How long logs are kept, a number of days that CloudWatch knows.")
                    .withDefault("30");

    static final Setting<String> EMAIL =
            Setting.text("operations.email", "Who is told of alarms; has to confirm once.");

    static final Setting<Boolean> EXPECT_RUNNING =
            Setting.flag(
                    "operations.expectRunning",
                    "Whether a job that does not run is an alarm; set it once the jobs were"
                            + " started.");

    static final Setting<Integer> DEAD_LETTERS =
            Setting.number(
                            "operations.deadLettersPerMinute",
                            0,
                            1_000_000,
                            "More dead letters a minute than this, for five minutes, are an alarm.")
                    .withDefault("60");

    static final List<Setting<?>> SETTINGS = List.of(LOG_DAYS, EMAIL, EXPECT_RUNNING, DEAD_LETTERS);

    private static final int WIDTH = 24;

    private final String stackName;
    private final CfnTopic topic;
    private final SnsAction action;
    private final Dashboard dashboard;

    Operations(Construct scope, String id, String stackName, Settings settings, DataKey key) {
        super(scope, id);
        this.stackName = stackName;
        topic =
                CfnTopic.Builder.create(this, "Alarms")
                        .topicName(stackName + "-alarms")
                        .displayName("Rankstream " + stackName)
                        .kmsMasterKeyId(key.arn())
                        .build();
        List<Permission> permissions = topicPermissions();
        CfnTopicPolicy policy =
                CfnTopicPolicy.Builder.create(this, "AlarmsPolicy")
                        .topics(List.of(topic.getRef()))
                        .policyDocument(Permission.document(permissions))
                        .build();
        Permission.explain(policy, permissions);
        Optional<String> email = settings.find(EMAIL);
        if (email.isPresent()) {
            CfnSubscription.Builder.create(this, "Email")
                    .topicArn(topic.getRef())
                    .protocol("email")
                    .endpoint(email.get())
                    .build();
        }
        action = new SnsAction(Topic.fromTopicArn(this, "AlarmsReference", topic.getRef()));
        dashboard =
                Dashboard.Builder.create(this, "Dashboard")
                        .dashboardName(stackName)
                        .periodOverride(PeriodOverride.AUTO)
                        .build();
    }

    private List<Permission> topicPermissions() {
        return List.of(
                Permission.to("PublishAlarms", "alarms of this account are published here")
                        .byService("cloudwatch.amazonaws.com")
                        .allow("sns:Publish")
                        .on(topic.getRef())
                        .when("StringEquals", "aws:SourceAccount", Aws.ACCOUNT_ID),
                Permission.to("RefusePlainHttp", "nothing travels without TLS")
                        .byAnyone()
                        .deny("sns:Publish")
                        .on(topic.getRef())
                        .when("Bool", "aws:SecureTransport", "false"));
    }

    /** Adds an alarm that is published. */
    public Alarm alarm(AlarmSpec spec) {
        Alarm alarm = part(spec);
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
        return alarm;
    }

    /** Adds an alarm that is published only as part of another, see {@link #anyOf}. */
    public Alarm part(AlarmSpec spec) {
        return Alarm.Builder.create(this, "Alarm-" + spec.name())
                .alarmName(stackName + "-" + spec.name())
                .alarmDescription(spec.description())
                .metric(spec.metric())
                .threshold(spec.threshold())
                .comparisonOperator(spec.operator())
                .evaluationPeriods(spec.periods())
                .datapointsToAlarm(spec.datapoints())
                .treatMissingData(
                        spec.missingIsAlarm()
                                ? TreatMissingData.BREACHING
                                : TreatMissingData.NOT_BREACHING)
                .build();
    }

    /** Adds one alarm for several that come together: one message instead of many. */
    public CompositeAlarm anyOf(String name, String description, IAlarm... parts) {
        List<IAlarmRule> rules = new ArrayList<>();
        for (IAlarm part : parts) {
            rules.add(AlarmRule.fromAlarm(part, AlarmState.ALARM));
        }
        return composite(name, description, AlarmRule.anyOf(rules.toArray(IAlarmRule[]::new)));
    }

    /** Adds an alarm for one thing that follows from another: only where the other is not there. */
    public CompositeAlarm unless(String name, String description, IAlarm part, IAlarm other) {
        return composite(
                name,
                description,
                AlarmRule.allOf(
                        AlarmRule.fromAlarm(part, AlarmState.ALARM),
                        AlarmRule.not(AlarmRule.fromAlarm(other, AlarmState.ALARM))));
    }

    private CompositeAlarm composite(String name, String description, IAlarmRule rule) {
        CompositeAlarm alarm =
                CompositeAlarm.Builder.create(this, "Alarm-" + name)
                        .compositeAlarmName(stackName + "-" + name)
                        .alarmDescription(description)
                        .alarmRule(rule)
                        .build();
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
        return alarm;
    }

    /** Adds a row to the dashboard, its graphs of equal width. */
    public void row(String title, IWidget... graphs) {
        dashboard.addWidgets(
                TextWidget.Builder.create().markdown("## " + title).width(WIDTH).height(1).build());
        dashboard.addWidgets(graphs);
    }

    /** A graph for a row of four. */
    public static GraphWidget graph(String title, IMetric... metrics) {
        return GraphWidget.Builder.create()
                .title(title)
                .left(List.of(metrics))
                .width(WIDTH / 4)
                .height(6)
                .build();
    }

    /** What a log says that matches a filter, newest first, for a row of three. */
    public static IWidget log(String title, String group, String filter) {
        return LogQueryWidget.Builder.create()
                .title(title)
                .logGroupNames(List.of(group))
                .queryLines(
                        List.of(
                                "fields @timestamp, message, throwableInformation.0",
                                "filter " + filter,
                                "sort @timestamp desc",
                                "limit 20"))
                .view(LogQueryVisualizationType.TABLE)
                .width(WIDTH / 3)
                .height(6)
                .build();
    }

    /** Where alarms are published. */
    public String topicArn() {
        return topic.getRef();
    }
}
