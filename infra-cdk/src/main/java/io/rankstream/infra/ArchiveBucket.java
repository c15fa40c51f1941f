package io.rankstream.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.athena.CfnWorkGroup;
import software.amazon.awscdk.services.glue.CfnDatabase;
import software.amazon.awscdk.services.glue.CfnTable;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.CfnBucketPolicy;
import software.constructs.Construct;

/**
 * Where the archive is, and the tables that make it queryable with Athena. The partitions of a
 * table are computed from its layout, so nothing has to be crawled.
 */
public final class ArchiveBucket extends Construct {

    static final Setting<String> EXISTING_BUCKET =
            Setting.text("existing.bucket", "Name of a bucket to use instead of an own one.");

    static final Setting<String> EXISTING_KEY =
            Setting.text(
                    "existing.bucket.key",
                    "ARN of the KMS key that encrypts it, unless it is the one of S3.");

    static final Setting<Integer> INFREQUENT_DAYS =
            Setting.number(
                            "archive.infrequentAccessDays",
                            30,
                            3650,
                            "After how many days a file moves to the cheaper class Standard-IA.")
                    .withDefault("90");

    static final Setting<Integer> QUERY_LIMIT_GB =
            Setting.number(
                            "archive.queryLimitGigabytes",
                            1,
                            100_000,
                            "How much one Athena query may read.")
                    .withDefault("100");

    static final List<Setting<?>> SETTINGS =
            List.of(EXISTING_BUCKET, EXISTING_KEY, INFREQUENT_DAYS, QUERY_LIMIT_GB);

    /** Where the archive is in the bucket. */
    static final String ARCHIVE = "archive";

    /** Where Athena puts results; they are gone after a week. */
    private static final String QUERIES = "queries";

    private static final int QUERY_DAYS = 7;

    private static final List<String> KINDS =
            List.of("events", "control", "dimensions", "dead-letters");

    private final String name;
    private final String arn;
    private final Optional<String> keyArn;
    private final String databaseName;

    public ArchiveBucket(
            Construct scope, String id, String stackName, Settings settings, DataKey key) {
        super(scope, id);
        Optional<String> existing = settings.find(EXISTING_BUCKET);
        if (existing.isPresent()) {
            name = existing.get();
            arn = "arn:" + Aws.PARTITION + ":s3:::" + name;
            keyArn = settings.find(EXISTING_KEY);
        } else {
            CfnBucket bucket = bucket(settings, key);
            name = bucket.getRef();
            arn = bucket.getAttrArn();
            keyArn = Optional.of(key.arn());
        }
        databaseName = stackName.replace('-', '_');
        CfnDatabase database =
                CfnDatabase.Builder.create(this, "Database")
                        .catalogId(Aws.ACCOUNT_ID)
                        .databaseInput(
                                CfnDatabase.DatabaseInputProperty.builder()
                                        .name(databaseName)
                                        .description("The archive of " + stackName)
                                        .build())
                        .build();
        for (String kind : KINDS) {
            table(kind).addResourceDependency(database);
        }
        workGroup(stackName, settings);
    }

    private CfnBucket bucket(Settings settings, DataKey key) {
        CfnBucket logs =
                CfnBucket.Builder.create(this, "AccessLogs")
                        .bucketEncryption(encryption("AES256", null))
                        .publicAccessBlockConfiguration(nothingPublic())
                        .ownershipControls(owner())
                        .lifecycleConfiguration(
                                CfnBucket.LifecycleConfigurationProperty.builder()
                                        .rules(List.of(expireAfter("logs", "", 90)))
                                        .build())
                        .build();
        retain(logs);
        CfnBucket bucket =
                CfnBucket.Builder.create(this, "Bucket")
                        .bucketEncryption(encryption("aws:kms", key.arn()))
                        .publicAccessBlockConfiguration(nothingPublic())
                        .ownershipControls(owner())
                        .versioningConfiguration(
                                CfnBucket.VersioningConfigurationProperty.builder()
                                        .status("Enabled")
                                        .build())
                        .loggingConfiguration(
                                CfnBucket.LoggingConfigurationProperty.builder()
                                        .destinationBucketName(logs.getRef())
                                        .logFilePrefix("archive/")
                                        .build())
                        .lifecycleConfiguration(
                                CfnBucket.LifecycleConfigurationProperty.builder()
                                        .rules(lifecycle(settings))
                                        .build())
                        .build();
        retain(bucket);
        addPolicy("AccessLogsPolicy", logs, List.of(takeLogs(logs), refusePlainHttp(logs)));
        addPolicy("BucketPolicy", bucket, List.of(refusePlainHttp(bucket)));
        return bucket;
    }

    private void addPolicy(String id, CfnBucket bucket, List<Permission> permissions) {
        CfnBucketPolicy policy =
                CfnBucketPolicy.Builder.create(this, id)
                        .bucket(bucket.getRef())
                        .policyDocument(Permission.document(permissions))
                        .build();
        Permission.explain(policy, permissions);
        policy.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.RETAIN);
        policy.getCfnOptions().setUpdateReplacePolicy(CfnDeletionPolicy.RETAIN);
    }

    private static Permission takeLogs(CfnBucket logs) {
        return Permission.to("AccessLogs", "S3 writes the access log of the archive")
                .byService("logging.s3.amazonaws.com")
                .allow("s3:PutObject")
                .on(logs.getAttrArn() + "/archive/*")
                .when("StringEquals", "aws:SourceAccount", Aws.ACCOUNT_ID)
                .wildcardBecause("every log file has a name of its own");
    }

    private static Permission refusePlainHttp(CfnBucket bucket) {
        return Permission.to("RefusePlainHttp", "nothing travels without TLS")
                .byAnyone()
                .deny("s3:*")
                .on(bucket.getAttrArn(), bucket.getAttrArn() + "/*")
                .when("Bool", "aws:SecureTransport", "false")
                .wildcardBecause("it refuses everything, to everyone");
    }

    private static void retain(CfnBucket bucket) {
        bucket.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.RETAIN);
        bucket.getCfnOptions().setUpdateReplacePolicy(CfnDeletionPolicy.RETAIN);
    }

    private static CfnBucket.BucketEncryptionProperty encryption(String algorithm, String keyArn) {
        return CfnBucket.BucketEncryptionProperty.builder()
                .serverSideEncryptionConfiguration(
                        List.of(
                                CfnBucket.ServerSideEncryptionRuleProperty.builder()
                                        // One request to KMS per bucket and while, not per file.
                                        .bucketKeyEnabled(keyArn != null)
                                        .serverSideEncryptionByDefault(
                                                CfnBucket.ServerSideEncryptionByDefaultProperty
                                                        .builder()
                                                        .sseAlgorithm(algorithm)
                                                        .kmsMasterKeyId(keyArn)
                                                        .build())
                                        .build()))
                .build();
    }

    private static CfnBucket.PublicAccessBlockConfigurationProperty nothingPublic() {
        return CfnBucket.PublicAccessBlockConfigurationProperty.builder()
                .blockPublicAcls(true)
                .blockPublicPolicy(true)
                .ignorePublicAcls(true)
                .restrictPublicBuckets(true)
                .build();
    }

    private static CfnBucket.OwnershipControlsProperty owner() {
        return CfnBucket.OwnershipControlsProperty.builder()
                .rules(
                        List.of(
                                CfnBucket.OwnershipControlsRuleProperty.builder()
                                        .objectOwnership("BucketOwnerEnforced")
                                        .build()))
                .build();
    }

    /**
     * Nothing of the archive expires: S3 goes by the age of each file, which is not that of its
     * hour's manifest, and an hour that is gone as a whole looks like one without players.
     */
    private static List<CfnBucket.RuleProperty> lifecycle(Settings settings) {
        List<CfnBucket.RuleProperty> rules = new ArrayList<>();
        rules.add(
                CfnBucket.RuleProperty.builder()
                        .id("archive")
                        .status("Enabled")
                        .prefix(ARCHIVE + "/")
                        .transitions(
                                List.of(
                                        CfnBucket.TransitionProperty.builder()
                                                .storageClass("STANDARD_IA")
                                                .transitionInDays(settings.get(INFREQUENT_DAYS))
                                                .build()))
                        .build());
        rules.add(expireAfter("queries", QUERIES + "/", QUERY_DAYS));
        rules.add(
                CfnBucket.RuleProperty.builder()
                        .id("leftovers")
                        .status("Enabled")
                        .abortIncompleteMultipartUpload(
                                CfnBucket.AbortIncompleteMultipartUploadProperty.builder()
                                        // Longer than a job stands still: a checkpoint may name
                                        // an upload that it will complete.
                                        .daysAfterInitiation(14)
                                        .build())
                        .noncurrentVersionExpiration(
                                CfnBucket.NoncurrentVersionExpirationProperty.builder()
                                        .noncurrentDays(30)
                                        .build())
                        .build());
        return rules;
    }

    private static CfnBucket.RuleProperty expireAfter(String id, String prefix, int days) {
        return CfnBucket.RuleProperty.builder()
                .id(id)
                .status("Enabled")
                .prefix(prefix)
                .expirationInDays(days)
                .build();
    }

    private CfnTable table(String kind) {
        String location = root("s3") + "/" + kind;
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("classification", "parquet");
        parameters.put("projection.enabled", "true");
        addRange(parameters, "year", "2020,2099", 4);
        addRange(parameters, "month", "1,12", 2);
        addRange(parameters, "day", "1,31", 2);
        addRange(parameters, "hour", "0,23", 2);
        parameters.put(
                "storage.location.template",
                location + "/year=${year}/month=${month}/day=${day}/hour=${hour}");
        return CfnTable.Builder.create(this, "Table-" + kind)
                .catalogId(Aws.ACCOUNT_ID)
                .databaseName(databaseName)
                .tableInput(
                        CfnTable.TableInputProperty.builder()
                                .name(kind.replace('-', '_'))
                                .description("Archived " + kind + ", by event time in UTC")
                                .tableType("EXTERNAL_TABLE")
                                .parameters(parameters)
                                .partitionKeys(
                                        List.of(
                                                column("year", "int"),
                                                column("month", "int"),
                                                column("day", "int"),
                                                column("hour", "int")))
                                .storageDescriptor(
                                        CfnTable.StorageDescriptorProperty.builder()
                                                .location(location)
                                                .inputFormat(
                                                        "org.apache.hadoop.hive.ql.io.parquet"
                                                                + ".MapredParquetInputFormat")
                                                .outputFormat(
                                                        "org.apache.hadoop.hive.ql.io.parquet"
                                                                + ".MapredParquetOutputFormat")
                                                .serdeInfo(
                                                        CfnTable.SerdeInfoProperty.builder()
                                                                .serializationLibrary(
                                                                        "org.apache.hadoop.hive.ql"
                                                                                + ".io.parquet.serde"
                                                                                + ".ParquetHiveSerDe")
                                                                .build())
                                                .columns(columns())
                                                .build())
                                .build())
                .build();
    }

    private static void addRange(
            Map<String, Object> parameters, String key, String range, int digits) {
        parameters.put("projection." + key + ".type", "integer");
        parameters.put("projection." + key + ".range", range);
        parameters.put("projection." + key + ".digits", String.valueOf(digits));
    }

    private static List<CfnTable.ColumnProperty> columns() {
        return List.of(
                column("source", "string"),
                column("shard", "string"),
                column("sequence_number", "string"),
                column("sub_sequence", "int"),
                column("partition_key", "string"),
                column("arrival_time", "timestamp"),
                column("event_time", "timestamp"),
                column("latest_event_time", "timestamp"),
                column("events", "int"),
                column("player_id", "string"),
                column("event_type", "string"),
                column("record", "binary"));
    }

    private static CfnTable.ColumnProperty column(String column, String type) {
        return CfnTable.ColumnProperty.builder().name(column).type(type).build();
    }

    private void workGroup(String stackName, Settings settings) {
        CfnWorkGroup.EncryptionConfigurationProperty encryption =
                keyArn.isPresent()
                        ? CfnWorkGroup.EncryptionConfigurationProperty.builder()
                                .encryptionOption("SSE_KMS")
                                .kmsKey(keyArn.get())
                                .build()
                        : CfnWorkGroup.EncryptionConfigurationProperty.builder()
                                .encryptionOption("SSE_S3")
                                .build();
        CfnWorkGroup.Builder.create(this, "WorkGroup")
                .name(stackName)
                .description("Queries on the archive of " + stackName)
                .recursiveDeleteOption(true)
                .workGroupConfiguration(
                        CfnWorkGroup.WorkGroupConfigurationProperty.builder()
                                .enforceWorkGroupConfiguration(true)
                                .publishCloudWatchMetricsEnabled(true)
                                .bytesScannedCutoffPerQuery(
                                        settings.get(QUERY_LIMIT_GB) * 1_000_000_000L)
                                .resultConfiguration(
                                        CfnWorkGroup.ResultConfigurationProperty.builder()
                                                .outputLocation(
                                                        "s3://" + name + "/" + QUERIES + "/")
                                                .encryptionConfiguration(encryption)
                                                .build())
                                .build())
                .build();
    }

    public String name() {
        return name;
    }

    public String arn() {
        return arn;
    }

    /** The key of the account that encrypts it, if there is one. */
    public Optional<String> keyArn() {
        return keyArn;
    }

    /** The root of the archive, without a slash at its end. */
    public String root(String scheme) {
        return scheme + "://" + name + "/" + ARCHIVE;
    }

    /** A file in a folder of the bucket, beside the archive. */
    public String path(String scheme, String folder, String file) {
        return scheme + "://" + name + "/" + folder + "/" + file;
    }

    /** The ARN of everything below a folder of the bucket. */
    public String objects(String folder) {
        return arn + "/" + folder + "/*";
    }
}
