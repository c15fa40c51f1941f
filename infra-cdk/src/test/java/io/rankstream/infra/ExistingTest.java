package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The stack beside a network, streams, a database, a Redis and a bucket that are there already. */
@NeedsNode
class ExistingTest {

    @Test
    void makesNoneOfThem() {
        Synth stack = Synth.with(Synth.EVERYTHING_EXISTS);

        for (String type :
                List.of(
                        "AWS::EC2::VPC",
                        "AWS::EC2::Subnet",
                        "AWS::EC2::VPCEndpoint",
                        "AWS::Kinesis::Stream",
                        "AWS::RDS::DBCluster",
                        "AWS::RDS::DBInstance",
                        "AWS::MemoryDB::Cluster",
                        "AWS::MemoryDB::User",
                        "AWS::SecretsManager::Secret",
                        "AWS::S3::Bucket",
                        "AWS::S3::BucketPolicy")) {
            assertThat(stack.resources(type)).as(type).isEmpty();
        }
    }

    @Test
    void tellsTheJobsWhereTheyAre() {
        Map<String, JsonNode> groups =
                Synth.with(Synth.EVERYTHING_EXISTS).properties("leaderboard");

        assertThat(groups.get("events").path("streams").textValue()).isEqualTo("game-events");
        assertThat(groups.get("control").path("stream").textValue()).isEqualTo("game-control");
        assertThat(groups.get("control").path("bootstrap").textValue())
                .isEqualTo("s3://game-archive/bootstrap/control.json");
        assertThat(groups.get("mysql").path("hostname").textValue()).isEqualTo("mysql.example.com");
        assertThat(groups.get("mysql").path("password").textValue())
                .isEqualTo(
                        "secretsmanager:arn:aws:secretsmanager:eu-central-1:123456789012:secret:"
                                + "game/mysql-AbCdEf#password");
        assertThat(groups.get("redis").path("host").textValue()).isEqualTo("redis.example.com");
        assertThat(groups.get("redis").path("user").textValue()).isEqualTo("leaderboards");
        assertThat(groups.get("redis").path("tls").textValue()).isEqualTo("true");
        assertThat(groups.get("redis").path("cluster").textValue()).isEqualTo("false");
        assertThat(
                        Synth.with(Synth.EVERYTHING_EXISTS)
                                .properties("archive")
                                .get("archive")
                                .path("root")
                                .textValue())
                .isEqualTo("s3a://game-archive/archive");
    }

    @Test
    void letsTheJobsInAndLetsThemUseTheKeys() {
        Synth stack = Synth.with(Synth.EVERYTHING_EXISTS);

        assertThat(stack.resources("AWS::EC2::SecurityGroupIngress").values())
                .extracting(rule -> rule.at("/Properties/GroupId").asText())
                .containsExactlyInAnyOrder("sg-0a1b2c3d", "sg-1a2b3c4d");
        assertThat(stack.rolesOf("kinesisanalytics.amazonaws.com").toString())
                .contains("key/11111111", "key/22222222", "key/33333333", "key/44444444");
    }

    @Test
    void mayBeThereInPart() {
        Synth network = only("existing.vpc", "existing.database");
        Synth stores = only("existing.streams.events", "existing.redis", "existing.bucket");

        assertThat(network.resources("AWS::EC2::VPC")).isEmpty();
        assertThat(network.resources("AWS::RDS::DBCluster")).isEmpty();
        assertThat(network.resources("AWS::MemoryDB::Cluster")).hasSize(1);
        assertThat(network.resources("AWS::S3::Bucket")).hasSize(2);
        assertThat(network.resources("AWS::Kinesis::Stream")).hasSize(6);
        assertThat(network.findings()).isEmpty();
        assertThat(stores.resources("AWS::EC2::VPC")).hasSize(1);
        assertThat(stores.resources("AWS::RDS::DBCluster")).hasSize(1);
        assertThat(stores.resources("AWS::MemoryDB::Cluster")).isEmpty();
        assertThat(stores.resources("AWS::S3::Bucket")).isEmpty();
        assertThat(stores.resources("AWS::Kinesis::Stream")).hasSize(5);
        assertThat(stores.findings()).isEmpty();
    }

    private static Synth only(String... parts) {
        Map<String, String> settings = new TreeMap<>(Synth.EVERYTHING_EXISTS);
        settings.keySet().removeIf(key -> Stream.of(parts).noneMatch(key::startsWith));
        return Synth.with(settings);
    }

    @Test
    void giveTheirMappingToTheStreamOfTheStack() {
        JobProperties properties =
                JobProperties.empty()
                        .put("events", "events.mapping.player_id", "/user")
                        .put("events", "events.time_unit", "epoch_s")
                        .put("events", "fields", "points:int")
                        .renameStream("events", "events", "game-events");

        assertThat(properties.groups().get("events"))
                .containsOnlyKeys(
                        "game-events.mapping.player_id", "game-events.time_unit", "fields");
    }

    @Test
    void areRefused_ifZonesAndSubnetsDoNotMatch() {
        Map<String, String> settings = new TreeMap<>(Synth.EVERYTHING_EXISTS);
        settings.put("existing.vpc.zones", "eu-central-1a");

        assertThatThrownBy(() -> Synth.with(settings))
                .hasMessageContaining("names 1 zones and existing.vpc.subnets 2 subnets");
    }

    @Test
    void areRefused_ifSomethingIsMissing() {
        Map<String, String> settings = new TreeMap<>(Synth.EVERYTHING_EXISTS);
        settings.remove("existing.database.secret");

        assertThatThrownBy(() -> Synth.with(settings))
                .hasMessage("the setting existing.database.secret is missing");
    }

    @Test
    void areRefused_ifAStreamIsNoArn() {
        assertThatThrownBy(() -> Synth.with(Map.of("existing.streams.events", "events")))
                .hasMessageContaining("'events', which is not the ARN of a Kinesis stream");
    }
}
