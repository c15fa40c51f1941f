package io.rankstream.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.assertions.Template;

/**
 * A synthesised stack. A synthesis takes seconds, so tests that ask for the same settings share
 * one.
 */
final class Synth {

    private static final Map<Map<String, String>, Synth> DONE = new HashMap<>();

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> NAMING =
            List.of(
                    "Name",
                    "ApplicationName",
                    "AlarmName",
                    "AliasName",
                    "ClusterName",
                    "DashboardName",
                    "DBClusterIdentifier",
                    "DBInstanceIdentifier",
                    "LogGroupName",
                    "TopicName",
                    "UserName",
                    "ACLName",
                    "SubnetGroupName");

    static final String SEARCH_ROLE = "arn:aws:iam::123456789012:role/search";

    /** Everything that may be there already. */
    static final Map<String, String> EVERYTHING_EXISTS =
            Map.ofEntries(
                    Map.entry("existing.vpc", "vpc-0a1b2c3d"),
                    Map.entry("existing.vpc.zones", "eu-central-1a,eu-central-1b"),
                    Map.entry("existing.vpc.subnets", "subnet-0a1b2c3d,subnet-1a2b3c4d"),
                    Map.entry("existing.streams.events", stream("game-events")),
                    Map.entry("existing.streams.control", stream("game-control")),
                    Map.entry("existing.streams.control-status", stream("game-answers")),
                    Map.entry("existing.streams.results", stream("game-results")),
                    Map.entry("existing.streams.replay", stream("game-replay")),
                    Map.entry("existing.streams.dead-letters", stream("game-dead-letters")),
                    Map.entry("existing.streams.key", key("11111111")),
                    Map.entry("existing.database.host", "mysql.example.com"),
                    Map.entry("existing.database.secret", secret("game/mysql-AbCdEf")),
                    Map.entry("existing.database.key", key("22222222")),
                    Map.entry("existing.database.securityGroup", "sg-0a1b2c3d"),
                    Map.entry("existing.redis.host", "redis.example.com"),
                    Map.entry("existing.redis.user", "leaderboards"),
                    Map.entry("existing.redis.secret", secret("game/redis-AbCdEf")),
                    Map.entry("existing.redis.key", key("33333333")),
                    Map.entry("existing.redis.securityGroup", "sg-1a2b3c4d"),
                    Map.entry("existing.bucket", "game-archive"),
                    Map.entry("existing.bucket.key", key("44444444")));

    private final JsonNode template;
    private final List<String> findings = new ArrayList<>();

    private final Path folder;

    private Synth(Map<String, String> settings, Path out) {
        folder = out;
        Map<String, Object> context = new TreeMap<>(RankstreamApp.STRICT);
        context.putAll(settings);
        for (String job : List.of("leaderboard", "archive", "replay")) {
            context.putIfAbsent("jobs." + job + ".jar", placeholder().toString());
        }
        App app = new App(AppProps.builder().outdir(out.toString()).context(context).build());
        RankstreamStack stack = RankstreamApp.build(app);
        template = JSON.valueToTree(Template.fromStack(stack).toJSON());
        readFindings(out.resolve("AwsSolutions-" + stack.name() + "-NagReport.csv"));
    }

    /** The stack as it is without any setting; its template is in {@code target/cdk.out}. */
    static Synth byDefault() {
        return with(Map.of());
    }

    /** The stack with settings. */
    static synchronized Synth with(Map<String, String> settings) {
        Path out =
                settings.isEmpty()
                        ? Path.of("target", "cdk.out")
                        : Path.of("target", "cdk", String.valueOf(DONE.size()));
        return DONE.computeIfAbsent(new TreeMap<>(settings), any -> new Synth(settings, out));
    }

    /** Another stack, whose jobs were started. */
    static Synth second() {
        return with(Map.of("stackName", "second", "operations.expectRunning", "true"));
    }

    /**
     * The stack with as much as possible of its own, with as little, with every optional part, and
     * with a replay job that rebuilds.
     */
    static List<Synth> everyPosition() {
        return List.of(
                byDefault(),
                with(EVERYTHING_EXISTS),
                withEveryOption(),
                with(Map.of("jobs.replay.rebuild", "true", "jobs.replay.swap", "true")));
    }

    /** The stack with every optional part. */
    static Synth withEveryOption() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("lambda.jar", placeholder().toString());
        settings.put("ingest.http", "true");
        settings.put("results.function", "true");
        settings.put("results.redis.host", "second.example.com");
        settings.put("results.redis.user", "mirror");
        settings.put("results.redis.secret", secret("game/second-AbCdEf"));
        settings.put("results.redis.key", key("55555555"));
        settings.put("results.redis.securityGroup", "sg-2a1b3c4d");
        settings.put("firehose.archive", "true");
        settings.put("search.domain", "true");
        settings.put("search.administrator", SEARCH_ROLE);
        settings.put("search.writers", SEARCH_ROLE + "-writer");
        settings.put("sessions.table", "true");
        settings.put("enrichment.endpoint", "true");
        return with(settings);
    }

    private static String stream(String name) {
        return "arn:aws:kinesis:eu-central-1:123456789012:stream/" + name;
    }

    private static String key(String id) {
        return "arn:aws:kms:eu-central-1:123456789012:key/" + id;
    }

    private static String secret(String name) {
        return "arn:aws:secretsmanager:eu-central-1:123456789012:secret:" + name;
    }

    /** Stands for a shaded jar: only its presence matters here. */
    private static Path placeholder() {
        Path file = Path.of("target", "placeholder.jar");
        try {
            return Files.writeString(file, "stands for a shaded jar in tests");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text with single quotes, as JSON. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the template is. */
    Path folder() {
        return folder;
    }

    /** What a job is told, by property group. */
    Map<String, JsonNode> properties(String job) {
        Map<String, JsonNode> groups = new TreeMap<>();
        for (JsonNode application : resources("AWS::KinesisAnalyticsV2::Application").values()) {
            if (application.at("/Properties/ApplicationName").asText().endsWith("-" + job)) {
                application
                        .at(
                                "/Properties/ApplicationConfiguration/EnvironmentProperties"
                                        + "/PropertyGroups")
                        .forEach(
                                group ->
                                        groups.put(
                                                group.path("PropertyGroupId").textValue(),
                                                group.path("PropertyMap")));
            }
        }
        return groups;
    }

    JsonNode template() {
        return template;
    }

    /** What the checks of AWS Solutions object to. */
    List<String> findings() {
        return findings;
    }

    private void readFindings(Path report) {
        try {
            for (String line : Files.readAllLines(report)) {
                if (line.contains(",\"Non-Compliant\",")
                        || line.contains("CdkNagValidationFailure")) {
                    findings.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one resource of a type. */
    JsonNode only(String type) {
        Map<String, JsonNode> found = resources(type);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " resources of type " + type);
        }
        return found.values().iterator().next();
    }

    /** The roles that a service takes on; at least one. */
    List<JsonNode> rolesOf(String service) {
        List<JsonNode> roles =
                resources("AWS::IAM::Role").values().stream()
                        .filter(
                                role ->
                                        role.path("Properties")
                                                .path("AssumeRolePolicyDocument")
                                                .toString()
                                                .contains(service))
                        .toList();
        if (roles.isEmpty()) {
            throw new AssertionError("no role of " + service);
        }
        return roles;
    }

    /** Every name that a resource has in its account or region. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        template.path("Resources")
                .properties()
                .forEach(
                        resource -> {
                            JsonNode properties = resource.getValue().path("Properties");
                            for (String field : NAMING) {
                                if (properties.path(field).isTextual()) {
                                    names.add(
                                            resource.getValue().path("Type").textValue()
                                                    + " "
                                                    + properties.path(field).textValue());
                                }
                            }
                        });
        return names;
    }

    /** Every resource of a type, by logical id. */
    Map<String, JsonNode> resources(String type) {
        Map<String, JsonNode> found = new TreeMap<>();
        template.path("Resources")
                .properties()
                .forEach(
                        resource -> {
                            if (resource.getValue().path("Type").textValue().equals(type)) {
                                found.put(resource.getKey(), resource.getValue());
                            }
                        });
        return found;
    }
}
