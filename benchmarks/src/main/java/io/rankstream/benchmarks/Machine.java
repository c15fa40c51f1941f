package io.rankstream.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.flink.runtime.util.EnvironmentInformation;

/**
 * What figures were measured on.
 *
 * @param heapMebibytes the most that the JVM's heap may take
 */
record Machine(
        String processor, int cores, long heapMebibytes, String system, String java, String flink) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    static Machine current() throws IOException {
        Runtime runtime = Runtime.getRuntime();
        return new Machine(
                processorName(),
                runtime.availableProcessors(),
                runtime.maxMemory() >> 20,
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                EnvironmentInformation.getVersion());
    }

    private static String processorName() throws IOException {
        if (!Files.isReadable(CPU_INFO)) {
            return "unknown processor";
        }
        try (Stream<String> lines = Files.lines(CPU_INFO, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown processor");
        }
    }

    String describe() {
        return "%d cores of %s, %s, %s, %d MiB heap, Flink %s"
                .formatted(cores, processor, system, java, heapMebibytes, flink);
    }
}
