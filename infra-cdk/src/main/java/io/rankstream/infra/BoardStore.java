package io.rankstream.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.memorydb.CfnACL;
import software.amazon.awscdk.services.memorydb.CfnCluster;
import software.amazon.awscdk.services.memorydb.CfnSubnetGroup;
import software.amazon.awscdk.services.memorydb.CfnUser;
import software.amazon.awscdk.services.secretsmanager.CfnSecret;
import software.constructs.Construct;

/** MemoryDB, or a Redis that is there already: where the boards are read from. */
public final class BoardStore extends Construct {

    static final Setting<String> EXISTING_HOST =
            Setting.text(
                    "existing.redis.host", "Host of a Redis to use instead of an own MemoryDB.");

    static final Setting<Integer> EXISTING_PORT =
            Setting.number("existing.redis.port", 1, 65_535, "Its port.").withDefault("6379");

    static final Setting<String> EXISTING_USER =
            Setting.text("existing.redis.user", "The ACL user for the job.");

    static final Setting<String> EXISTING_SECRET =
            Setting.text(
                    "existing.redis.secret",
                    "ARN of the secret with the field `password` of this user.");

    static final Setting<String> EXISTING_KEY =
            Setting.text(
                    "existing.redis.key",
                    "ARN of the KMS key of this secret, unless it is the one of Secrets Manager.");

    static final Setting<String> EXISTING_SECURITY_GROUP =
            Setting.text(
                    "existing.redis.securityGroup",
                    "Id of its security group, which the jobs are let into.");

    static final Setting<Boolean> EXISTING_CLUSTER =
            Setting.flag("existing.redis.cluster", "Whether it runs in cluster mode.");

    static final Setting<String> NODE_TYPE =
            Setting.text("redis.nodeType", "The node type of MemoryDB.")
                    .withDefault("db.t4g.small");

    static final Setting<Integer> SHARDS =
            Setting.number("redis.shards", 1, 100, "Shards of MemoryDB.").withDefault("1");

    static final Setting<Integer> REPLICAS =
            Setting.number("redis.replicas", 0, 5, "Replicas of each shard of MemoryDB.")
                    .withDefault("1");

    static final Setting<Integer> SNAPSHOT_DAYS =
            Setting.number("redis.snapshotDays", 0, 35, "How long daily snapshots are kept.")
                    .withDefault("7");

    static final Setting<String> PREFIX =
            Setting.text("redis.prefix", "What every key starts with.").withDefault("");

    static final List<Setting<?>> SETTINGS =
            List.of(
                    EXISTING_HOST,
                    EXISTING_PORT,
                    EXISTING_USER,
                    EXISTING_SECRET,
                    EXISTING_KEY,
                    EXISTING_SECURITY_GROUP,
                    EXISTING_CLUSTER,
                    NODE_TYPE,
                    SHARDS,
                    REPLICAS,
                    SNAPSHOT_DAYS,
                    PREFIX);

    private static final int PORT = 6379;

    private final String host;
    private final int port;
    private final String user;
    private final String secretArn;
    private final Optional<String> secretKeyArn;
    private final boolean cluster;
    private final String prefix;
    private final Optional<String> clusterName;

    public BoardStore(
            Construct scope,
            String id,
            String stackName,
            Settings settings,
            Network network,
            DataKey key) {
        super(scope, id);
        prefix = settings.get(PREFIX);
        checkPrefix();
        Optional<String> existing = settings.find(EXISTING_HOST);
        ISecurityGroup securityGroup;
        if (existing.isPresent()) {
            host = existing.get();
            port = settings.get(EXISTING_PORT);
            user = settings.get(EXISTING_USER);
            secretArn = settings.get(EXISTING_SECRET);
            secretKeyArn = settings.find(EXISTING_KEY);
            cluster = settings.get(EXISTING_CLUSTER);
            clusterName = Optional.empty();
            securityGroup =
                    SecurityGroup.fromSecurityGroupId(
                            this, "SecurityGroup", settings.get(EXISTING_SECURITY_GROUP));
        } else {
            user = stackName;
            CfnSecret secret = secret(stackName, key);
            CfnACL acl = acl(stackName, secret);
            SecurityGroup group =
                    network.newSecurityGroup(this, "SecurityGroup", "The boards of " + stackName);
            CfnCluster memoryDb = memoryDb(stackName, settings, network, key, acl, group);
            host = memoryDb.getAttrClusterEndpointAddress();
            port = PORT;
            secretArn = secret.getRef();
            secretKeyArn = Optional.of(key.arn());
            cluster = true;
            clusterName = Optional.of(stackName);
            securityGroup = group;
        }
        Network.allow(network.jobs(), securityGroup, port, "The jobs write the boards");
    }

    private void checkPrefix() {
        if (!prefix.matches("[A-Za-z0-9_.:-]*")) {
            throw new IllegalArgumentException(
                    "the setting redis.prefix is '"
                            + prefix
                            + "', which has another character than letters, digits and _ . : -");
        }
    }

    private CfnSecret secret(String stackName, DataKey key) {
        CfnSecret secret =
                CfnSecret.Builder.create(this, "Password")
                        .name(stackName + "/redis")
                        .description("The user of the jobs of " + stackName + " in MemoryDB")
                        .kmsKeyId(key.arn())
                        .generateSecretString(
                                CfnSecret.GenerateSecretStringProperty.builder()
                                        .secretStringTemplate("{\"username\":\"" + user + "\"}")
                                        .generateStringKey("password")
                                        .passwordLength(64)
                                        .excludePunctuation(true)
                                        .build())
                        .build();
        Accepted.at(
                secret,
                "AwsSolutions-SMG4",
                "MemoryDB takes two passwords of a user, and docs/runbook.md says how to change"
                        + " them without a gap; the job reads the secret whenever it connects");
        return secret;
    }

    /** The user may do what docs/configuration.md says that the job needs, on the job's keys. */
    private CfnACL acl(String stackName, CfnSecret secret) {
        CfnUser jobUser =
                CfnUser.Builder.create(this, "User")
                        .userName(stackName)
                        .accessString(accessString(prefix))
                        .authenticationMode(
                                Map.of(
                                        "Type",
                                        "password",
                                        "Passwords",
                                        List.of(
                                                "{{resolve:secretsmanager:"
                                                        + secret.getRef()
                                                        + ":SecretString:password}}")))
                        .build();
        CfnACL acl =
                CfnACL.Builder.create(this, "Acl")
                        .aclName(stackName)
                        .userNames(List.of(jobUser.getUserName()))
                        .build();
        acl.addResourceDependency(jobUser);
        return acl;
    }

    static String accessString(String prefix) {
        return "on ~"
                + prefix
                + "leaderboard:* ~{"
                + prefix
                + "leaderboard:* ~"
                + prefix
                + "player:* ~"
                + prefix
                + "rankstream:* +@all -@admin -@dangerous +restore";
    }

    private CfnCluster memoryDb(
            String stackName,
            Settings settings,
            Network network,
            DataKey key,
            CfnACL acl,
            SecurityGroup group) {
        CfnSubnetGroup subnets =
                CfnSubnetGroup.Builder.create(this, "Subnets")
                        .subnetGroupName(stackName)
                        .subnetIds(network.subnetIds())
                        .build();
        CfnCluster memoryDb =
                CfnCluster.Builder.create(this, "Cluster")
                        .clusterName(stackName)
                        .description("The boards of " + stackName)
                        .engine("redis")
                        .engineVersion("7.1")
                        .nodeType(settings.get(NODE_TYPE))
                        .numShards(settings.get(SHARDS))
                        .numReplicasPerShard(settings.get(REPLICAS))
                        .port(PORT)
                        .tlsEnabled(true)
                        .kmsKeyId(key.arn())
                        .aclName(acl.getAclName())
                        .subnetGroupName(subnets.getSubnetGroupName())
                        .securityGroupIds(List.of(group.getSecurityGroupId()))
                        .snapshotRetentionLimit(settings.get(SNAPSHOT_DAYS))
                        // What is kept when the stack is destroyed: nothing else would be left of
                        // it.
                        .finalSnapshotName(stackName + "-final")
                        .autoMinorVersionUpgrade(true)
                        .build();
        memoryDb.addResourceDependency(acl);
        memoryDb.addResourceDependency(subnets);
        return memoryDb;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** The ACL user of the jobs. */
    public String user() {
        return user;
    }

    /** The secret with the field {@code password}. */
    public String secretArn() {
        return secretArn;
    }

    /** The key that encrypts the secret, if it is one of the account. */
    public Optional<String> secretKeyArn() {
        return secretKeyArn;
    }

    /** Whether it runs in cluster mode, as MemoryDB always does. */
    public boolean cluster() {
        return cluster;
    }

    public String prefix() {
        return prefix;
    }

    /** The name of MemoryDB in CloudWatch; nothing for a Redis that is there already. */
    public Optional<String> clusterName() {
        return clusterName;
    }
}
