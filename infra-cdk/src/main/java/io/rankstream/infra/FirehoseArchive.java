package io.rankstream.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.logs.CfnLogStream;
import software.constructs.Construct;

/**
 * A second archive of the events that no job is involved in: as they came, one per line, gzip, by
 * the hour of their arrival. At least once.
 */
final class FirehoseArchive extends Construct {

    static final Setting<Boolean> ENABLED =
            Setting.flag(
                    "firehose.archive",
                    "Whether Firehose writes the events to the archive bucket too.");

    static final List<Setting<?>> SETTINGS = List.of(ENABLED);

    private static final String FOLDER = "firehose";
    private static final int FRESHNESS_SECONDS = 900;

    FirehoseArchive(Construct scope, String id, RankstreamStack stack) {
        super(scope, id);
        StreamReference events = stack.streams().of(Streams.Use.EVENTS);
        ArchiveBucket bucket = stack.archive();
        CfnLogGroup logs =
                CfnLogGroup.Builder.create(this, "Logs")
                        .logGroupName("/rankstream/" + stack.name() + "/firehose")
                        .retentionInDays(stack.settings().get(Operations.LOG_DAYS))
                        .kmsKeyId(stack.key().arn())
                        .build();
        logs.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.DELETE);
        CfnLogStream log =
                CfnLogStream.Builder.create(this, "Log")
                        .logGroupName(logs.getRef())
                        .logStreamName("delivery")
                        .build();
        ServiceRole role =
                new ServiceRole(this, "Role", "firehose.amazonaws.com").onlyForThisAccount();
        allow(role, events, bucket, logs);
        String deliveryStream = stack.name() + "-events-to-s3";
        CfnDeliveryStream delivery =
                CfnDeliveryStream.Builder.create(this, "Delivery")
                        .deliveryStreamName(deliveryStream)
                        .deliveryStreamType("KinesisStreamAsSource")
                        .kinesisStreamSourceConfiguration(
                                CfnDeliveryStream.KinesisStreamSourceConfigurationProperty.builder()
                                        .kinesisStreamArn(events.arn())
                                        .roleArn(role.arn())
                                        .build())
                        .extendedS3DestinationConfiguration(destination(role, bucket, logs, log))
                        .build();
        delivery.addResourceDependency(role.resource());
        Accepted.at(
                delivery,
                "AwsSolutions-KDF1",
                "Firehose encrypts nothing of its own where a Kinesis stream is the source; stream"
                        + " and bucket are encrypted.");
        stack.operations()
                .alarm(
                        AlarmSpec.above(
                                "firehose-stale",
                                "Firehose has not delivered events for a quarter of an hour.",
                                Metrics.metric(
                                        "AWS/Firehose",
                                        "DeliveryToS3.DataFreshness",
                                        "Maximum",
                                        Map.of("DeliveryStreamName", deliveryStream)),
                                FRESHNESS_SECONDS,
                                5));
    }

    private static void allow(
            ServiceRole role, StreamReference events, ArchiveBucket bucket, CfnLogGroup logs) {
        role.allow(
                Permission.to("ReadEvents", "the events are its input")
                        .allow(
                                "kinesis:DescribeStream",
                                "kinesis:GetRecords",
                                "kinesis:GetShardIterator",
                                "kinesis:ListShards")
                        .on(events.arn()));
        events.keyArn()
                .ifPresent(
                        key ->
                                role.allow(
                                        Permission.to("DecryptEvents", "the stream is encrypted")
                                                .allow("kms:Decrypt")
                                                .on(key)));
        role.allow(
                Permission.to("WriteFiles", "it writes into its folder of the archive bucket")
                        .allow("s3:PutObject", "s3:AbortMultipartUpload")
                        .on(bucket.objects(FOLDER))
                        .wildcardBecause("every file has a name of its own"));
        role.allow(
                Permission.to("FindBucket", "Firehose looks the bucket up before it writes")
                        .allow(
                                "s3:GetBucketLocation",
                                "s3:ListBucket",
                                "s3:ListBucketMultipartUploads")
                        .on(bucket.arn()));
        bucket.keyArn()
                .ifPresent(
                        key ->
                                role.allow(
                                        Permission.to("EncryptFiles", "the bucket is encrypted")
                                                .allow("kms:GenerateDataKey", "kms:Decrypt")
                                                .on(key)));
        role.allow(
                Permission.to("WriteLog", "Firehose notes what it could not deliver")
                        .allow("logs:PutLogEvents")
                        .on(logs.getAttrArn())
                        .wildcardBecause("the ARN of a log group ends with :*, its streams"));
        Accepted.at(
                role.resource(),
                "AwsSolutions-IAM5",
                "Files have names of their own below one folder; the ARN of a log group ends with"
                        + " :*.");
    }

    private static CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty destination(
            ServiceRole role, ArchiveBucket bucket, CfnLogGroup logs, CfnLogStream log) {
        String hour =
                "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}"
                        + "/hour=!{timestamp:HH}/";
        CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty.Builder destination =
                CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty.builder()
                        .bucketArn(bucket.arn())
                        .roleArn(role.arn())
                        .prefix(FOLDER + "/events/" + hour)
                        .errorOutputPrefix(FOLDER + "/errors/!{firehose:error-output-type}/" + hour)
                        .compressionFormat("GZIP")
                        .fileExtension(".json.gz")
                        .bufferingHints(
                                CfnDeliveryStream.BufferingHintsProperty.builder()
                                        .intervalInSeconds(300)
                                        .sizeInMBs(64)
                                        .build())
                        .processingConfiguration(
                                CfnDeliveryStream.ProcessingConfigurationProperty.builder()
                                        .enabled(true)
                                        .processors(
                                                List.of(
                                                        CfnDeliveryStream.ProcessorProperty
                                                                .builder()
                                                                .type("AppendDelimiterToRecord")
                                                                .parameters(
                                                                        List.of(
                                                                                CfnDeliveryStream
                                                                                        .ProcessorParameterProperty
                                                                                        .builder()
                                                                                        .parameterName(
                                                                                                "Delimiter")
                                                                                        .parameterValue(
                                                                                                "\\n")
                                                                                        .build()))
                                                                .build()))
                                        .build())
                        .cloudWatchLoggingOptions(
                                CfnDeliveryStream.CloudWatchLoggingOptionsProperty.builder()
                                        .enabled(true)
                                        .logGroupName(logs.getRef())
                                        .logStreamName(log.getRef())
                                        .build());
        bucket.keyArn()
                .ifPresent(
                        key ->
                                destination.encryptionConfiguration(
                                        CfnDeliveryStream.EncryptionConfigurationProperty.builder()
                                                .kmsEncryptionConfig(
                                                        CfnDeliveryStream
                                                                .KMSEncryptionConfigProperty
                                                                .builder()
                                                                .awskmsKeyArn(key)
                                                                .build())
                                                .build()));
        return destination.build();
    }
}
