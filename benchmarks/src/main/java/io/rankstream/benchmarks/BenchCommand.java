package io.rankstream.benchmarks;

import io.rankstream.benchmarks.engine.CaseResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the jobs beside what else people run, and beside their limits. */
@Command(
        name = "bench",
        description = {
            "Measures the leaderboard job beside Flink SQL and others on the same records, and beside"
                    + " its limits; every run's boards are compared with the known truth.",
            "Exits 0 if all could be measured, 1 if a result was wrong, whatever the figures are."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class BenchCommand implements Callable<Integer> {

    /** Of the time there is, what is kept for the end. */
    private static final Duration RESERVE = Duration.ofSeconds(10);

    private static final long LONGEST_CASE_SECONDS = 600;

    /** No run is shorter. */
    private static final long SHORTEST_CASE_SECONDS = 10;

    @Spec private CommandSpec spec;

    @Option(
            names = "--quick",
            description = "At most 8 minutes instead of 60; leaves out 5M players and 64 boards.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "NAMES",
            split = ",",
            description = "These sections alone, such as job,growth.")
    private List<String> only = List.of();

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Takes bench.json and bench.md.")
    private Path output =
            Path.of(System.getProperty("rankstream.home", ""), ".rankstream", "bench");

    @Option(names = "--minutes", paramLabel = "N", description = "At most; 60, or 8 if quick.")
    private Integer minutes;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        long startedAt = System.nanoTime();
        PrintWriter out = spec.commandLine().getOut();
        List<Section> sections = chosen(new BenchPlan(quick).sections());
        Machine machine = Machine.current();
        out.println(machine.describe());
        Duration limit = Duration.ofMinutes(minutes != null ? minutes : quick ? 8 : 60);
        BenchReport report = new BenchReport(machine, quick);
        Path folder = Files.createTempDirectory("rankstream-bench");
        try {
            for (Section section : sections) {
                report.add(section, measure(section, folder, startedAt, limit.minus(RESERVE), out));
                report.writeTo(output);
            }
        } finally {
            FileUtils.deleteDirectoryQuietly(folder.toFile());
        }
        report.took(Duration.ofNanos(System.nanoTime() - startedAt));
        report.writeTo(output);
        out.print(report.toMarkdown());
        out.flush();
        return report.failures().isEmpty() ? CommandLine.ExitCode.OK : 1;
    }

    private List<Section> chosen(List<Section> sections) {
        List<String> names = sections.stream().map(Section::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--only: '" + name + "' is none of " + String.join(", ", names));
            }
        }
        return sections.stream()
                .filter(section -> only.isEmpty() || only.contains(section.name()))
                .toList();
    }

    /** In turn, so that whatever else the machine does meets all of them. */
    private static List<Measured> measure(
            Section section, Path folder, long startedAt, Duration limit, PrintWriter out)
            throws IOException, InterruptedException {
        Map<String, Measured> measured =
                section.cases().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> new Measured(entry.getKey(), entry.getValue()),
                                        (one, other) -> one,
                                        LinkedHashMap::new));
        CaseRunner runner = new CaseRunner(folder);
        for (int round = 1; round <= section.rounds(); round++) {
            for (Measured one : measured.values()) {
                long left = limit.minusNanos(System.nanoTime() - startedAt).toSeconds();
                if (left < SHORTEST_CASE_SECONDS) {
                    one.leaveOut("run " + round + ": the time was over");
                } else {
                    run(one, round, Math.min(left, LONGEST_CASE_SECONDS), runner, out);
                }
            }
        }
        return new ArrayList<>(measured.values());
    }

    private static void run(
            Measured one, int round, long limitSeconds, CaseRunner runner, PrintWriter out)
            throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        try {
            Optional<CaseResult> result = runner.run(one.spec(), limitSeconds);
            if (result.isEmpty()) {
                one.leaveOut("run " + round + ": not done after " + limitSeconds + " s");
                return;
            }
            one.add(result.get());
            out.printf(
                    Locale.ROOT,
                    "%s, run %d: %,.0f/s (%d s in all)%n",
                    one.name(),
                    round,
                    result.get().eventsPerSecond(),
                    Duration.ofNanos(System.nanoTime() - startedAt).toSeconds());
        } catch (CaseFailedException e) {
            one.fail(e.getMessage());
            out.printf("%s, run %d FAILED: %s%n", one.name(), round, e.getMessage());
        }
        out.flush();
    }
}
