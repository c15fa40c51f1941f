package io.rankstream.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.ec2.CfnFlowLog;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpoint;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/**
 * Where database, board store and jobs are. A network of the stack has no way to or from the
 * internet unless {@code network.natGateways} is set: the jobs reach AWS by endpoints.
 */
public final class Network extends Construct {

    static final Setting<String> EXISTING_VPC =
            Setting.text("existing.vpc", "Id of a VPC to use instead of an own one.");

    static final Setting<List<String>> EXISTING_ZONES =
            Setting.list(
                    "existing.vpc.zones", "Its availability zones, in the order of the subnets.");

    static final Setting<List<String>> EXISTING_SUBNETS =
            Setting.list(
                    "existing.vpc.subnets",
                    "Ids of its private subnets, one in each zone, that reach Kinesis, S3 and"
                            + " Secrets Manager.");

    static final Setting<String> CIDR =
            Setting.text("network.cidr", "The address range of the stack's own VPC.")
                    .withDefault("10.64.0.0/16");

    static final Setting<List<String>> ZONES =
            Setting.list(
                            "network.zones",
                            "Which of the region's availability zones the stack's own VPC is in,"
                                    + " counted from 0. Not every zone has MemoryDB.")
                    .withDefault("0,1");

    static final Setting<Integer> NAT_GATEWAYS =
            Setting.number(
                            "network.natGateways",
                            0,
                            3,
                            "How many NAT gateways let the jobs reach the internet; they need none"
                                    + " for AWS.")
                    .withDefault("0");

    static final List<Setting<?>> SETTINGS =
            List.of(EXISTING_VPC, EXISTING_ZONES, EXISTING_SUBNETS, CIDR, ZONES, NAT_GATEWAYS);

    private final IVpc vpc;
    private final SubnetSelection subnets;
    private final List<String> subnetIds;
    private final SecurityGroup jobs;

    public Network(Construct scope, String id, String stackName, Settings settings, DataKey key) {
        super(scope, id);
        Optional<String> existing = settings.find(EXISTING_VPC);
        if (existing.isPresent()) {
            vpc = existingVpc(existing.get(), settings);
            subnets = SubnetSelection.builder().subnets(vpc.getPrivateSubnets()).build();
        } else {
            vpc = ownVpc(settings);
            SubnetType type =
                    settings.get(NAT_GATEWAYS) == 0
                            ? SubnetType.PRIVATE_ISOLATED
                            : SubnetType.PRIVATE_WITH_EGRESS;
            subnets = SubnetSelection.builder().subnetType(type).build();
            logFlows(stackName, settings, key);
        }
        subnetIds =
                vpc.selectSubnets(subnets).getSubnets().stream().map(ISubnet::getSubnetId).toList();
        jobs = group("Jobs", "The jobs of " + stackName);
        jobs.addEgressRule(
                Peer.anyIpv4(),
                Port.tcp(443),
                "AWS endpoints, inside the VPC or beyond it; S3 has public addresses");
        if (existing.isEmpty()) {
            addEndpoints();
        }
    }

    private IVpc existingVpc(String vpcId, Settings settings) {
        List<String> zones = settings.get(EXISTING_ZONES);
        List<String> ids = settings.get(EXISTING_SUBNETS);
        if (zones.size() != ids.size()) {
            throw new IllegalArgumentException(
                    "existing.vpc.zones names "
                            + zones.size()
                            + " zones and existing.vpc.subnets "
                            + ids.size()
                            + " subnets: name one subnet for each zone");
        }
        return Vpc.fromVpcAttributes(
                this,
                "Vpc",
                VpcAttributes.builder()
                        .vpcId(vpcId)
                        .availabilityZones(zones)
                        .privateSubnetIds(ids)
                        .build());
    }

    private Vpc ownVpc(Settings settings) {
        int natGateways = settings.get(NAT_GATEWAYS);
        List<SubnetConfiguration> layout = new ArrayList<>();
        if (natGateways > 0) {
            layout.add(
                    SubnetConfiguration.builder()
                            .name("public")
                            .subnetType(SubnetType.PUBLIC)
                            .mapPublicIpOnLaunch(false)
                            .cidrMask(26)
                            .build());
        }
        layout.add(
                SubnetConfiguration.builder()
                        .name("private")
                        .subnetType(
                                natGateways == 0
                                        ? SubnetType.PRIVATE_ISOLATED
                                        : SubnetType.PRIVATE_WITH_EGRESS)
                        .cidrMask(20)
                        .build());
        return Vpc.Builder.create(this, "Vpc")
                .ipAddresses(IpAddresses.cidr(settings.get(CIDR)))
                .availabilityZones(zones(settings.get(ZONES)))
                .natGateways(natGateways)
                .subnetConfiguration(layout)
                .restrictDefaultSecurityGroup(false)
                .build();
    }

    private static List<String> zones(List<String> places) {
        if (places.size() < 2 || !places.stream().allMatch(place -> place.matches("[0-9]"))) {
            throw new IllegalArgumentException(
                    "the setting network.zones is "
                            + places
                            + ": name two zones or more, each by its place, such as 0,2");
        }
        return places.stream()
                .map(place -> Fn.select(Integer.parseInt(place), Fn.getAzs()))
                .toList();
    }

    private void logFlows(String stackName, Settings settings, DataKey key) {
        CfnLogGroup logs =
                CfnLogGroup.Builder.create(this, "FlowLogs")
                        .logGroupName("/rankstream/" + stackName + "/flows")
                        .retentionInDays(settings.get(Operations.LOG_DAYS))
                        .kmsKeyId(key.arn())
                        .build();
        logs.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.DELETE);
        ServiceRole role =
                new ServiceRole(this, "FlowLogRole", "vpc-flow-logs.amazonaws.com")
                        .onlyForThisAccount()
                        .allow(
                                Permission.to(
                                                "WriteFlowLogs",
                                                "flow logs are written to this group")
                                        .allow(
                                                "logs:CreateLogStream",
                                                "logs:PutLogEvents",
                                                "logs:DescribeLogStreams")
                                        .on(logs.getAttrArn())
                                        .wildcardBecause(
                                                "the ARN of a log group ends with :*, its"
                                                        + " streams"));
        CfnFlowLog.Builder.create(this, "FlowLog")
                .resourceId(vpc.getVpcId())
                .resourceType("VPC")
                .trafficType("REJECT")
                .logDestinationType("cloud-watch-logs")
                .logGroupName(logs.getRef())
                .deliverLogsPermissionArn(role.arn())
                .build();
    }

    private void addEndpoints() {
        vpc.addGatewayEndpoint(
                "S3",
                GatewayVpcEndpointOptions.builder()
                        .service(GatewayVpcEndpointAwsService.S3)
                        .subnets(List.of(subnets))
                        .build());
        SecurityGroup endpoints = group("Endpoints", "AWS endpoints in the VPC");
        endpoints.addIngressRule(jobs, Port.tcp(443), "The jobs call AWS");
        endpoint("KinesisStreams", InterfaceVpcEndpointAwsService.KINESIS_STREAMS, endpoints);
        endpoint("SecretsManager", InterfaceVpcEndpointAwsService.SECRETS_MANAGER, endpoints);
    }

    /** Adds a way to an AWS service; a VPC that is there already must have it. */
    private void endpoint(
            String id, InterfaceVpcEndpointAwsService service, SecurityGroup endpoints) {
        InterfaceVpcEndpoint.Builder.create(this, id)
                .vpc(vpc)
                .service(service)
                .subnets(subnets)
                .securityGroups(List.of(endpoints))
                .open(false)
                .privateDnsEnabled(true)
                .build();
    }

    private SecurityGroup group(String id, String description) {
        return newSecurityGroup(this, id, description);
    }

    /** A security group in the network that lets nothing in and nothing out. */
    public SecurityGroup newSecurityGroup(Construct scope, String id, String description) {
        return SecurityGroup.Builder.create(scope, id)
                .vpc(vpc)
                .description(description)
                .allowAllOutbound(false)
                .build();
    }

    /**
     * Lets the members of one group call those of another.
     *
     * @param what what the calls are for
     */
    public static void allow(SecurityGroup from, ISecurityGroup to, int port, String what) {
        from.addEgressRule(to, Port.tcp(port), what);
        to.addIngressRule(from, Port.tcp(port), what);
    }

    /** The private subnets. */
    public List<String> subnetIds() {
        return subnetIds;
    }

    /** The group of the jobs' network interfaces, and of all that calls the same servers. */
    public SecurityGroup jobs() {
        return jobs;
    }
}
