package io.rankstream.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.benchmarks.engine.CaseResult;
import io.rankstream.benchmarks.engine.CaseSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.FileUtils;

/** Measures each case in a JVM of its own, all with the same options. */
final class CaseRunner {

    static final List<String> JVM_OPTIONS = List.of("-Xms2g", "-Xmx2g", "-XX:+UseG1GC");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_FAILURE = 600;
    private static final long GRACE_SECONDS = 5;

    private final Path folder;

    /**
     * @param folder for the files of the runs
     */
    CaseRunner(Path folder) {
        this.folder = folder;
    }

    /**
     * Runs a case once.
     *
     * @param limitSeconds after which it is ended
     * @return empty if it had not ended by then
     * @throws CaseFailedException if it could not be measured, or its results differ from the truth
     */
    Optional<CaseResult> run(CaseSpec spec, long limitSeconds)
            throws IOException, InterruptedException, CaseFailedException {
        Path files = Files.createTempDirectory(folder, "case");
        Path log = files.resolve("log");
        Path result = files.resolve("result.json");
        try {
            Process process =
                    new ProcessBuilder(command(spec, result, files))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            Thread end = new Thread(() -> end(process));
            Runtime.getRuntime().addShutdownHook(end);
            boolean ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
            if (!ended) {
                end(process);
            }
            Runtime.getRuntime().removeShutdownHook(end);
            if (!ended) {
                return Optional.empty();
            }
            if (process.exitValue() != 0) {
                throw new CaseFailedException(failure(log));
            }
            return Optional.of(JSON.readValue(result.toFile(), CaseResult.class));
        } finally {
            FileUtils.deleteDirectoryQuietly(files.toFile());
        }
    }

    /** With the servers that it may have started, which end with it if it is given the time. */
    private static void end(Process process) {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static List<String> command(CaseSpec spec, Path result, Path files) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        // What this JVM was given, such as the packages that Flink opens.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens") || option.startsWith("-D"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        CaseMain.class.getName(),
                        JSON.writeValueAsString(spec),
                        result.toString(),
                        files.toString()));
        return command;
    }

    /** The lines that say what was thrown, the last of which is what is at fault. */
    private static String failure(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        String text =
                lines.stream()
                        .filter(line -> line.contains("Exception") || line.contains("Error"))
                        .reduce((one, other) -> other)
                        .orElse(lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1));
        return text.substring(0, Math.min(text.length(), LONGEST_FAILURE));
    }
}
