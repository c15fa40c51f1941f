package io.rankstream.infra;

import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.sns.CfnSubscription;
import software.amazon.awscdk.services.sns.CfnTopic;
import software.amazon.awscdk.services.sns.CfnTopicPolicy;
import software.constructs.Construct;

import java.util.List;
import java.util.Optional;

/** How the stack is watched: a dashboard, and alarms that reach somebody. */
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

    static final List<Setting<?>> SETTINGS = List.of(LOG_DAYS, EMAIL);

    private final CfnTopic topic;

    Operations(Construct scope, String id, String stackName, Settings settings, DataKey key) {
        super(scope, id);
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

    /** Where alarms are published. */
    public String topicArn() {
        return topic.getRef();
    }
}
