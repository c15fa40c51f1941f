package io.rankstream.benchmarks;

import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how many events a second the leaderboard job scores, beside parsing them alone. */
@Command(
        name = "leaderboard-benchmark",
        description =
                "Runs the whole leaderboard pipeline at parallelism 1 on RocksDB, from bytes in"
                        + " memory to a store in memory, and checks every score.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class LeaderboardBenchmark implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--events", paramLabel = "N", description = "Events, duplicates among them.")
    private int events = 500_000;

    @Option(names = "--players", paramLabel = "N", description = "Players; some play far more.")
    private int players = 100_000;

    @Option(names = "--duplicates", paramLabel = "PERCENT", description = "Repeated records.")
    private double duplicatesPercent = 5;

    @Option(names = "--late", paramLabel = "PERCENT", description = "Events an hour late.")
    private double latePercent = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Of everything that is drawn.")
    private long seed = 1;

    @Option(names = "--runs", paramLabel = "N", description = "Runs that are measured.")
    private int runs = 3;

    @Option(names = "--warmup", paramLabel = "N", description = "Runs before them.")
    private int warmup = 1;

    @Option(names = "--output", paramLabel = "FOLDER", description = "Takes the reports.")
    private Path output = Path.of("target");

    public static void main(String[] args) {
        System.exit(new CommandLine(new LeaderboardBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (runs < 1 || warmup < 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--runs must be positive, --warmup not negative");
        }
        RacingPlan plan;
        try {
            plan = new RacingPlan(seed, events, players, duplicatesPercent, latePercent);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        Machine machine = Machine.current();
        out.println(machine.describe());
        BenchmarkReport report = measure(plan, machine, out);
        report.writeTo(output);
        out.print(report.toMarkdown());
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private BenchmarkReport measure(RacingPlan plan, Machine machine, PrintWriter out)
            throws Exception {
        RacingRecords records = new RacingRecords(plan);
        List<Double> parsed = new ArrayList<>();
        List<Double> scored = new ArrayList<>();
        Path folder = Files.createTempDirectory("rankstream-benchmark");
        try {
            LeaderboardConfig config = config(folder);
            for (int run = 1; run <= warmup + runs; run++) {
                Path runFolder = folder.resolve("run" + run);
                double parseOnly =
                        perSecond(plan, new RecordParser(records, config.scoring()).parseAll());
                double pipeline =
                        perSecond(plan, new PipelineRun(records, config, runFolder).execute());
                boolean measured = run > warmup;
                if (measured) {
                    parsed.add(parseOnly);
                    scored.add(pipeline);
                }
                out.printf(
                        "%s: pipeline %,.0f events/s, parse only %,.0f events/s%n",
                        measured ? "run " + (run - warmup) : "warm-up", pipeline, parseOnly);
                out.flush();
                // The cluster of this run may still be deleting the same files.
                FileUtils.deleteDirectoryQuietly(runFolder.toFile());
            }
        } finally {
            FileUtils.deleteDirectoryQuietly(folder.toFile());
        }
        return new BenchmarkReport(plan, machine, records, scored, parsed);
    }

    private static double perSecond(RacingPlan plan, long nanos) {
        return plan.events() * 1e9 / nanos;
    }

    /** The job's configuration: four of racing's boards, everything else at its default. */
    static LeaderboardConfig config(Path folder) throws IOException {
        Path properties = folder.resolve("leaderboard.json");
        try (InputStream resource =
                LeaderboardBenchmark.class.getResourceAsStream("leaderboard.json")) {
            Files.copy(resource, properties);
        }
        return LeaderboardConfig.from(
                RuntimeConfiguration.load(new String[] {"--properties", properties.toString()}));
    }
}
