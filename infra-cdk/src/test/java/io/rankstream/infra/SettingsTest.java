package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@NeedsNode
class SettingsTest {

    @Test
    void haveEachAnotherKeyAndAMeaning() {
        assertThat(Settings.ALL).extracting(Setting::key).doesNotHaveDuplicates();
        assertThat(Settings.ALL).allSatisfy(setting -> assertThat(setting.meaning()).endsWith("."));
    }

    @Test
    void haveDefaultsThatTheyAccept() {
        assertThat(Settings.ALL)
                .allSatisfy(
                        setting ->
                                setting.defaultText()
                                        .ifPresent(
                                                text ->
                                                        assertThat(setting.reader().apply(text))
                                                                .isNotNull()));
    }

    @Test
    void areRefused_ifOneIsUnknown() {
        assertThatThrownBy(() -> Synth.with(Map.of("exsting.vpc", "vpc-1")))
                .hasMessageStartingWith("no such setting: exsting.vpc; there are ");
    }

    @Test
    void areRefused_ifAValueCannotBeRead() {
        assertThatThrownBy(() -> Synth.with(Map.of("streams.shards", "many")))
                .hasMessage(
                        "the setting streams.shards is 'many', which is not a whole number: use"
                                + " whole number, 1 to 1000");
        assertThatThrownBy(() -> Synth.with(Map.of("streams.mode", "fast")))
                .hasMessageContaining("is none of [on-demand, provisioned]");
        assertThatThrownBy(() -> Synth.with(Map.of("stackName", "My Game")))
                .hasMessageStartingWith("the setting stackName is 'My Game'");
        assertThatThrownBy(() -> Synth.with(Map.of("jobs", "leaderboard,ranks")))
                .hasMessage(
                        "the setting jobs names 'ranks': there are leaderboard, archive, replay");
        assertThatThrownBy(() -> Synth.with(Map.of("jobs.leaderboard.jar", "target/none.jar")))
                .hasMessageStartingWith("there is no jar target/none.jar: build it with ./mvnw");
    }

    @Test
    void areRefused_ifThePropertiesNameAnotherStreamOfEvents() throws IOException {
        Map<String, String> settings =
                racingWith("\"streams\": \"events\"", "\"streams\": \"events,late\"");

        assertThatThrownBy(() -> Synth.with(settings))
                .hasMessage(
                        "the job's properties have events.streams 'events,late': the stack has one"
                                + " stream of events, which they call 'events'");
    }

    @Test
    void areRefused_ifAFunctionIsToReadResultsThatNobodyPublishes() throws IOException {
        Map<String, String> settings =
                racingWith("\"stream\": \"results\"", "\"other\": \"results\"");
        settings.put("results.function", "true");

        assertThatThrownBy(() -> Synth.with(settings))
                .hasMessage(
                        "the setting results.function is there, but the leaderboard job's"
                                + " properties have no results.stream");
    }

    /** The settings for racing's properties with another text in them. */
    private static Map<String, String> racingWith(String text, String other) throws IOException {
        String racing = Files.readString(Path.of("..", "examples", "racing", "leaderboard.json"));
        assertThat(racing).containsOnlyOnce(text);
        Path file = Files.createTempFile(Path.of("target"), "racing", ".json");
        Files.writeString(file, racing.replace(text, other));
        Map<String, String> settings = new TreeMap<>();
        settings.put("jobs.leaderboard.properties", file.toString());
        return settings;
    }

    @Test
    void areRefused_ifCloudFormationWouldRefuseTheTemplate() {
        // CloudWatch keeps logs for certain numbers of days only.
        assertThatThrownBy(() -> Synth.with(Map.of("operations.logDays", "29")))
                .hasMessageContaining("ValidationFailed");
    }

    @Test
    void chooseSizes() {
        Synth stack =
                Synth.with(
                        Map.ofEntries(
                                Map.entry("jobs", "leaderboard"),
                                Map.entry("streams.mode", "provisioned"),
                                Map.entry("streams.shards", "8"),
                                Map.entry("streams.retentionHours", "48"),
                                Map.entry("network.natGateways", "1"),
                                Map.entry("network.zones", "0,2"),
                                Map.entry("redis.prefix", "game:"),
                                Map.entry("redis.shards", "2"),
                                Map.entry("redis.replicas", "2"),
                                Map.entry("database.readers", "0"),
                                Map.entry("database.deletionProtection", "true"),
                                Map.entry("operations.email", "on-call@example.com"),
                                Map.entry("operations.expectRunning", "true"),
                                Map.entry("jobs.leaderboard.parallelism", "16"),
                                Map.entry("jobs.leaderboard.autoscaling", "false")));

        Map<String, JsonNode> streams = stack.resources("AWS::Kinesis::Stream");
        assertThat(streams.values())
                .extracting(stream -> stream.at("/Properties/ShardCount").intValue())
                .containsExactlyInAnyOrder(8, 8, 8, 1, 1, 1);
        assertThat(stack.resources("AWS::EC2::NatGateway")).hasSize(1);
        assertThat(stack.resources("AWS::RDS::DBInstance")).hasSize(1);
        assertThat(
                        stack.only("AWS::RDS::DBCluster")
                                .at("/Properties/DeletionProtection")
                                .asBoolean())
                .isTrue();
        assertThat(stack.only("AWS::MemoryDB::Cluster").at("/Properties/NumShards").intValue())
                .isEqualTo(2);
        assertThat(stack.only("AWS::MemoryDB::User").at("/Properties/AccessString").textValue())
                .startsWith("on ~game:leaderboard:* ~{game:leaderboard:* ~game:player:*");
        assertThat(stack.properties("leaderboard").get("redis").path("prefix").textValue())
                .isEqualTo("game:");
        assertThat(stack.only("AWS::SNS::Subscription").at("/Properties/Endpoint").textValue())
                .isEqualTo("on-call@example.com");
        assertThat(
                        stack.only("AWS::KinesisAnalyticsV2::Application")
                                .at(
                                        "/Properties/ApplicationConfiguration"
                                                + "/FlinkApplicationConfiguration"
                                                + "/ParallelismConfiguration/Parallelism")
                                .intValue())
                .isEqualTo(16);
        assertThat(stack.findings()).isEmpty();
    }
}
