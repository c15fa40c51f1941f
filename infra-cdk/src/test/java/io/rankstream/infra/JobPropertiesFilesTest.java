package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the files in {@code properties} to what the stack tells its jobs. The tests of each job
 * read the same files, so a group or key that a job does not know fails there.
 */
@NeedsNode
class JobPropertiesFilesTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** What only CloudFormation knows, and what stands for it in the files. */
    private static final Map<String, String> DEPLOYED =
            Map.of(
                    "AWS::Region", "eu-central-1",
                    "DatabaseCdcUser",
                            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:"
                                    + "rankstream/cdc-AbCdEf",
                    "BoardsPassword",
                            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:"
                                    + "rankstream/redis-AbCdEf",
                    "DatabaseCluster",
                            "rankstream.cluster-abcdefghijkl.eu-central-1.rds.amazonaws.com",
                    "BoardsCluster",
                            "clustercfg.rankstream.abcdef.memorydb.eu-central-1.amazonaws.com",
                    "ArchiveBucket", "rankstream-archive");

    @ParameterizedTest
    @ValueSource(strings = {"leaderboard", "archive", "replay"})
    void areWhatTheStackTellsItsJobs(String job) throws Exception {
        check(job, told(Synth.byDefault(), job));
    }

    @Test
    void areWhatTheStackTellsTheReplayJobThatRebuilds() throws Exception {
        check(
                "rebuild",
                told(
                        Synth.with(
                                Map.of("jobs.replay.rebuild", "true", "jobs.replay.swap", "true")),
                        "replay"));
    }

    private static void check(String name, JsonNode told) throws IOException {
        Path file = Path.of("properties", name + ".json");
        Files.writeString(
                Path.of("target", "properties-" + name + ".json"),
                JSON.writeValueAsString(told) + "\n");

        assertThat(told)
                .as("if this is meant, take target/properties-" + name + ".json")
                .isEqualTo(JSON.readTree(file.toFile()));
    }

    /** The property groups of a job, in the order of their names. */
    private static JsonNode told(Synth stack, String job) {
        JsonNode groups =
                stack.resources("AWS::KinesisAnalyticsV2::Application").values().stream()
                        .filter(
                                application ->
                                        application
                                                .at("/Properties/ApplicationName")
                                                .asText()
                                                .equals("rankstream-" + job))
                        .findAny()
                        .orElseThrow()
                        .at(
                                "/Properties/ApplicationConfiguration/EnvironmentProperties"
                                        + "/PropertyGroups");
        ArrayNode told = JSON.createArrayNode();
        for (JsonNode group : groups) {
            ObjectNode copy = told.addObject();
            copy.put("PropertyGroupId", group.path("PropertyGroupId").textValue());
            ObjectNode properties = copy.putObject("PropertyMap");
            Map<String, String> sorted = new TreeMap<>();
            group.path("PropertyMap")
                    .properties()
                    .forEach(entry -> sorted.put(entry.getKey(), deployed(entry.getValue())));
            sorted.forEach(properties::put);
        }
        return told;
    }

    private static String deployed(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.has("Fn::Join")) {
            StringBuilder text = new StringBuilder();
            value.at("/Fn::Join/1").forEach(part -> text.append(deployed(part)));
            return text.toString();
        }
        String id =
                value.has("Ref") ? value.path("Ref").asText() : value.at("/Fn::GetAtt/0").asText();
        return DEPLOYED.entrySet().stream()
                .filter(entry -> id.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findAny()
                .orElseThrow(() -> new AssertionError("nothing stands for " + value));
    }
}
