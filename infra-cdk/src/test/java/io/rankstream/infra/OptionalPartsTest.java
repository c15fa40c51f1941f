package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is only there where a setting asks for it. */
@NeedsNode
@Timeout(300)
class OptionalPartsTest {

    /** Types that no part of the stack has by default. */
    private static final List<String> OPTIONAL_TYPES =
            List.of(
                    "AWS::ApiGateway::RestApi",
                    "AWS::ApiGateway::Account",
                    "AWS::Lambda::EventSourceMapping",
                    "AWS::SQS::Queue",
                    "AWS::KinesisFirehose::DeliveryStream",
                    "AWS::OpenSearchService::Domain",
                    "AWS::DynamoDB::Table");

    @Test
    void areNotThere_unlessASettingAsksForThem() {
        Synth stack = Synth.byDefault();

        for (String type : OPTIONAL_TYPES) {
            assertThat(stack.resources(type)).as(type).isEmpty();
        }
    }

    @Test
    void areThere_andNothingObjectsToThem() {
        Synth stack = Synth.withEveryOption();

        for (String type : OPTIONAL_TYPES) {
            assertThat(stack.resources(type)).as(type).isNotEmpty();
        }
        List<String> news = new ArrayList<>(stack.findings());
        news.removeIf(finding -> Synth.byDefault().findings().contains(finding));
        assertThat(news).isEmpty();
    }

    @Test
    void takeEventsOverHttp_validated_throttled_withAKey() {
        Synth stack = Synth.withEveryOption();

        JsonNode post = only(stack, "AWS::ApiGateway::Method", "/Integration/Type", "AWS");
        assertThat(post.at("/ApiKeyRequired").asBoolean()).isTrue();
        assertThat(post.at("/RequestValidatorId").isMissingNode()).isFalse();
        assertThat(post.at("/Integration/PassthroughBehavior").asText()).isEqualTo("NEVER");
        assertThat(post.at("/Integration/RequestTemplates").toString())
                .contains("rankstream-events")
                .contains("$.player_id");
        assertThat(stack.resources("AWS::ApiGateway::Model").values())
                .anySatisfy(
                        model ->
                                assertThat(model.at("/Properties/Schema/required/0").asText())
                                        .isEqualTo("player_id"));
        assertThat(stack.resources("AWS::ApiGateway::RequestValidator").values())
                .allSatisfy(
                        validator ->
                                assertThat(
                                                validator
                                                        .at("/Properties/ValidateRequestBody")
                                                        .asBoolean())
                                        .isTrue());
        assertThat(stack.resources("AWS::ApiGateway::UsagePlanKey")).hasSize(1);
        assertThat(stack.resources("AWS::ApiGateway::Stage").values())
                .allSatisfy(
                        stage ->
                                assertThat(
                                                stage.at(
                                                                "/Properties/MethodSettings/0/ThrottlingRateLimit")
                                                        .asInt())
                                        .isPositive());
    }

    @Test
    void takeSignedEvents_whereAKeyIsNotEnough() {
        Synth stack =
                Synth.with(
                        Map.of(
                                "ingest.http", "true",
                                "ingest.http.auth", "iam",
                                "api.accountRole", "false"));

        JsonNode post = only(stack, "AWS::ApiGateway::Method", "/Integration/Type", "AWS");
        assertThat(post.at("/AuthorizationType").asText()).isEqualTo("AWS_IAM");
        assertThat(stack.resources("AWS::ApiGateway::ApiKey")).isEmpty();
        assertThat(stack.resources("AWS::ApiGateway::Account")).isEmpty();
    }

    @Test
    void deployAnApiAnew_whereItsMethodChanges() {
        Synth withKey = Synth.with(Map.of("ingest.http", "true", "api.accountRole", "false"));
        Synth signed =
                Synth.with(
                        Map.of(
                                "ingest.http", "true",
                                "ingest.http.auth", "iam",
                                "api.accountRole", "false"));
        Synth otherStream =
                Synth.with(
                        Map.of(
                                "ingest.http", "true",
                                "existing.streams.events",
                                        Synth.EVERYTHING_EXISTS.get("existing.streams.events"),
                                "api.accountRole", "false"));
        // The limits are those of the stage.
        Synth slower =
                Synth.with(
                        Map.of(
                                "ingest.http", "true",
                                "ingest.http.rate", "10",
                                "api.accountRole", "false"));

        assertThat(deployment(signed)).isNotEqualTo(deployment(withKey));
        assertThat(deployment(otherStream)).isNotEqualTo(deployment(withKey));
        assertThat(deployment(slower)).isEqualTo(deployment(withKey));
        assertThat(only(signed, "AWS::ApiGateway::Stage", "/StageName", "v1").at("/DeploymentId"))
                .isEqualTo(Synth.json("{'Ref':'" + deployment(signed) + "'}"));
    }

    /** The logical id of the only deployment. */
    private static String deployment(Synth stack) {
        Set<String> ids = stack.resources("AWS::ApiGateway::Deployment").keySet();
        assertThat(ids).hasSize(1);
        return ids.iterator().next();
    }

    @Test
    void executeResults_withPartialBatches_andAQueueForWhatIsGivenUp() {
        Synth stack = Synth.withEveryOption();

        JsonNode source =
                only(stack, "AWS::Lambda::EventSourceMapping", "/StartingPosition", "TRIM_HORIZON");
        assertThat(source.at("/BisectBatchOnFunctionError").asBoolean()).isTrue();
        assertThat(source.at("/FunctionResponseTypes/0").asText())
                .isEqualTo("ReportBatchItemFailures");
        assertThat(source.at("/MaximumRetryAttempts").asInt()).isPositive();
        assertThat(source.at("/DestinationConfig/OnFailure/Destination").isMissingNode()).isFalse();
        JsonNode redrive = only(stack, "AWS::Lambda::EventSourceMapping", "/BatchSize", "1");
        assertThat(redrive.at("/Enabled").asBoolean(true)).isFalse();
        JsonNode queue = only(stack, "AWS::SQS::Queue", "/VisibilityTimeout", "1800");
        assertThat(queue.at("/MessageRetentionPeriod").asInt()).isEqualTo(14 * 24 * 3_600);
        assertThat(stack.resources("AWS::Lambda::Function").values())
                .filteredOn(
                        function ->
                                function.at("/Properties/Handler")
                                        .asText()
                                        .startsWith("io.rankstream.lambda."))
                .hasSize(3)
                .allSatisfy(
                        function ->
                                assertThat(function.at("/Properties/Runtime").asText())
                                        .isEqualTo("java21"));
    }

    @Test
    void archiveASecondTime_byTheNameOfTheDeliveryStream() {
        Synth stack = Synth.withEveryOption();

        JsonNode delivery =
                only(
                        stack,
                        "AWS::KinesisFirehose::DeliveryStream",
                        "/DeliveryStreamType",
                        "KinesisStreamAsSource");
        JsonNode s3 = delivery.at("/ExtendedS3DestinationConfiguration");
        assertThat(s3.at("/CompressionFormat").asText()).isEqualTo("GZIP");
        assertThat(s3.at("/Prefix").asText()).startsWith("firehose/events/year=");
        JsonNode alarm =
                only(stack, "AWS::CloudWatch::Alarm", "/AlarmName", "rankstream-firehose-stale");
        assertThat(alarm.at("/Dimensions/0/Value")).isEqualTo(delivery.at("/DeliveryStreamName"));
        assertThat(alarm.at("/AlarmActions")).isNotEmpty();
    }

    @Test
    void search_insideTheNetwork_withAccessByRole() {
        Synth stack = Synth.withEveryOption();

        JsonNode domain =
                only(stack, "AWS::OpenSearchService::Domain", "/DomainName", "rankstream");
        assertThat(domain.at("/VPCOptions/SubnetIds")).hasSize(2);
        assertThat(domain.at("/AdvancedSecurityOptions/Enabled").asBoolean()).isTrue();
        assertThat(domain.at("/AdvancedSecurityOptions/MasterUserOptions/MasterUserARN").asText())
                .isEqualTo(Synth.SEARCH_ROLE);
        assertThat(domain.at("/DomainEndpointOptions/EnforceHTTPS").asBoolean()).isTrue();
        assertThat(domain.at("/AccessPolicies/Statement").toString())
                .contains("/curated/*")
                .doesNotContain("\"AWS\":\"*\"");
    }

    @Test
    void keepSessions_encryptedAndRecoverable() {
        JsonNode table =
                only(
                        Synth.withEveryOption(),
                        "AWS::DynamoDB::Table",
                        "/TableName",
                        "rankstream-sessions");

        assertThat(table.at("/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"))
                .hasToString("true");
        assertThat(table.at("/SSESpecification/SSEType").asText()).isEqualTo("KMS");
        assertThat(table.at("/TimeToLiveSpecification/AttributeName").asText())
                .isEqualTo("expire_at");
    }

    @Test
    void answerSignedRequestsForEnrichmentOnly() {
        JsonNode post =
                only(
                        Synth.withEveryOption(),
                        "AWS::ApiGateway::Method",
                        "/Integration/Type",
                        "AWS_PROXY");

        assertThat(post.at("/AuthorizationType").asText()).isEqualTo("AWS_IAM");
        assertThat(post.at("/RequestValidatorId").isMissingNode()).isFalse();
    }

    @Test
    void sayWhichSettingIsMissing() {
        assertThatThrownBy(() -> Synth.with(Map.of("search.domain", "true")))
                .hasMessageContaining("search.administrator");
        assertThatThrownBy(
                        () ->
                                Synth.with(
                                        Map.of(
                                                "search.domain", "true",
                                                "search.administrator", Synth.SEARCH_ROLE,
                                                "search.nodes", "3")))
                .hasMessageContaining("search.nodes is '3'");
    }

    /** The properties of the only resource of a type where one of them has a value. */
    private static JsonNode only(Synth stack, String type, String pointer, String value) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode resource : stack.resources(type).values()) {
            if (resource.path("Properties").at(pointer).asText().equals(value)) {
                found.add(resource.path("Properties"));
            }
        }
        assertThat(found).as("%s where %s is %s", type, pointer, value).hasSize(1);
        return found.get(0);
    }
}
