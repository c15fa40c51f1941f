package io.rankstream.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.rds.CfnDBCluster;
import software.amazon.awscdk.services.rds.CfnDBClusterParameterGroup;
import software.amazon.awscdk.services.rds.CfnDBInstance;
import software.amazon.awscdk.services.rds.CfnDBSubnetGroup;
import software.amazon.awscdk.services.secretsmanager.CfnSecret;
import software.constructs.Construct;

/**
 * The database with the player table: Aurora MySQL 3 (compatible with MySQL 8.0, the last that the
 * CDC connector speaks), serverless, or a MySQL that is there already.
 */
public final class PlayerDatabase extends Construct {

    static final Setting<String> EXISTING_HOST =
            Setting.text(
                    "existing.database.host",
                    "Host of a MySQL 8.0 to use instead of an own Aurora; its binlog must be ROW"
                            + " and FULL.");

    static final Setting<Integer> EXISTING_PORT =
            Setting.number("existing.database.port", 1, 65_535, "Its port.").withDefault("3306");

    static final Setting<String> EXISTING_SECRET =
            Setting.text(
                    "existing.database.secret",
                    "ARN of the secret with the fields `username` and `password` of the CDC user.");

    static final Setting<String> EXISTING_KEY =
            Setting.text(
                    "existing.database.key",
                    "ARN of the KMS key of this secret, unless it is the one of Secrets Manager.");

    static final Setting<String> EXISTING_SECURITY_GROUP =
            Setting.text(
                    "existing.database.securityGroup",
                    "Id of its security group, which the jobs are let into.");

    static final Setting<Double> MIN_CAPACITY =
            Setting.decimal("database.minCapacity", 0.5, 256, "The least capacity of Aurora, ACU.")
                    .withDefault("0.5");

    static final Setting<Double> MAX_CAPACITY =
            Setting.decimal("database.maxCapacity", 1, 256, "The most capacity of Aurora, ACU.")
                    .withDefault("4");

    static final Setting<Integer> READERS =
            Setting.number(
                            "database.readers",
                            0,
                            15,
                            "Readers of Aurora, which take over when the writer fails.")
                    .withDefault("1");

    static final Setting<Integer> BACKUP_DAYS =
            Setting.number("database.backupDays", 1, 35, "How long backups are kept.")
                    .withDefault("7");

    static final Setting<Integer> BINLOG_HOURS =
            Setting.number(
                            "database.binlogHours",
                            24,
                            2160,
                            "How long Aurora keeps its binlog: longer than any planned outage of"
                                    + " the job.")
                    .withDefault("168");

    static final Setting<Boolean> DELETION_PROTECTION =
            Setting.flag(
                    "database.deletionProtection",
                    "Whether Aurora refuses to be deleted. Without it a deletion takes a"
                            + " snapshot.");

    static final List<Setting<?>> SETTINGS =
            List.of(
                    EXISTING_HOST,
                    EXISTING_PORT,
                    EXISTING_SECRET,
                    EXISTING_KEY,
                    EXISTING_SECURITY_GROUP,
                    MIN_CAPACITY,
                    MAX_CAPACITY,
                    READERS,
                    BACKUP_DAYS,
                    BINLOG_HOURS,
                    DELETION_PROTECTION);

    private static final int PORT = 3306;

    private static final String ENGINE = "aurora-mysql";

    /** Compatible with MySQL 8.0; 3.07 and later have the Data API. */
    private static final String ENGINE_VERSION = "8.0.mysql_aurora.3.08.2";

    /** What change data capture needs, and what makes the server refuse plain connections. */
    private static final Map<String, String> PARAMETERS =
            Map.of(
                    "binlog_format", "ROW",
                    "binlog_row_image", "FULL",
                    "require_secure_transport", "ON",
                    "time_zone", "UTC");

    private final String host;
    private final int port;
    private final String secretArn;
    private final Optional<String> secretKeyArn;
    private final Optional<CfnDBCluster> cluster;

    public PlayerDatabase(
            Construct scope,
            String id,
            String stackName,
            Settings settings,
            Network network,
            DataKey key) {
        super(scope, id);
        Optional<String> existing = settings.find(EXISTING_HOST);
        ISecurityGroup securityGroup;
        if (existing.isPresent()) {
            host = existing.get();
            port = settings.get(EXISTING_PORT);
            secretArn = settings.get(EXISTING_SECRET);
            secretKeyArn = settings.find(EXISTING_KEY);
            securityGroup =
                    SecurityGroup.fromSecurityGroupId(
                            this, "SecurityGroup", settings.get(EXISTING_SECURITY_GROUP));
            cluster = Optional.empty();
        } else {
            SecurityGroup group =
                    network.newSecurityGroup(
                            this, "SecurityGroup", "The player database of " + stackName);
            CfnDBCluster aurora = aurora(stackName, settings, network, key, group);
            addInstances(stackName, settings, key, aurora);
            host = aurora.getAttrEndpointAddress();
            port = PORT;
            secretArn = cdcSecret(stackName, key).getRef();
            secretKeyArn = Optional.of(key.arn());
            securityGroup = group;
            cluster = Optional.of(aurora);
        }
        Network.allow(network.jobs(), securityGroup, port, "The jobs read the player table");
    }

    private CfnDBCluster aurora(
            String stackName,
            Settings settings,
            Network network,
            DataKey key,
            SecurityGroup group) {
        CfnDBClusterParameterGroup parameters =
                CfnDBClusterParameterGroup.Builder.create(this, "Parameters")
                        .family("aurora-mysql8.0")
                        .description("Change data capture and TLS for " + stackName)
                        .parameters(PARAMETERS)
                        .build();
        CfnDBSubnetGroup subnets =
                CfnDBSubnetGroup.Builder.create(this, "Subnets")
                        .dbSubnetGroupDescription("The player database of " + stackName)
                        .subnetIds(network.subnetIds())
                        .build();
        CfnDBCluster aurora =
                CfnDBCluster.Builder.create(this, "Cluster")
                        .engine(ENGINE)
                        .engineVersion(ENGINE_VERSION)
                        .dbClusterIdentifier(stackName)
                        .dbClusterParameterGroupName(parameters.getRef())
                        .dbSubnetGroupName(subnets.getRef())
                        .vpcSecurityGroupIds(List.of(group.getSecurityGroupId()))
                        .port(PORT)
                        .masterUsername("administrator")
                        .manageMasterUserPassword(true)
                        .masterUserSecret(
                                CfnDBCluster.MasterUserSecretProperty.builder()
                                        .kmsKeyId(key.arn())
                                        .build())
                        .enableHttpEndpoint(true)
                        .enableIamDatabaseAuthentication(true)
                        .storageEncrypted(true)
                        .kmsKeyId(key.arn())
                        .serverlessV2ScalingConfiguration(
                                CfnDBCluster.ServerlessV2ScalingConfigurationProperty.builder()
                                        .minCapacity(settings.get(MIN_CAPACITY))
                                        .maxCapacity(settings.get(MAX_CAPACITY))
                                        .build())
                        .backupRetentionPeriod(settings.get(BACKUP_DAYS))
                        .copyTagsToSnapshot(true)
                        .deletionProtection(settings.get(DELETION_PROTECTION))
                        .enableCloudwatchLogsExports(List.of("audit", "error", "slowquery"))
                        .build();
        aurora.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.SNAPSHOT);
        aurora.getCfnOptions().setUpdateReplacePolicy(CfnDeletionPolicy.SNAPSHOT);
        if (!settings.get(DELETION_PROTECTION)) {
            Accepted.at(
                    aurora,
                    "AwsSolutions-RDS10",
                    "a deletion takes a snapshot; database.deletionProtection refuses it");
        }
        Accepted.at(
                aurora,
                "AwsSolutions-RDS11",
                "another port hides nothing: only the jobs' security group is let in");
        Accepted.at(
                aurora,
                "AwsSolutions-RDS14",
                "Aurora cannot go back in time while it writes a binlog, which the jobs read");
        return aurora;
    }

    private void addInstances(
            String stackName, Settings settings, DataKey key, CfnDBCluster aurora) {
        for (int i = 0; i <= settings.get(READERS); i++) {
            CfnDBInstance.Builder.create(this, "Instance" + i)
                    .dbInstanceIdentifier(stackName + "-" + i)
                    .dbClusterIdentifier(aurora.getRef())
                    .engine(ENGINE)
                    .dbInstanceClass("db.serverless")
                    .publiclyAccessible(false)
                    .autoMinorVersionUpgrade(true)
                    .enablePerformanceInsights(true)
                    .performanceInsightsKmsKeyId(key.arn())
                    .promotionTier(i == 0 ? 0 : 1)
                    .build();
        }
    }

    private CfnSecret cdcSecret(String stackName, DataKey key) {
        CfnSecret secret =
                CfnSecret.Builder.create(this, "CdcUser")
                        .name(stackName + "/cdc")
                        .description("The user that reads the player table of " + stackName)
                        .kmsKeyId(key.arn())
                        .generateSecretString(
                                CfnSecret.GenerateSecretStringProperty.builder()
                                        .secretStringTemplate("{\"username\":\"rankstream_cdc\"}")
                                        .generateStringKey("password")
                                        .passwordLength(32)
                                        .excludePunctuation(true)
                                        .build())
                        .build();
        Accepted.at(
                secret,
                "AwsSolutions-SMG4",
                "the jobs take the user when they start, so a rotation goes with a restart:"
                        + " bin/rotate-cdc-user does it, and two users take turns");
        return secret;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** The secret with the fields {@code username} and {@code password} of the CDC user. */
    public String secretArn() {
        return secretArn;
    }

    /** The key that encrypts the secret, if it is one of the account. */
    public Optional<String> secretKeyArn() {
        return secretKeyArn;
    }

    /** The Aurora cluster of the stack; nothing for a database that is there already. */
    public Optional<CfnDBCluster> cluster() {
        return cluster;
    }
}
