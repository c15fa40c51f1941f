package io.rankstream.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.sqs.CfnQueue;
import software.amazon.awscdk.services.sqs.CfnQueuePolicy;
import software.constructs.Construct;

/**
 * Executes the results stream on a second Redis. Batches that fail again and again leave a message
 * in a queue; a second function, whose event source is off until somebody switches it on, makes up
 * for them.
 */
final class ResultsFunction extends Construct {

    static final Setting<Boolean> ENABLED =
            Setting.flag(
                    "results.function",
                    "Whether a Lambda function executes the results stream on a second Redis.");

    static final Setting<String> HOST =
            Setting.text("results.redis.host", "Host of the Redis that takes the results.");

    static final Setting<Integer> PORT =
            Setting.number("results.redis.port", 1, 65_535, "Its port.").withDefault("6379");

    static final Setting<Boolean> CLUSTER =
            Setting.flag("results.redis.cluster", "Whether it runs in cluster mode.");

    static final Setting<String> USER =
            Setting.text("results.redis.user", "The ACL user for the function.");

    static final Setting<String> SECRET =
            Setting.text(
                    "results.redis.secret",
                    "ARN of the secret with the field `password` of this user.");

    static final Setting<String> KEY =
            Setting.text(
                    "results.redis.key",
                    "ARN of the KMS key of this secret, unless it is the one of Secrets Manager.");

    static final Setting<String> SECURITY_GROUP =
            Setting.text(
                    "results.redis.securityGroup",
                    "Id of its security group, which the function is let into.");

    static final Setting<String> PREFIX =
            Setting.text(
                            "results.redis.prefix",
                            "What keys start with there, in the place of redis.prefix.")
                    .withDefault("");

    static final List<Setting<?>> SETTINGS =
            List.of(ENABLED, HOST, PORT, CLUSTER, USER, SECRET, KEY, SECURITY_GROUP, PREFIX);

    private static final int TIMEOUT_SECONDS = 300;
    private static final int QUEUE_DAYS = 14;
    private static final double BEHIND_MILLIS = 60_000;

    ResultsFunction(Construct scope, String id, RankstreamStack stack) {
        super(scope, id);
        Settings settings = stack.settings();
        StreamReference stream = stack.streams().of(Streams.Use.RESULTS);
        Network.allow(
                stack.network().jobs(),
                SecurityGroup.fromSecurityGroupId(
                        this, "SecurityGroup", settings.get(SECURITY_GROUP)),
                settings.get(PORT),
                "The results function writes");
        Map<String, String> environment = environment(stack, settings);
        LambdaFunction results =
                new LambdaFunction(
                        this,
                        "Function",
                        stack,
                        new LambdaFunction.Props(
                                "results",
                                "ResultsHandler",
                                "Executes the results stream on a second Redis",
                                1024,
                                TIMEOUT_SECONDS,
                                environment,
                                true));
        LambdaFunction redrive =
                new LambdaFunction(
                        this,
                        "Redrive",
                        stack,
                        new LambdaFunction.Props(
                                "results-redrive",
                                "RedriveHandler",
                                "Makes up for batches of results that were given up",
                                1024,
                                TIMEOUT_SECONDS,
                                environment,
                                true));
        CfnQueue queue = queue(stack);
        allowBoth(results, stream, settings);
        allowBoth(redrive, stream, settings);
        results.role()
                .allow(
                        Permission.to("ReportFailures", "what is given up is noted in the queue")
                                .allow("sqs:SendMessage")
                                .on(queue.getAttrArn()))
                .allow(
                        Permission.to("EncryptFailures", "the queue is encrypted")
                                .allow("kms:GenerateDataKey")
                                .on(stack.key().arn()));
        redrive.role()
                .allow(
                        Permission.to("TakeFailures", "it works off the queue")
                                .allow(
                                        "sqs:ReceiveMessage",
                                        "sqs:DeleteMessage",
                                        "sqs:GetQueueAttributes")
                                .on(queue.getAttrArn()));
        CfnEventSourceMapping fromStream =
                CfnEventSourceMapping.Builder.create(this, "FromStream")
                        .functionName(results.functionName())
                        .eventSourceArn(stream.arn())
                        // What is there already is read too: revisions tell what is news.
                        .startingPosition("TRIM_HORIZON")
                        .batchSize(500)
                        .maximumBatchingWindowInSeconds(0)
                        .bisectBatchOnFunctionError(true)
                        .maximumRetryAttempts(20)
                        .maximumRecordAgeInSeconds(-1)
                        .parallelizationFactor(1)
                        .functionResponseTypes(List.of("ReportBatchItemFailures"))
                        .destinationConfig(
                                CfnEventSourceMapping.DestinationConfigProperty.builder()
                                        .onFailure(
                                                CfnEventSourceMapping.OnFailureProperty.builder()
                                                        .destination(queue.getAttrArn())
                                                        .build())
                                        .build())
                        .build();
        fromStream.addResourceDependency(results.function());
        fromStream.addResourceDependency(results.role().resource());
        CfnEventSourceMapping fromQueue =
                CfnEventSourceMapping.Builder.create(this, "FromQueue")
                        .functionName(redrive.functionName())
                        .eventSourceArn(queue.getAttrArn())
                        .batchSize(1)
                        .functionResponseTypes(List.of("ReportBatchItemFailures"))
                        // The cause has to go first.
                        .enabled(false)
                        .build();
        fromQueue.addResourceDependency(redrive.function());
        fromQueue.addResourceDependency(redrive.role().resource());
        stack.operations()
                .alarm(
                        AlarmSpec.above(
                                "results-given-up",
                                "Batches of results were given up and wait in the queue.",
                                Metrics.metric(
                                        "AWS/SQS",
                                        "ApproximateNumberOfMessagesVisible",
                                        "Maximum",
                                        Map.of("QueueName", queue.getAttrQueueName())),
                                0,
                                1));
        stack.operations()
                .alarm(
                        AlarmSpec.above(
                                "results-behind",
                                "The second Redis is more than a minute behind the results.",
                                Metrics.metric(
                                        "AWS/Lambda",
                                        "IteratorAge",
                                        "Maximum",
                                        Map.of("FunctionName", results.functionName())),
                                BEHIND_MILLIS,
                                5));
        stack.output("ResultsQueue", queue.getRef(), "Batches of results that were given up");
        stack.output("ResultsRedrive", fromQueue.getRef(), "Event source to switch on to redrive");
    }

    private static Map<String, String> environment(RankstreamStack stack, Settings settings) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("REDIS_HOST", settings.get(HOST));
        environment.put("REDIS_PORT", String.valueOf(settings.get(PORT)));
        environment.put("REDIS_CLUSTER", String.valueOf(settings.get(CLUSTER)));
        environment.put("REDIS_TLS", "true");
        environment.put("REDIS_USER", settings.get(USER));
        environment.put("REDIS_SECRET", settings.get(SECRET));
        environment.put("SOURCE_PREFIX", stack.boards().prefix());
        environment.put("TARGET_PREFIX", settings.get(PREFIX));
        return environment;
    }

    private static void allowBoth(
            LambdaFunction function, StreamReference stream, Settings settings) {
        ServiceRole role = function.role();
        role.allow(
                Permission.to("ReadResults", "the results stream is its input")
                        .allow(
                                "kinesis:DescribeStream",
                                "kinesis:DescribeStreamSummary",
                                "kinesis:GetRecords",
                                "kinesis:GetShardIterator",
                                "kinesis:ListShards")
                        .on(stream.arn()));
        stream.keyArn()
                .ifPresent(
                        key ->
                                role.allow(
                                        Permission.to("DecryptResults", "the stream is encrypted")
                                                .allow("kms:Decrypt")
                                                .on(key)));
        role.allow(
                Permission.to("ReadPassword", "it logs in to Redis")
                        .allow("secretsmanager:GetSecretValue")
                        .on(settings.get(SECRET)));
        Optional<String> key = settings.find(KEY);
        if (key.isPresent()) {
            role.allow(
                    Permission.to("DecryptPassword", "the secret is encrypted")
                            .allow("kms:Decrypt")
                            .on(key.get()));
        }
    }

    private CfnQueue queue(RankstreamStack stack) {
        CfnQueue queue =
                CfnQueue.Builder.create(this, "GivenUp")
                        .queueName(stack.name() + "-results-given-up")
                        .kmsMasterKeyId(stack.key().arn())
                        .messageRetentionPeriod(QUEUE_DAYS * 24 * 3_600)
                        // Six times the function's, as Lambda asks for.
                        .visibilityTimeout(6 * TIMEOUT_SECONDS)
                        .build();
        Accepted.at(
                queue,
                "AwsSolutions-SQS3",
                "It is a dead-letter queue itself: that of a stream's event source.");
        List<Permission> permissions =
                List.of(
                        Permission.to("RefusePlainHttp", "nothing travels without TLS")
                                .byAnyone()
                                .deny("sqs:*")
                                .on(queue.getAttrArn())
                                .when("Bool", "aws:SecureTransport", "false")
                                .wildcardBecause("it refuses everything, to everyone"));
        CfnQueuePolicy policy =
                CfnQueuePolicy.Builder.create(this, "GivenUpPolicy")
                        .queues(List.of(queue.getRef()))
                        .policyDocument(Permission.document(permissions))
                        .build();
        Permission.explain(policy, permissions);
        return queue;
    }
}
