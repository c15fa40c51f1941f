package io.rankstream.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.assertions.Template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A synthesised stack. A synthesis takes seconds, so tests that ask for the same settings share
 * one.
 */
final class Synth {

    private static final Map<Map<String, String>, Synth> DONE = new HashMap<>();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode template;
    private final List<String> findings = new ArrayList<>();

    private Synth(Map<String, String> settings, Path out) {
        Map<String, Object> context = new TreeMap<>(RankstreamApp.STRICT);
        context.putAll(settings);
        context.putIfAbsent("jobs.leaderboard.jar", placeholder().toString());
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

    /** Stands for a shaded jar: only its presence matters here. */
    private static Path placeholder() {
        Path file = Path.of("target", "placeholder.jar");
        try {
            return Files.writeString(file, "stands for a shaded jar in tests");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
