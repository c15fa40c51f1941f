package io.rankstream.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.logs.CfnResourcePolicy;
import software.amazon.awscdk.services.opensearchservice.CfnDomain;
import software.constructs.Construct;

/**
 * An OpenSearch domain in the VPC for the index {@code curated}. Who may do what in it is decided
 * inside, by its fine-grained access; from outside only the roles that are named reach it.
 */
final class SearchDomain extends Construct {

    static final Setting<Boolean> ENABLED =
            Setting.flag("search.domain", "Whether there is an OpenSearch domain.");

    static final Setting<String> ADMINISTRATOR =
            Setting.text(
                    "search.administrator",
                    "ARN of the IAM role that administers the domain and maps roles.");

    static final Setting<List<String>> WRITERS =
            Setting.list("search.writers", "ARNs of IAM roles that may write the index `curated`.");

    static final Setting<String> INSTANCE_TYPE =
            Setting.text("search.instanceType", "The instance type of its data nodes.")
                    .withDefault("t3.small.search");

    static final Setting<Integer> NODES =
            Setting.number("search.nodes", 2, 40, "How many data nodes, in two zones.")
                    .withDefault("2");

    static final Setting<Integer> GIGABYTES =
            Setting.number("search.gigabytes", 10, 3_000, "Disk of each node.").withDefault("20");

    static final List<Setting<?>> SETTINGS =
            List.of(ENABLED, ADMINISTRATOR, WRITERS, INSTANCE_TYPE, NODES, GIGABYTES);

    private static final int HTTPS = 443;

    SearchDomain(Construct scope, String id, RankstreamStack stack) {
        super(scope, id);
        Settings settings = stack.settings();
        int nodes = settings.get(NODES);
        if (nodes % 2 != 0) {
            throw new IllegalArgumentException(
                    "the setting search.nodes is '" + nodes + "': two zones need an even number");
        }
        if (stack.network().subnetIds().size() < 2) {
            throw new IllegalArgumentException(
                    "the setting search.domain needs a network of two zones at least");
        }
        SecurityGroup group =
                stack.network()
                        .newSecurityGroup(this, "SecurityGroup", "Search of " + stack.name());
        group.addIngressRule(
                stack.network().jobs(), Port.tcp(HTTPS), "Jobs and functions write and search");
        CfnLogGroup logs =
                CfnLogGroup.Builder.create(this, "Logs")
                        .logGroupName("/rankstream/" + stack.name() + "/search")
                        .retentionInDays(settings.get(Operations.LOG_DAYS))
                        .kmsKeyId(stack.key().arn())
                        .build();
        logs.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.DELETE);
        CfnResourcePolicy letLog = letLog(stack, logs);
        String arn =
                "arn:"
                        + Aws.PARTITION
                        + ":es:"
                        + Aws.REGION
                        + ":"
                        + Aws.ACCOUNT_ID
                        + ":domain/"
                        + stack.name();
        List<Permission> access = access(settings, arn);
        CfnDomain domain =
                CfnDomain.Builder.create(this, "Domain")
                        .domainName(stack.name())
                        .engineVersion("OpenSearch_2.19")
                        .clusterConfig(
                                CfnDomain.ClusterConfigProperty.builder()
                                        .instanceType(settings.get(INSTANCE_TYPE))
                                        .instanceCount(nodes)
                                        .zoneAwarenessEnabled(true)
                                        .zoneAwarenessConfig(
                                                CfnDomain.ZoneAwarenessConfigProperty.builder()
                                                        .availabilityZoneCount(2)
                                                        .build())
                                        .build())
                        .ebsOptions(
                                CfnDomain.EBSOptionsProperty.builder()
                                        .ebsEnabled(true)
                                        .volumeType("gp3")
                                        .volumeSize(settings.get(GIGABYTES))
                                        .build())
                        .vpcOptions(
                                CfnDomain.VPCOptionsProperty.builder()
                                        .subnetIds(stack.network().subnetIds().subList(0, 2))
                                        .securityGroupIds(List.of(group.getSecurityGroupId()))
                                        .build())
                        .encryptionAtRestOptions(
                                CfnDomain.EncryptionAtRestOptionsProperty.builder()
                                        .enabled(true)
                                        .kmsKeyId(stack.key().arn())
                                        .build())
                        .nodeToNodeEncryptionOptions(
                                CfnDomain.NodeToNodeEncryptionOptionsProperty.builder()
                                        .enabled(true)
                                        .build())
                        .domainEndpointOptions(
                                CfnDomain.DomainEndpointOptionsProperty.builder()
                                        .enforceHttps(true)
                                        .tlsSecurityPolicy("Policy-Min-TLS-1-2-PFS-2023-10")
                                        .build())
                        .advancedSecurityOptions(
                                CfnDomain.AdvancedSecurityOptionsInputProperty.builder()
                                        .enabled(true)
                                        .internalUserDatabaseEnabled(false)
                                        .masterUserOptions(
                                                CfnDomain.MasterUserOptionsProperty.builder()
                                                        .masterUserArn(settings.get(ADMINISTRATOR))
                                                        .build())
                                        .build())
                        .accessPolicies(Permission.document(access))
                        .logPublishingOptions(
                                Map.of(
                                        "SEARCH_SLOW_LOGS", publish(logs),
                                        "INDEX_SLOW_LOGS", publish(logs),
                                        "ES_APPLICATION_LOGS", publish(logs)))
                        .build();
        Permission.explain(domain, access);
        domain.addResourceDependency(letLog);
        domain.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.RETAIN);
        domain.getCfnOptions().setUpdateReplacePolicy(CfnDeletionPolicy.RETAIN);
        Accepted.at(
                domain,
                "AwsSolutions-OS4",
                "Dedicated masters are for domains of more nodes than boards need.");
        Accepted.at(
                domain,
                "AwsSolutions-OS3",
                "It is in the VPC, behind a security group that lets in the jobs alone.");
        Accepted.at(domain, "AwsSolutions-OS5", "Every statement names the roles that it is for.");
        stack.output(
                "SearchEndpoint", domain.getAttrDomainEndpoint(), "Where `curated` is searched");
    }

    private List<Permission> access(Settings settings, String arn) {
        Permission administrate =
                Permission.to("Administrate", "maps roles and makes the index")
                        .byPrincipals(List.of(settings.get(ADMINISTRATOR)))
                        .allow("es:ESHttpGet", "es:ESHttpPut", "es:ESHttpPost", "es:ESHttpDelete")
                        .on(arn + "/*")
                        .wildcardBecause("every call is a path of its own below the domain");
        if (settings.find(WRITERS).isEmpty()) {
            return List.of(administrate);
        }
        return List.of(
                administrate,
                Permission.to("WriteCurated", "writes documents of the index curated")
                        .byPrincipals(settings.get(WRITERS))
                        .allow("es:ESHttpPost", "es:ESHttpPut")
                        .on(arn + "/curated/*")
                        .wildcardBecause("every document is a path of its own below the index"));
    }

    /** OpenSearch writes logs with a policy of CloudWatch Logs, not with a role. */
    private CfnResourcePolicy letLog(RankstreamStack stack, CfnLogGroup logs) {
        List<Permission> permissions =
                List.of(
                        Permission.to("SearchLogs", "the domain writes its logs")
                                .byService("es.amazonaws.com")
                                .allow("logs:PutLogEvents", "logs:CreateLogStream")
                                .on(logs.getAttrArn())
                                .when("StringEquals", "aws:SourceAccount", Aws.ACCOUNT_ID)
                                .wildcardBecause("the ARN of a log group ends with :*"));
        CfnResourcePolicy policy =
                CfnResourcePolicy.Builder.create(this, "LogPolicy")
                        .policyName(stack.name() + "-search")
                        .policyDocument(stack.toJsonString(Permission.document(permissions)))
                        .build();
        Permission.explain(policy, permissions);
        return policy;
    }

    private static CfnDomain.LogPublishingOptionProperty publish(CfnLogGroup logs) {
        return CfnDomain.LogPublishingOptionProperty.builder()
                .cloudWatchLogsLogGroupArn(logs.getAttrArn())
                .enabled(true)
                .build();
    }
}
