package io.rankstream.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Says what was measured, to people and to programs; figures are events a second. */
final class BenchmarkReport {

    private static final String NAME = "leaderboard-benchmark";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final RacingPlan plan;
    private final Machine machine;
    private final RacingRecords records;
    private final List<Double> pipeline;
    private final List<Double> parseOnly;

    /** Takes one figure a run of each. */
    BenchmarkReport(
            RacingPlan plan,
            Machine machine,
            RacingRecords records,
            List<Double> pipeline,
            List<Double> parseOnly) {
        this.plan = plan;
        this.machine = machine;
        this.records = records;
        this.pipeline = List.copyOf(pipeline);
        this.parseOnly = List.copyOf(parseOnly);
    }

    static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Writes a JSON and a Markdown file into the folder. */
    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        JSON.writeValue(folder.resolve(NAME + ".json").toFile(), toJson());
        Files.writeString(folder.resolve(NAME + ".md"), toMarkdown());
    }

    ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.putObject("machine")
                .put("processor", machine.processor())
                .put("cores", machine.cores())
                .put("heap_mib", machine.heapMebibytes())
                .put("system", machine.system())
                .put("java", machine.java())
                .put("flink", machine.flink());
        json.putObject("load")
                .put("seed", plan.seed())
                .put("events", plan.events())
                .put("players", plan.players())
                .put("duplicates", records.copies())
                .put("late", records.known().late())
                .put("members", records.known().members());
        ObjectNode figures = json.putObject("events_per_second");
        put(figures.putObject("pipeline"), pipeline);
        put(figures.putObject("parse_only"), parseOnly);
        json.put("pipeline_share_of_parse_only", ratio());
        return json;
    }

    private static void put(ObjectNode json, List<Double> figures) {
        ArrayNode runs = json.putArray("runs");
        figures.forEach(figure -> runs.add(Math.round(figure)));
        json.put("median", Math.round(median(figures)));
    }

    private double ratio() {
        return median(pipeline) / median(parseOnly);
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        text.append(machine.describe())
                .append(".\n\n")
                .append(
                        String.format(
                                Locale.ROOT,
                                "%,d events of %,d players, %,d of them duplicates, %,d late; every"
                                        + " run ended with the same %,d exact scores.%n%n",
                                plan.events(),
                                plan.players(),
                                records.copies(),
                                records.known().late(),
                                records.known().members()))
                .append("| events/s | median |");
        for (int run = 1; run <= pipeline.size(); run++) {
            text.append(" run ").append(run).append(" |");
        }
        text.append("\n|---|---:|").append("---:|".repeat(pipeline.size())).append('\n');
        appendRow(text, "whole pipeline", pipeline);
        appendRow(text, "parse only", parseOnly);
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "%nThe pipeline runs at %.1f %% of the speed of parsing alone.%n",
                                100 * ratio()))
                .toString();
    }

    private static void appendRow(StringBuilder text, String name, List<Double> figures) {
        text.append(String.format(Locale.ROOT, "| %s | %,.0f |", name, median(figures)));
        figures.forEach(figure -> text.append(String.format(Locale.ROOT, " %,.0f |", figure)));
        text.append('\n');
    }
}
