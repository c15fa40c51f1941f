package io.rankstream.infra;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/** A function of the module infra-lambdas, with its role and its log. */
final class LambdaFunction extends Construct {

    static final Setting<String> JAR =
            Setting.text("lambda.jar", "The jar of the functions.")
                    .withDefault("../infra-lambdas/target/infra-lambdas-0.1.0-SNAPSHOT.jar");

    static final List<Setting<?>> SETTINGS = List.of(JAR);

    /**
     * What makes a function.
     *
     * @param name without that of the stack
     * @param handler its class in {@code io.rankstream.lambda}
     * @param description what it does
     * @param memoryMegabytes which also decide on its share of a core
     * @param timeoutSeconds after which a call is ended
     * @param environment what it is told
     * @param inNetwork whether it calls what is in the VPC
     */
    record Props(
            String name,
            String handler,
            String description,
            int memoryMegabytes,
            int timeoutSeconds,
            Map<String, String> environment,
            boolean inNetwork) {}

    private final String functionName;
    private final ServiceRole role;
    private final CfnFunction function;

    LambdaFunction(Construct scope, String id, RankstreamStack stack, Props props) {
        super(scope, id);
        Path jar = Path.of(stack.settings().get(JAR));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException(
                    "there is no jar "
                            + jar
                            + ": build it with ./mvnw -pl infra-lambdas -am package -DskipTests, or"
                            + " say where it is with -c lambda.jar=<file>");
        }
        functionName = stack.name() + "-" + props.name();
        CfnLogGroup logs =
                CfnLogGroup.Builder.create(this, "Logs")
                        .logGroupName("/rankstream/" + stack.name() + "/" + props.name())
                        .retentionInDays(stack.settings().get(Operations.LOG_DAYS))
                        .kmsKeyId(stack.key().arn())
                        .build();
        logs.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.DELETE);
        role = new ServiceRole(this, "Role", "lambda.amazonaws.com");
        role.allow(
                Permission.to("WriteLog", "the function writes its log")
                        .allow("logs:CreateLogStream", "logs:PutLogEvents")
                        .on(logs.getAttrArn())
                        .wildcardBecause("the ARN of a log group ends with :*, its streams"));
        Accepted.at(
                role.resource(),
                "AwsSolutions-IAM5",
                "The ARN of a log group ends with :*, and a network interface has no name before"
                        + " it is there.");
        Asset code = Asset.Builder.create(this, "Code").path(jar.toString()).build();
        CfnFunction.Builder builder =
                CfnFunction.Builder.create(this, "Function")
                        .functionName(functionName)
                        .description(props.description())
                        .runtime("java21")
                        .architectures(List.of("arm64"))
                        .handler("io.rankstream.lambda." + props.handler())
                        .code(
                                CfnFunction.CodeProperty.builder()
                                        .s3Bucket(code.getS3BucketName())
                                        .s3Key(code.getS3ObjectKey())
                                        .build())
                        .memorySize(props.memoryMegabytes())
                        .timeout(props.timeoutSeconds())
                        .role(role.arn())
                        .kmsKeyArn(stack.key().arn())
                        .loggingConfig(
                                CfnFunction.LoggingConfigProperty.builder()
                                        .logGroup(logs.getRef())
                                        .build());
        if (!props.environment().isEmpty()) {
            builder.environment(
                    CfnFunction.EnvironmentProperty.builder()
                            .variables(props.environment())
                            .build());
            role.allow(
                    Permission.to("ReadEnvironment", "Lambda decrypts what the function is told")
                            .allow("kms:Decrypt")
                            .on(stack.key().arn()));
        }
        if (props.inNetwork()) {
            builder.vpcConfig(
                    CfnFunction.VpcConfigProperty.builder()
                            .subnetIds(stack.network().subnetIds())
                            .securityGroupIds(List.of(stack.network().jobs().getSecurityGroupId()))
                            .build());
            role.allow(
                    Permission.to("JoinNetwork", "Lambda puts the function into the VPC")
                            .allow(
                                    "ec2:CreateNetworkInterface",
                                    "ec2:DescribeNetworkInterfaces",
                                    "ec2:DescribeSubnets",
                                    "ec2:DeleteNetworkInterface",
                                    "ec2:AssignPrivateIpAddresses",
                                    "ec2:UnassignPrivateIpAddresses")
                            .on("*")
                            .wildcardBecause(
                                    "Lambda asks for them on every resource before it makes the"
                                            + " function, and interfaces have no name before they"
                                            + " are there"));
        }
        function = builder.build();
        Accepted.at(
                function,
                "AwsSolutions-L1",
                "Java 21 is the newest runtime that the functions are tested for.");
    }

    String functionName() {
        return functionName;
    }

    String arn() {
        return function.getAttrArn();
    }

    ServiceRole role() {
        return role;
    }

    CfnFunction function() {
        return function;
    }
}
