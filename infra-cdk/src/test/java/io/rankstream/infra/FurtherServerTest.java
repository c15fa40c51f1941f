package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The database of the final standings and the second Redis, which the properties name. */
@NeedsNode
class FurtherServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Path RACING = Path.of("..", "examples", "racing", "leaderboard.json");

    private static final String SECRET =
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:game/";

    private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/";

    @Test
    void letsTheLeaderboardJobIn_andReadThePassword() throws IOException {
        Synth stack = Synth.with(bothServers());

        Map<String, JsonNode> groups = stack.properties("leaderboard");
        assertThat(groups.get("standings").path("jdbc.password").textValue())
                .isEqualTo("secretsmanager:" + SECRET + "standings-AbCdEf#password");
        assertThat(groups.get("standings").path("jdbc.user").textValue()).isEqualTo("standings");
        assertThat(groups.get("redis-mirror").path("password").textValue())
                .isEqualTo("secretsmanager:" + SECRET + "mirror-AbCdEf#password");
        assertThat(stack.resources("AWS::EC2::SecurityGroupIngress").values())
                .extracting(
                        rule -> rule.at("/Properties/GroupId").asText(),
                        rule -> rule.at("/Properties/FromPort").asInt())
                .contains(tuple("sg-3a1b2c3d", 5432), tuple("sg-4a1b2c3d", 6380));
        assertThat(stack.resources("AWS::EC2::SecurityGroupEgress").values())
                .extracting(
                        rule -> rule.at("/Properties/DestinationSecurityGroupId").asText(),
                        rule -> rule.at("/Properties/FromPort").asInt())
                .contains(tuple("sg-3a1b2c3d", 5432), tuple("sg-4a1b2c3d", 6380));
        assertThat(stack.findings()).isEmpty();
    }

    @Test
    void letsNoOtherJobReadThePassword() throws IOException {
        Synth.with(bothServers())
                .resources("AWS::IAM::Role")
                .forEach(
                        (id, role) -> {
                            if (id.startsWith("JobsLeaderboard")) {
                                assertThat(role.toString())
                                        .contains(
                                                SECRET + "standings-AbCdEf",
                                                SECRET + "mirror-AbCdEf",
                                                KEY + "66666666",
                                                KEY + "77777777");
                            } else {
                                assertThat(role.toString())
                                        .as(id)
                                        .doesNotContain(SECRET, KEY + "6", KEY + "7");
                            }
                        });
    }

    @Test
    void needsNoWayOfItsOwn_whereTheJobsAreLetInAlready() throws IOException {
        Map<String, String> settings = bothServers();
        settings.keySet().removeIf(key -> key.matches(".*\\.(securityGroup|port|key)"));

        Synth stack = Synth.with(settings);

        assertThat(stack.resources("AWS::EC2::SecurityGroupIngress").toString())
                .doesNotContain("sg-3a1b2c3d", "sg-4a1b2c3d");
        assertThat(stack.properties("leaderboard").get("standings").has("jdbc.password")).isTrue();
    }

    @Test
    void letsTheJobsOut_whereTheServerLetsThemInByItself() throws IOException {
        Map<String, String> settings = bothServers();
        settings.keySet().removeIf(key -> key.matches(".*\\.securityGroup"));

        Synth stack = Synth.with(settings);

        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : stack.resources("AWS::EC2::SecurityGroup").values()) {
            group.at("/Properties/SecurityGroupEgress").forEach(rules::add);
        }
        assertThat(rules)
                .extracting(
                        rule -> rule.path("CidrIp").asText(), rule -> rule.path("FromPort").asInt())
                .contains(tuple("0.0.0.0/0", 5432), tuple("0.0.0.0/0", 6380));
        assertThat(stack.findings()).isEmpty();
    }

    @Test
    void isRefused_ifNobodySaysWhereThePasswordIs() throws IOException {
        for (String server : new String[] {"standings", "redis-mirror"}) {
            Map<String, String> settings = bothServers();
            settings.keySet().removeIf(key -> key.startsWith(server + "."));

            assertThatThrownBy(() -> Synth.with(settings))
                    .hasMessageContaining("the leaderboard job's properties have " + server + ".")
                    .hasMessageContaining("say with " + server + ".secret which secret");
        }
    }

    @Test
    void isRefused_ifThePropertiesNameNone() {
        assertThatThrownBy(() -> Synth.with(Map.of("standings.secret", SECRET + "x-AbCdEf")))
                .hasMessage(
                        "the setting standings.secret is there, but the leaderboard job's"
                                + " properties have no standings.jdbc.url");
    }

    @Test
    void isRefused_ifItsPortIsMissing() throws IOException {
        Map<String, String> settings = bothServers();
        settings.remove("standings.port");

        assertThatThrownBy(() -> Synth.with(settings))
                .hasMessage("the setting standings.port is missing");
    }

    private static Map<String, String> bothServers() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        settings.put("jobs.leaderboard.properties", racingWithBothServers().toString());
        settings.put("standings.secret", SECRET + "standings-AbCdEf");
        settings.put("standings.key", KEY + "66666666");
        settings.put("standings.securityGroup", "sg-3a1b2c3d");
        settings.put("standings.port", "5432");
        settings.put("redis-mirror.secret", SECRET + "mirror-AbCdEf");
        settings.put("redis-mirror.key", KEY + "77777777");
        settings.put("redis-mirror.securityGroup", "sg-4a1b2c3d");
        settings.put("redis-mirror.port", "6380");
        return settings;
    }

    private static Path racingWithBothServers() throws IOException {
        ArrayNode groups = (ArrayNode) JSON.readTree(RACING.toFile());
        groups.add(
                Synth.json(
                        "{'PropertyGroupId':'standings','PropertyMap':{"
                                + "'jdbc.url':'jdbc:postgresql://standings.example.com:5432/game',"
                                + "'jdbc.user':'standings'}}"));
        groups.add(
                Synth.json(
                        "{'PropertyGroupId':'redis-mirror','PropertyMap':{"
                                + "'host':'mirror.example.com','port':'6380','tls':'true',"
                                + "'user':'mirror'}}"));
        return Files.writeString(
                Path.of("target", "both-servers.json"), JSON.writeValueAsString(groups));
    }
}
