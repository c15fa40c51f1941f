package io.rankstream.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.apigateway.CfnMethod;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.constructs.Construct;

/** A sample of a service that events are enriched from: signed requests, answered by a function. */
final class EnrichmentEndpoint extends Construct {

    static final Setting<Boolean> ENABLED =
            Setting.flag(
                    "enrichment.endpoint", "Whether there is a sample endpoint for enrichment.");

    static final List<Setting<?>> SETTINGS = List.of(ENABLED);

    private static final int RATE = 100;
    private static final int BURST = 100;

    EnrichmentEndpoint(Construct scope, String id, RankstreamStack stack) {
        super(scope, id);
        LambdaFunction function =
                new LambdaFunction(
                        this,
                        "Function",
                        stack,
                        new LambdaFunction.Props(
                                "enrichment",
                                "EnrichmentHandler",
                                "Says which cohort of an experiment a player is in",
                                512,
                                10,
                                Map.of(),
                                false));
        RestApi api =
                new RestApi(
                        this,
                        "Endpoint",
                        stack,
                        new RestApi.Props(
                                "enrichment-api",
                                "enrich",
                                schema(),
                                true,
                                RATE,
                                BURST,
                                CfnMethod.IntegrationProperty.builder()
                                        .type("AWS_PROXY")
                                        .integrationHttpMethod("POST")
                                        .passthroughBehavior("NEVER")
                                        .uri(
                                                "arn:"
                                                        + Aws.PARTITION
                                                        + ":apigateway:"
                                                        + Aws.REGION
                                                        + ":lambda:path/2015-03-31/functions/"
                                                        + function.arn()
                                                        + "/invocations")
                                        .build()));
        CfnPermission.Builder.create(this, "Invoke")
                .action("lambda:InvokeFunction")
                .functionName(function.functionName())
                .principal("apigateway.amazonaws.com")
                .sourceArn(api.methodArn())
                .build()
                .addResourceDependency(function.function());
        stack.output("EnrichmentUrl", api.url(), "Where events are enriched");
        stack.output(
                "EnrichmentMethod", api.methodArn(), "What a caller's policy must let it call");
    }

    private static Map<String, Object> schema() {
        Map<String, Object> text = Map.of("type", "string", "minLength", 1, "maxLength", 128);
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-04/schema#");
        schema.put("title", "Request");
        schema.put("type", "object");
        schema.put("required", List.of("player_id", "experiment"));
        schema.put("properties", Map.of("player_id", text, "experiment", text));
        return schema;
    }
}
