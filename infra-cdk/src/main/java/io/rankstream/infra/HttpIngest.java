package io.rankstream.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.apigateway.CfnMethod;
import software.constructs.Construct;

/**
 * Takes events over HTTP: API Gateway puts the body of a POST on the events stream as it is, under
 * the player's id. Nothing of ours runs in between.
 */
final class HttpIngest extends Construct {

    static final Setting<Boolean> ENABLED =
            Setting.flag("ingest.http", "Whether events are taken over HTTP too.");

    static final Setting<String> AUTH =
            Setting.choice(
                            "ingest.http.auth",
                            List.of("api-key", "iam"),
                            "Who may send: whoever has the API key, or identities of the account"
                                    + " that may invoke it and sign (SigV4).")
                    .withDefault("api-key");

    static final Setting<Integer> RATE =
            Setting.number("ingest.http.rate", 1, 10_000, "Requests a second; more are refused.")
                    .withDefault("1000");

    static final Setting<Integer> BURST =
            Setting.number("ingest.http.burst", 1, 5_000, "Requests at once.").withDefault("500");

    static final List<Setting<?>> SETTINGS = List.of(ENABLED, AUTH, RATE, BURST);

    private static final String PLAYER =
            "$util.escapeJavaScript($input.path('$.player_id')).replaceAll(\"\\\\'\",\"'\")";

    HttpIngest(Construct scope, String id, RankstreamStack stack) {
        super(scope, id);
        Settings settings = stack.settings();
        StreamReference events = stack.streams().of(Streams.Use.EVENTS);
        ServiceRole role = new ServiceRole(this, "Role", "apigateway.amazonaws.com");
        role.allow(
                Permission.to("PutEvents", "the body of each request is put on the events stream")
                        .allow("kinesis:PutRecord")
                        .on(events.arn()));
        events.keyArn()
                .ifPresent(
                        key ->
                                role.allow(
                                        Permission.to("EncryptEvents", "the stream is encrypted")
                                                .allow("kms:GenerateDataKey")
                                                .on(key)));
        boolean signed = settings.get(AUTH).equals("iam");
        RestApi api =
                new RestApi(
                        this,
                        "Events",
                        stack,
                        new RestApi.Props(
                                "http-ingest",
                                "events",
                                schema(),
                                signed,
                                settings.get(RATE),
                                settings.get(BURST),
                                integration(role, events)));
        stack.output("EventsUrl", api.url(), "Where events are posted");
        if (signed) {
            stack.output(
                    "EventsMethod", api.methodArn(), "What a sender's policy must let it call");
        }
    }

    /** What every event has; the fields of a game are judged by the job. */
    private static Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-04/schema#");
        schema.put("title", "Event");
        schema.put("type", "object");
        schema.put("required", List.of("player_id"));
        schema.put(
                "properties",
                Map.of(
                        "player_id", Map.of("type", "string", "minLength", 1, "maxLength", 128),
                        "event_time", Map.of("type", List.of("string", "number")),
                        "event_id", Map.of("type", List.of("string", "number", "boolean")),
                        "event_type", Map.of("type", List.of("string", "number", "boolean"))));
        return schema;
    }

    private static CfnMethod.IntegrationProperty integration(
            ServiceRole role, StreamReference events) {
        return CfnMethod.IntegrationProperty.builder()
                .type("AWS")
                .integrationHttpMethod("POST")
                .uri(
                        "arn:"
                                + Aws.PARTITION
                                + ":apigateway:"
                                + Aws.REGION
                                + ":kinesis:action/PutRecord")
                .credentials(role.arn())
                // A body of another type would pass the schema unseen.
                .passthroughBehavior("NEVER")
                .requestParameters(
                        Map.of(
                                "integration.request.header.Content-Type",
                                "'application/x-amz-json-1.1'"))
                .requestTemplates(
                        Map.of(
                                "application/json",
                                "{\"StreamName\":\""
                                        + events.name()
                                        + "\",\"Data\":\"$util.base64Encode($input.body)\","
                                        + "\"PartitionKey\":\""
                                        + PLAYER
                                        + "\"}"))
                .integrationResponses(
                        List.of(
                                response(
                                        "200",
                                        null,
                                        "{\"sequence_number\":\"$input.path('$.SequenceNumber')\"}"),
                                response("400", "4\\d{2}", "{\"error\":\"refused by the stream\"}"),
                                response(
                                        "500",
                                        "5\\d{2}",
                                        "{\"error\":\"the stream is busy, try again\"}")))
                .build();
    }

    private static CfnMethod.IntegrationResponseProperty response(
            String status, String pattern, String body) {
        CfnMethod.IntegrationResponseProperty.Builder response =
                CfnMethod.IntegrationResponseProperty.builder()
                        .statusCode(status)
                        .responseTemplates(Map.of("application/json", body));
        if (pattern != null) {
            response.selectionPattern(pattern);
        }
        return response.build();
    }
}
