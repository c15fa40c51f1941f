package io.rankstream.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.benchmarks.engine.CaseSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Says what was measured, to people and to programs. */
final class BenchReport {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Machine machine;
    private final boolean quick;
    private final Map<Section, List<Measured>> sections = new LinkedHashMap<>();
    private Duration took = Duration.ZERO;

    BenchReport(Machine machine, boolean quick) {
        this.machine = machine;
        this.quick = quick;
    }

    void add(Section section, List<Measured> measured) {
        sections.put(section, measured);
    }

    void took(Duration duration) {
        took = duration;
    }

    private static void appendList(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append("\n### ").append(title).append("\n\n");
            lines.forEach(line -> text.append("- ").append(line).append('\n'));
        }
    }

    private List<String> leftOut() {
        List<String> leftOut = new ArrayList<>();
        all().forEach(one -> one.leftOut().forEach(text -> leftOut.add(one.name() + ", " + text)));
        return leftOut;
    }

    /** What could not be measured, or was wrong. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        all().forEach(
                        one ->
                                one.failures()
                                        .forEach(text -> failures.add(one.name() + ": " + text)));
        return failures;
    }

    private List<Measured> all() {
        return sections.values().stream().flatMap(List::stream).toList();
    }

    /** Writes bench.json and bench.md into the folder. */
    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        JSON.writeValue(folder.resolve("bench.json").toFile(), toJson());
        Files.writeString(folder.resolve("bench.md"), toMarkdown());
    }

    ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.set("machine", machine.toJson(JSON));
        json.put("quick", quick).put("seconds", took.toSeconds());
        ArrayNode cases = json.putArray("cases");
        sections.forEach(
                (section, measured) -> measured.forEach(one -> cases.add(toJson(section, one))));
        ArrayNode targets = json.putArray("targets");
        Targets.of(all())
                .forEach(
                        target ->
                                targets.addObject()
                                        .put("what", target.what())
                                        .put("target", target.wanted())
                                        .put("seen", target.seen())
                                        .put("verdict", target.verdict()));
        return json;
    }

    private static ObjectNode toJson(Section section, Measured one) {
        ObjectNode json = JSON.createObjectNode();
        json.put("section", section.name()).put("name", one.name());
        json.set("case", JSON.valueToTree(one.spec()));
        ArrayNode runs = json.putArray("events_per_second");
        one.eventsPerSecond().forEach(figure -> runs.add(Math.round(figure)));
        one.median().ifPresent(median -> json.put("median", Math.round(median)));
        ObjectNode figures = json.putObject("figures");
        one.figures().forEach(name -> figures.put(name, one.median(name).orElseThrow()));
        ArrayNode failures = json.putArray("failures");
        one.failures().forEach(failures::add);
        return json;
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder(machine.describe()).append(".\n\n");
        text.append("Every run in a JVM of its own with ")
                .append(String.join(" ", CaseRunner.JVM_OPTIONS))
                .append("; its boards are compared with the known truth.\n");
        sections.forEach((section, measured) -> append(text, section, measured));
        text.append("\n### Targets\n\n| what | target | seen | |\n|---|---:|---:|---|\n");
        Targets.of(all())
                .forEach(
                        target ->
                                text.append(
                                        "| %s | %s | %s | %s |%n"
                                                .formatted(
                                                        target.what(),
                                                        target.wanted(),
                                                        target.seen(),
                                                        target.verdict())));
        appendList(text, "Failed", failures());
        appendList(text, "Left out", leftOut());
        if (!took.isZero()) {
            text.append("\nAll of it took ").append(took.toSeconds()).append(" s.\n");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Section section, List<Measured> measured) {
        text.append("\n### ").append(section.title()).append("\n\n");
        text.append("| case | events | events/s | of the first | runs | more |\n");
        text.append("|---|---:|---:|---:|---|---|\n");
        OptionalDouble first =
                section.compared() ? measured.get(0).median() : OptionalDouble.empty();
        for (Measured one : measured) {
            text.append("| ").append(one.name()).append(" | ");
            CaseSpec spec = one.spec();
            text.append(spec.isLoad() ? String.format(Locale.ROOT, "%,d", spec.events()) : "-")
                    .append(" | ");
            text.append(number(one.median())).append(" | ");
            text.append(ratio(one.median(), first)).append(" | ");
            text.append(
                            String.join(
                                    " ",
                                    one.eventsPerSecond().stream()
                                            .map(BenchReport::number)
                                            .toList()))
                    .append(" | ");
            text.append(
                            String.join(
                                    "; ",
                                    one.figures().stream()
                                            .map(name -> Figures.text(name, one.median(name)))
                                            .toList()))
                    .append(" |\n");
        }
    }

    private static String number(OptionalDouble figure) {
        return figure.isPresent() ? number(figure.getAsDouble()) : "-";
    }

    private static String number(double figure) {
        return String.format(Locale.ROOT, "%,.0f", figure);
    }

    private static String ratio(OptionalDouble figure, OptionalDouble first) {
        return figure.isPresent() && first.isPresent() && first.getAsDouble() > 0
                ? String.format(Locale.ROOT, "%.2f", figure.getAsDouble() / first.getAsDouble())
                : "-";
    }
}
