package io.rankstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the stack consists of where no setting says otherwise. */
@NeedsNode
class RankstreamStackTest {

    private static final Set<String> TYPES_WITH_DATA =
            Set.of(
                    "AWS::Kinesis::Stream",
                    "AWS::S3::Bucket",
                    "AWS::S3::BucketPolicy",
                    "AWS::KMS::Key",
                    "AWS::RDS::DBCluster");

    @Test
    void hasEveryStream_encryptedAndKeptForAWeek() {
        Synth stack = Synth.byDefault();

        assertThat(stack.resources("AWS::Kinesis::Stream").values())
                .extracting(stream -> stream.at("/Properties/Name").textValue())
                .containsExactlyInAnyOrder(
                        "rankstream-events",
                        "rankstream-control",
                        "rankstream-control-status",
                        "rankstream-results",
                        "rankstream-replay",
                        "rankstream-dead-letters");
        assertThat(stack.resources("AWS::Kinesis::Stream").values())
                .allSatisfy(
                        stream -> {
                            assertThat(stream.at("/Properties/RetentionPeriodHours").intValue())
                                    .isEqualTo(168);
                            assertThat(
                                            stream.at("/Properties/StreamEncryption/EncryptionType")
                                                    .textValue())
                                    .isEqualTo("KMS");
                            assertThat(
                                            stream.at("/Properties/StreamModeDetails/StreamMode")
                                                    .textValue())
                                    .isEqualTo("ON_DEMAND");
                        });
    }

    @Test
    void readsTheBinlogOfADatabaseThatTakesTlsOnly() {
        Synth stack = Synth.byDefault();

        assertThat(stack.only("AWS::RDS::DBClusterParameterGroup").at("/Properties/Parameters"))
                .isEqualTo(
                        Synth.json(
                                "{'binlog_format':'ROW','binlog_row_image':'FULL',"
                                        + "'require_secure_transport':'ON','time_zone':'UTC'}"));
        JsonNode cluster = stack.only("AWS::RDS::DBCluster").path("Properties");
        assertThat(cluster.path("EngineVersion").textValue()).startsWith("8.0.mysql_aurora.3.");
        assertThat(cluster.path("StorageEncrypted").booleanValue()).isTrue();
        assertThat(cluster.path("ManageMasterUserPassword").booleanValue()).isTrue();
        assertThat(stack.resources("AWS::RDS::DBInstance").values())
                .hasSize(2)
                .allSatisfy(
                        instance ->
                                assertThat(
                                                instance.at("/Properties/PubliclyAccessible")
                                                        .booleanValue())
                                        .isFalse());
    }

    @Test
    void keepsBoardsInAMemoryDbWithTls_whereTheJobMayOnlyTouchItsKeys() {
        Synth stack = Synth.byDefault();

        JsonNode cluster = stack.only("AWS::MemoryDB::Cluster").path("Properties");
        assertThat(cluster.path("TLSEnabled").booleanValue()).isTrue();
        assertThat(stack.only("AWS::MemoryDB::ACL").at("/Properties/UserNames"))
                .isEqualTo(Synth.json("['rankstream']"));
        assertThat(stack.only("AWS::MemoryDB::User").at("/Properties/AccessString").textValue())
                .isEqualTo(
                        "on ~leaderboard:* ~{leaderboard:* ~player:* ~rankstream:*"
                                + " +@all -@admin -@dangerous +restore");
    }

    @Test
    void keepsNoSecretInTheTemplate() {
        JsonNode password =
                Synth.byDefault()
                        .only("AWS::MemoryDB::User")
                        .at("/Properties/AuthenticationMode/Passwords/0");

        assertThat(password.at("/Fn::Join/1/0").textValue()).isEqualTo("{{resolve:secretsmanager:");
    }

    @Test
    void keepsTheArchiveEncryptedAndPrivate() {
        Synth stack = Synth.byDefault();

        assertThat(stack.resources("AWS::S3::Bucket").values())
                .hasSize(2)
                .allSatisfy(
                        bucket ->
                                assertThat(bucket.at("/Properties/PublicAccessBlockConfiguration"))
                                        .isEqualTo(
                                                Synth.json(
                                                        "{'BlockPublicAcls':true,"
                                                                + "'BlockPublicPolicy':true,"
                                                                + "'IgnorePublicAcls':true,"
                                                                + "'RestrictPublicBuckets':true}")));
        assertThat(stack.resources("AWS::S3::BucketPolicy").values())
                .hasSize(2)
                .allSatisfy(
                        policy ->
                                assertThat(
                                                policy.at("/Properties/PolicyDocument/Statement")
                                                        .findValuesAsText("aws:SecureTransport"))
                                        .containsExactly("false"));
    }

    @Test
    void keepsTheArchiveForGood() {
        JsonNode rules =
                Synth.byDefault().resources("AWS::S3::Bucket").values().stream()
                        .filter(bucket -> bucket.at("/Properties").has("VersioningConfiguration"))
                        .findAny()
                        .orElseThrow()
                        .at("/Properties/LifecycleConfiguration/Rules");

        assertThat(rules)
                .filteredOn(rule -> rule.has("ExpirationInDays"))
                .extracting(rule -> rule.path("Prefix").asText())
                .containsExactly("queries/");
        assertThat(Settings.ALL)
                .extracting(Setting::key)
                .filteredOn(key -> key.startsWith("archive."))
                .containsExactly("archive.infrequentAccessDays", "archive.queryLimitGigabytes");
    }

    @Test
    void findsEveryHourOfTheArchiveWithoutACrawler() {
        Synth stack = Synth.byDefault();

        assertThat(stack.resources("AWS::Glue::Table").values())
                .extracting(table -> table.at("/Properties/TableInput/Name").textValue())
                .containsExactlyInAnyOrder("events", "control", "dimensions", "dead_letters");
        assertThat(stack.resources("AWS::Glue::Table").values())
                .allSatisfy(
                        table -> {
                            JsonNode parameters = table.at("/Properties/TableInput/Parameters");
                            assertThat(parameters.path("projection.enabled").textValue())
                                    .isEqualTo("true");
                            assertThat(parameters.path("storage.location.template").toString())
                                    .contains(
                                            "/year=${year}/month=${month}/day=${day}/hour=${hour}");
                        });
    }

    @Test
    void runsJobsOnFlink120WithSnapshotsAndAutoscaling() {
        Map<String, JsonNode> jobs =
                Synth.byDefault().resources("AWS::KinesisAnalyticsV2::Application");

        assertThat(jobs.values())
                .extracting(job -> job.at("/Properties/ApplicationName").textValue())
                .containsExactlyInAnyOrder(
                        "rankstream-leaderboard", "rankstream-archive", "rankstream-replay");
        assertThat(jobs.values())
                .allSatisfy(
                        job -> {
                            assertThat(job.at("/Properties/RuntimeEnvironment").textValue())
                                    .isEqualTo("FLINK-1_20");
                            JsonNode configuration = job.at("/Properties/ApplicationConfiguration");
                            assertThat(
                                            configuration
                                                    .at(
                                                            "/ApplicationSnapshotConfiguration"
                                                                    + "/SnapshotsEnabled")
                                                    .booleanValue())
                                    .isTrue();
                            assertThat(
                                            configuration
                                                    .at(
                                                            "/FlinkApplicationConfiguration"
                                                                    + "/ParallelismConfiguration"
                                                                    + "/AutoScalingEnabled")
                                                    .booleanValue())
                                    .isTrue();
                            assertThat(configuration.at("/VpcConfigurations/0/SubnetIds"))
                                    .hasSize(2);
                        });
    }

    @Test
    void hasNoWayToOrFromTheInternet() {
        Synth stack = Synth.byDefault();

        assertThat(stack.resources("AWS::EC2::InternetGateway")).isEmpty();
        assertThat(stack.resources("AWS::EC2::NatGateway")).isEmpty();
        assertThat(stack.resources("AWS::EC2::SecurityGroupIngress").values())
                .allSatisfy(rule -> assertThat(rule.path("Properties").has("CidrIp")).isFalse());
    }

    @Test
    void leavesDataBehindWhenItIsDestroyed() {
        Synth stack = Synth.byDefault();

        for (String type : TYPES_WITH_DATA) {
            assertThat(stack.resources(type).values())
                    .isNotEmpty()
                    .allSatisfy(
                            resource ->
                                    assertThat(resource.path("DeletionPolicy").textValue())
                                            .isEqualTo(
                                                    type.equals("AWS::RDS::DBCluster")
                                                            ? "Snapshot"
                                                            : "Retain"));
        }
        assertThat(
                        stack.only("AWS::MemoryDB::Cluster")
                                .at("/Properties/FinalSnapshotName")
                                .textValue())
                .isEqualTo("rankstream-final");
    }

    @Test
    void sharesNoNameWithAnotherStack() {
        Synth first = Synth.byDefault();
        Synth second = Synth.second();

        Set<String> names = new TreeSet<>(first.names());
        names.retainAll(second.names());

        assertThat(first.names())
                .hasSizeGreaterThan(30)
                .allMatch(name -> name.contains("rankstream"));
        assertThat(names).isEmpty();
    }

    @Test
    void satisfiesTheChecksOfAwsSolutions() {
        assertThat(Synth.byDefault().findings()).isEmpty();
    }
}
