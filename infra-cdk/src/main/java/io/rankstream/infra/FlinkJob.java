package io.rankstream.infra;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.kinesisanalyticsv2.CfnApplication;
import software.amazon.awscdk.services.kinesisanalyticsv2.CfnApplicationCloudWatchLoggingOption;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.logs.CfnLogStream;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/** One job as an application of Managed Flink, with its role and its log. */
public final class FlinkJob extends Construct {

    /** The job gets on with its work between two checkpoints. */
    private static final int LEAST_PAUSE_MILLIS = 5_000;

    /**
     * What makes a job.
     *
     * @param name of the job, without that of the stack
     * @param applicationName the name in Managed Flink
     * @param jar the shaded jar
     * @param parallelism subtasks at the start; Managed Flink changes it if it may scale
     * @param parallelismPerUnit subtasks in one KPU
     * @param scales whether Managed Flink adds and takes KPUs
     * @param checkpointMillis how often a checkpoint is taken
     * @param sources the streams that it must keep up with
     * @param runsAlways whether it is an alarm when it does not run
     * @param properties the property groups
     */
    public record Props(
            String name,
            String applicationName,
            Path jar,
            int parallelism,
            int parallelismPerUnit,
            boolean scales,
            int checkpointMillis,
            List<StreamReference> sources,
            boolean runsAlways,
            Map<String, Map<String, String>> properties) {}

    private final Props props;
    private final ServiceRole role;
    private final String logGroupName;

    FlinkJob(Construct scope, String id, RankstreamStack stack, Props props) {
        super(scope, id);
        this.props = props;
        if (!Files.isRegularFile(props.jar())) {
            throw new IllegalArgumentException(
                    "there is no jar "
                            + props.jar()
                            + ": build it with ./mvnw -pl "
                            + props.name()
                            + "-job -am package -DskipTests, or say where it is with -c jobs."
                            + props.name()
                            + ".jar=<file>");
        }
        logGroupName = "/rankstream/" + stack.name() + "/" + props.name();
        CfnLogGroup logs =
                CfnLogGroup.Builder.create(this, "Logs")
                        .logGroupName(logGroupName)
                        .retentionInDays(stack.settings().get(Operations.LOG_DAYS))
                        .kmsKeyId(stack.key().arn())
                        .build();
        logs.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.DELETE);
        CfnLogStream log =
                CfnLogStream.Builder.create(this, "Log")
                        .logGroupName(logs.getRef())
                        .logStreamName("flink")
                        .build();
        Asset jar = Asset.Builder.create(this, "Jar").path(props.jar().toString()).build();
        role = new ServiceRole(this, "Role", "kinesisanalytics.amazonaws.com").onlyForThisAccount();
        allowToRun(jar, logs, stack.network());
        CfnApplication application = application(jar, stack.network());
        CfnApplicationCloudWatchLoggingOption option =
                CfnApplicationCloudWatchLoggingOption.Builder.create(this, "Logging")
                        .applicationName(application.getRef())
                        .cloudWatchLoggingOption(
                                CfnApplicationCloudWatchLoggingOption
                                        .CloudWatchLoggingOptionProperty.builder()
                                        .logStreamArn(
                                                "arn:"
                                                        + Aws.PARTITION
                                                        + ":logs:"
                                                        + Aws.REGION
                                                        + ":"
                                                        + Aws.ACCOUNT_ID
                                                        + ":log-group:"
                                                        + logGroupName
                                                        + ":log-stream:flink")
                                        .build())
                        .build();
        option.addResourceDependency(log);
    }

    private void allowToRun(Asset jar, CfnLogGroup logs, Network network) {
        role.allow(
                Permission.to("ReadCode", "Managed Flink loads the job's jar with this role")
                        .allow("s3:GetObject", "s3:GetObjectVersion")
                        .on(jar.getBucket().getBucketArn() + "/" + jar.getS3ObjectKey()));
        role.allow(
                Permission.to("WriteLog", "Managed Flink writes the job's log with this role")
                        .allow("logs:PutLogEvents", "logs:DescribeLogStreams")
                        .on(logs.getAttrArn())
                        .wildcardBecause("the ARN of a log group ends with :*, its streams"));
        role.allow(
                Permission.to("FindLogs", "Managed Flink looks the log group up")
                        .allow("logs:DescribeLogGroups")
                        .on(
                                "arn:"
                                        + Aws.PARTITION
                                        + ":logs:"
                                        + Aws.REGION
                                        + ":"
                                        + Aws.ACCOUNT_ID
                                        + ":log-group:*")
                        .wildcardBecause("the action lists groups and knows no single one"));
        String ec2 = "arn:" + Aws.PARTITION + ":ec2:" + Aws.REGION + ":" + Aws.ACCOUNT_ID + ":";
        role.allow(
                Permission.to("DescribeNetwork", "Managed Flink looks at the VPC it is put into")
                        .allow(
                                "ec2:DescribeVpcs",
                                "ec2:DescribeSubnets",
                                "ec2:DescribeSecurityGroups",
                                "ec2:DescribeDhcpOptions",
                                "ec2:DescribeNetworkInterfaces")
                        .on("*")
                        .wildcardBecause("these actions know no resource"));
        Permission create =
                Permission.to("JoinNetwork", "Managed Flink joins the VPC by network interfaces")
                        .allow("ec2:CreateNetworkInterface")
                        .on(
                                ec2 + "network-interface/*",
                                ec2 + "security-group/" + network.jobs().getSecurityGroupId())
                        .wildcardBecause("a network interface has no name before it is there");
        network.subnetIds().forEach(subnet -> create.on(ec2 + "subnet/" + subnet));
        role.allow(create);
        role.allow(
                Permission.to(
                                "UseNetwork",
                                "Managed Flink attaches its interfaces and takes them away")
                        .allow("ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface")
                        .on(ec2 + "network-interface/*")
                        .wildcardBecause("their names are not known before they are there"));
    }

    private CfnApplication application(Asset jar, Network network) {
        CfnApplication.ApplicationConfigurationProperty configuration =
                CfnApplication.ApplicationConfigurationProperty.builder()
                        .applicationCodeConfiguration(
                                CfnApplication.ApplicationCodeConfigurationProperty.builder()
                                        .codeContentType("ZIPFILE")
                                        .codeContent(
                                                CfnApplication.CodeContentProperty.builder()
                                                        .s3ContentLocation(
                                                                CfnApplication
                                                                        .S3ContentLocationProperty
                                                                        .builder()
                                                                        .bucketArn(
                                                                                jar.getBucket()
                                                                                        .getBucketArn())
                                                                        .fileKey(
                                                                                jar
                                                                                        .getS3ObjectKey())
                                                                        .build())
                                                        .build())
                                        .build())
                        .applicationSnapshotConfiguration(
                                CfnApplication.ApplicationSnapshotConfigurationProperty.builder()
                                        .snapshotsEnabled(true)
                                        .build())
                        .environmentProperties(
                                CfnApplication.EnvironmentPropertiesProperty.builder()
                                        .propertyGroups(propertyGroups())
                                        .build())
                        .flinkApplicationConfiguration(flink())
                        .vpcConfigurations(
                                List.of(
                                        CfnApplication.VpcConfigurationProperty.builder()
                                                .subnetIds(network.subnetIds())
                                                .securityGroupIds(
                                                        List.of(
                                                                network.jobs()
                                                                        .getSecurityGroupId()))
                                                .build()))
                        .build();
        CfnApplication flinkApplication =
                CfnApplication.Builder.create(this, "Application")
                        .applicationName(props.applicationName())
                        .applicationDescription("Rankstream: " + props.name() + " job")
                        .applicationMode("STREAMING")
                        .runtimeEnvironment("FLINK-1_20")
                        .serviceExecutionRole(role.arn())
                        .applicationConfiguration(configuration)
                        .build();
        return flinkApplication;
    }

    private CfnApplication.FlinkApplicationConfigurationProperty flink() {
        return CfnApplication.FlinkApplicationConfigurationProperty.builder()
                .checkpointConfiguration(
                        CfnApplication.CheckpointConfigurationProperty.builder()
                                .configurationType("CUSTOM")
                                .checkpointingEnabled(true)
                                .checkpointInterval(props.checkpointMillis())
                                .minPauseBetweenCheckpoints(
                                        Math.min(props.checkpointMillis(), LEAST_PAUSE_MILLIS))
                                .build())
                .monitoringConfiguration(
                        CfnApplication.MonitoringConfigurationProperty.builder()
                                .configurationType("CUSTOM")
                                .metricsLevel("APPLICATION")
                                .logLevel("INFO")
                                .build())
                .parallelismConfiguration(
                        CfnApplication.ParallelismConfigurationProperty.builder()
                                .configurationType("CUSTOM")
                                .parallelism(props.parallelism())
                                .parallelismPerKpu(props.parallelismPerUnit())
                                .autoScalingEnabled(props.scales())
                                .build())
                .build();
    }

    private List<CfnApplication.PropertyGroupProperty> propertyGroups() {
        return new TreeSet<>(props.properties().keySet())
                .stream()
                        .map(
                                group ->
                                        CfnApplication.PropertyGroupProperty.builder()
                                                .propertyGroupId(group)
                                                .propertyMap(props.properties().get(group))
                                                .build())
                        .toList();
    }

    /** The role that the job runs with. */
    public ServiceRole role() {
        return role;
    }

    /** The name of the job, without that of the stack. */
    public String jobName() {
        return props.name();
    }

    /** The name of the application in Managed Flink and CloudWatch. */
    public String applicationName() {
        return props.applicationName();
    }

    /** A property that the job is told. */
    public Optional<String> property(String group, String key) {
        return Optional.ofNullable(props.properties().getOrDefault(group, Map.of()).get(key));
    }

    /** The streams that it must keep up with. */
    public List<StreamReference> sources() {
        return props.sources();
    }

    /** Whether it is an alarm when the job does not run. */
    public boolean runsAlways() {
        return props.runsAlways();
    }

    public String logGroupName() {
        return logGroupName;
    }
}
