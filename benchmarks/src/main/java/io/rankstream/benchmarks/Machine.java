package io.rankstream.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** What figures were measured on. */
record Machine(String processor, int cores, String system, String java, String flink) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    static Machine current() throws IOException {
        Runtime runtime = Runtime.getRuntime();
        return new Machine(
                processorName(),
                runtime.availableProcessors(),
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

    ObjectNode toJson(ObjectMapper json) {
        return json.createObjectNode()
                .put("processor", processor)
                .put("cores", cores)
                .put("system", system)
                .put("java", java)
                .put("flink", flink);
    }

    String describe() {
        return "%d cores of %s, %s, %s, Flink %s".formatted(cores, processor, system, java, flink);
    }
}
