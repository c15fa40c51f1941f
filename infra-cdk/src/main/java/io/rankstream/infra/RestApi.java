package io.rankstream.infra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.apigateway.CfnAccount;
import software.amazon.awscdk.services.apigateway.CfnApiKey;
import software.amazon.awscdk.services.apigateway.CfnDeployment;
import software.amazon.awscdk.services.apigateway.CfnMethod;
import software.amazon.awscdk.services.apigateway.CfnMethodProps;
import software.amazon.awscdk.services.apigateway.CfnModel;
import software.amazon.awscdk.services.apigateway.CfnModelProps;
import software.amazon.awscdk.services.apigateway.CfnRequestValidator;
import software.amazon.awscdk.services.apigateway.CfnRequestValidatorProps;
import software.amazon.awscdk.services.apigateway.CfnResource;
import software.amazon.awscdk.services.apigateway.CfnResourceProps;
import software.amazon.awscdk.services.apigateway.CfnRestApi;
import software.amazon.awscdk.services.apigateway.CfnStage;
import software.amazon.awscdk.services.apigateway.CfnUsagePlan;
import software.amazon.awscdk.services.apigateway.CfnUsagePlanKey;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/** An API of one POST method whose body has to fit a schema, with an access log and throttling. */
final class RestApi extends Construct {

    static final Setting<Boolean> ACCOUNT_ROLE =
            Setting.flag(
                            "api.accountRole",
                            "Whether the stack lets API Gateway write logs. That is one setting of"
                                    + " account and region: say false where another stack has it.")
                    .withDefault("true");

    static final List<Setting<?>> SETTINGS = List.of(ACCOUNT_ROLE);

    private static final String STAGE = "v1";

    private static final int DIGEST_BYTES = 8;

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /**
     * What makes an API.
     *
     * @param name without that of the stack
     * @param path of its one resource
     * @param schema of the body, JSON Schema draft 4
     * @param signed whether requests are signed (SigV4) by an identity that may invoke it; else an
     *     API key is required
     * @param rate requests a second
     * @param burst requests at once
     * @param integration who answers
     */
    record Props(
            String name,
            String path,
            Map<String, Object> schema,
            boolean signed,
            int rate,
            int burst,
            CfnMethod.IntegrationProperty integration) {}

    private final CfnRestApi api;
    private final Props props;

    RestApi(Construct scope, String id, RankstreamStack stack, Props props) {
        super(scope, id);
        this.props = props;
        api =
                CfnRestApi.Builder.create(this, "Api")
                        .name(stack.name() + "-" + props.name())
                        .description("Rankstream: " + props.name())
                        .endpointConfiguration(
                                CfnRestApi.EndpointConfigurationProperty.builder()
                                        .types(List.of("REGIONAL"))
                                        .build())
                        .build();
        CfnModelProps model =
                CfnModelProps.builder()
                        .restApiId(api.getRef())
                        .name("Body")
                        .contentType("application/json")
                        .schema(props.schema())
                        .build();
        CfnModel body = new CfnModel(this, "Body", model);
        CfnRequestValidatorProps validation =
                CfnRequestValidatorProps.builder()
                        .restApiId(api.getRef())
                        .name("body")
                        .validateRequestBody(true)
                        .validateRequestParameters(true)
                        .build();
        CfnRequestValidator validator = new CfnRequestValidator(this, "Validator", validation);
        CfnResourceProps place =
                CfnResourceProps.builder()
                        .restApiId(api.getRef())
                        .parentId(api.getAttrRootResourceId())
                        .pathPart(props.path())
                        .build();
        CfnResource resource = new CfnResource(this, "Resource", place);
        CfnMethodProps post = post(resource, body, validator);
        CfnMethod method = method(post);
        // A deployment is a snapshot that is never taken again: what it is of is in its id.
        String contents = digest(stack.resolve(List.of(model, validation, place, post)));
        CfnDeployment deployment =
                CfnDeployment.Builder.create(this, "Deployment" + contents)
                        .restApiId(api.getRef())
                        .build();
        deployment.addResourceDependency(method);
        CfnStage stage = stage(stack, deployment);
        if (!props.signed()) {
            addKey(stack, stage);
        }
    }

    private CfnMethodProps post(
            CfnResource resource, CfnModel body, CfnRequestValidator validator) {
        return CfnMethodProps.builder()
                .restApiId(api.getRef())
                .resourceId(resource.getRef())
                .httpMethod("POST")
                .authorizationType(props.signed() ? "AWS_IAM" : "NONE")
                .apiKeyRequired(!props.signed())
                .requestModels(Map.of("application/json", body.getRef()))
                .requestValidatorId(validator.getRef())
                .integration(props.integration())
                .methodResponses(List.of(response("200"), response("400"), response("500")))
                .build();
    }

    private CfnMethod method(CfnMethodProps post) {
        CfnMethod method = new CfnMethod(this, "Post", post);
        if (!props.signed()) {
            Accepted.at(
                    method,
                    "AwsSolutions-APIG4",
                    "Game servers show an API key of the usage plan; auth=iam asks for"
                            + " signatures.");
        }
        Accepted.at(
                method,
                "AwsSolutions-COG4",
                "Servers call it, not people: there are no users to log in.");
        return method;
    }

    /** The same for what is equal, in every synthesis. */
    private static String digest(Object resolved) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(resolved));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CfnMethod.MethodResponseProperty response(String status) {
        return CfnMethod.MethodResponseProperty.builder().statusCode(status).build();
    }

    private CfnStage stage(RankstreamStack stack, CfnDeployment deployment) {
        CfnLogGroup logs =
                CfnLogGroup.Builder.create(this, "Logs")
                        .logGroupName("/rankstream/" + stack.name() + "/" + props.name())
                        .retentionInDays(stack.settings().get(Operations.LOG_DAYS))
                        .kmsKeyId(stack.key().arn())
                        .build();
        logs.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.DELETE);
        CfnStage stage =
                CfnStage.Builder.create(this, "Stage")
                        .restApiId(api.getRef())
                        .deploymentId(deployment.getRef())
                        .stageName(STAGE)
                        .accessLogSetting(
                                CfnStage.AccessLogSettingProperty.builder()
                                        .destinationArn(logs.getAttrArn())
                                        .format(
                                                "{\"requestId\":\"$context.requestId\","
                                                        + "\"time\":$context.requestTimeEpoch,"
                                                        + "\"status\":\"$context.status\","
                                                        + "\"ip\":\"$context.identity.sourceIp\","
                                                        + "\"error\":\"$context.error.messageString\","
                                                        + "\"latency\":\"$context.responseLatency\"}")
                                        .build())
                        .methodSettings(
                                List.of(
                                        CfnStage.MethodSettingProperty.builder()
                                                .httpMethod("*")
                                                .resourcePath("/*")
                                                .loggingLevel("ERROR")
                                                .metricsEnabled(true)
                                                // Bodies are of players: never in a log.
                                                .dataTraceEnabled(false)
                                                .throttlingRateLimit(props.rate())
                                                .throttlingBurstLimit(props.burst())
                                                .build()))
                        .build();
        stack.getNode().getChildren().stream()
                .filter(CfnAccount.class::isInstance)
                .forEach(account -> stage.addResourceDependency((CfnAccount) account));
        Accepted.at(
                stage,
                "AwsSolutions-APIG3",
                "Servers with keys or signatures call it; throttling bounds the rest. A web ACL can"
                        + " be attached to the stage.");
        return stage;
    }

    private void addKey(RankstreamStack stack, CfnStage stage) {
        CfnUsagePlan plan =
                CfnUsagePlan.Builder.create(this, "Plan")
                        .usagePlanName(stack.name() + "-" + props.name())
                        .apiStages(
                                List.of(
                                        CfnUsagePlan.ApiStageProperty.builder()
                                                .apiId(api.getRef())
                                                .stage(stage.getRef())
                                                .build()))
                        .throttle(
                                CfnUsagePlan.ThrottleSettingsProperty.builder()
                                        .rateLimit(props.rate())
                                        .burstLimit(props.burst())
                                        .build())
                        .build();
        CfnApiKey key =
                CfnApiKey.Builder.create(this, "Key")
                        .name(stack.name() + "-" + props.name())
                        .enabled(true)
                        .build();
        CfnUsagePlanKey.Builder.create(this, "PlanKey")
                .keyId(key.getRef())
                .keyType("API_KEY")
                .usagePlanId(plan.getRef())
                .build();
    }

    /** What requests are sent to. */
    String url() {
        return "https://"
                + api.getRef()
                + ".execute-api."
                + Aws.REGION
                + "."
                + Aws.URL_SUFFIX
                + "/"
                + STAGE
                + "/"
                + props.path();
    }

    /** What a policy names that lets its holder call the method. */
    String methodArn() {
        return "arn:"
                + Aws.PARTITION
                + ":execute-api:"
                + Aws.REGION
                + ":"
                + Aws.ACCOUNT_ID
                + ":"
                + api.getRef()
                + "/"
                + STAGE
                + "/POST/"
                + props.path();
    }

    /** Without it no stage with a log can be deployed. It stays: other APIs may need it by then. */
    static void allowLogs(RankstreamStack stack) {
        if (!stack.settings().get(ACCOUNT_ROLE)) {
            return;
        }
        ServiceRole role = new ServiceRole(stack, "ApiLogs", "apigateway.amazonaws.com");
        role.allow(
                Permission.to("WriteLogs", "API Gateway writes the logs of all APIs with this role")
                        .allow(
                                "logs:CreateLogGroup",
                                "logs:CreateLogStream",
                                "logs:DescribeLogGroups",
                                "logs:DescribeLogStreams",
                                "logs:PutLogEvents",
                                "logs:GetLogEvents",
                                "logs:FilterLogEvents")
                        .on(
                                "arn:"
                                        + Aws.PARTITION
                                        + ":logs:"
                                        + Aws.REGION
                                        + ":"
                                        + Aws.ACCOUNT_ID
                                        + ":log-group:*")
                        .wildcardBecause(
                                "there is one such role in account and region, for the logs of all"
                                        + " APIs"));
        Accepted.at(
                role.resource(),
                "AwsSolutions-IAM5",
                "There is one such role in account and region, for the logs of all APIs.");
        retain(role.resource());
        CfnAccount account =
                CfnAccount.Builder.create(stack, "ApiAccount")
                        .cloudWatchRoleArn(role.arn())
                        .build();
        retain(account);
    }

    private static void retain(software.amazon.awscdk.CfnResource resource) {
        resource.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.RETAIN);
        resource.getCfnOptions().setUpdateReplacePolicy(CfnDeletionPolicy.RETAIN);
    }
}
