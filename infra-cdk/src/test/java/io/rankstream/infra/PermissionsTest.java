package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every IAM statement of the stack says what it is for. */
@NeedsNode
class PermissionsTest {

    @Test
    void haveASidAndAReason() {
        for (Synth stack : Synth.everyPosition()) {
            assertThat(withoutReason(stack.template())).isEmpty();
        }
    }

    @Test
    void haveAReasonForEachWildcard() {
        for (Synth stack : Synth.everyPosition()) {
            assertThat(withoutReasonForAWildcard(stack.template())).isEmpty();
        }
    }

    @Test
    void areMissed_ifAStatementHasNone() {
        JsonNode template =
                Synth.json(
                        "{'Resources':{'Role':{'Properties':{'PolicyDocument':{'Statement':["
                                + "{'Sid':'Known','Action':'s3:*','Resource':'x'},"
                                + "{'Action':'s3:GetObject','Resource':'*'}]}},"
                                + "'Metadata':{'rankstream:reasons':{'Known':'for this'}}}}}");

        assertThat(withoutReason(template)).hasSize(1);
        assertThat(withoutReasonForAWildcard(template)).hasSize(2);
    }

    @Test
    void reachNobodyElsesSecretsStreamsOrFiles() {
        for (JsonNode role : Synth.byDefault().rolesOf("kinesisanalytics.amazonaws.com")) {
            for (JsonNode statement : statements(role)) {
                String actions = statement.path("Action").toString();
                if (actions.contains("secretsmanager:")
                        || actions.contains("kinesis:")
                        || actions.contains("kms:")) {
                    assertThat(wildcardIn(statement)).as(statement.toString()).isFalse();
                }
            }
        }
    }

    @Test
    void letJobsHearThatAFileIsMissing() {
        int found = 0;
        for (JsonNode role : Synth.byDefault().rolesOf("kinesisanalytics.amazonaws.com")) {
            for (JsonNode statement : statements(role)) {
                if (statement.path("Action").toString().contains("s3:ListBucket")) {
                    assertThat(statement.has("Condition")).as(statement.toString()).isFalse();
                    found++;
                }
            }
        }
        assertThat(found).isEqualTo(3);
    }

    @Test
    void refuseTwoStatementsOfOneName() {
        List<Permission> twice =
                List.of(Permission.to("Read", "for this"), Permission.to("Read", "for that"));

        assertThatThrownBy(() -> Permission.explain(null, twice))
                .hasMessage("two statements of one policy are called Read");
    }

    private static List<String> withoutReason(JsonNode template) {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> resource : template.path("Resources").properties()) {
            JsonNode reasons = resource.getValue().at("/Metadata/" + Permission.REASONS);
            for (JsonNode statement : statements(resource.getValue())) {
                if (reasons.path(statement.path("Sid").asText()).asText().isBlank()) {
                    found.add(resource.getKey() + ": " + statement);
                }
            }
        }
        return found;
    }

    private static List<String> withoutReasonForAWildcard(JsonNode template) {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> resource : template.path("Resources").properties()) {
            JsonNode reasons = resource.getValue().at("/Metadata/" + Permission.WILDCARDS);
            for (JsonNode statement : statements(resource.getValue())) {
                if (wildcardIn(statement)
                        && reasons.path(statement.path("Sid").asText()).asText().isBlank()) {
                    found.add(resource.getKey() + ": " + statement);
                }
            }
        }
        return found;
    }

    private static boolean wildcardIn(JsonNode statement) {
        return (statement.path("Action").toString() + statement.path("Resource")).contains("*");
    }

    private static List<JsonNode> statements(JsonNode resource) {
        List<JsonNode> statements = new ArrayList<>();
        for (JsonNode list : resource.findValues("Statement")) {
            list.forEach(statements::add);
        }
        return statements;
    }
}
