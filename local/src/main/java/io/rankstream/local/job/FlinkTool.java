package io.rankstream.local.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.local.process.Folders;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a program of a job's jar to its end, through Flink's own client as {@link JobProcess} does,
 * with the terminal of this JVM.
 */
public final class FlinkTool {

    private static final ObjectMapper JSON = new ObjectMapper();

    private FlinkTool() {}

    /**
     * Runs a program.
     *
     * @param flinkLib the folder of Flink's own jars; beside it {@code plugins}
     * @param flink more of Flink's options, such as where S3 is
     * @param heapMegabytes of the JVM
     * @param output where its standard output goes
     * @return what it ended with
     */
    public static int run(
            Path flinkLib,
            Path jar,
            String mainClass,
            List<String> arguments,
            Map<String, String> flink,
            int heapMegabytes,
            ProcessBuilder.Redirect output)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("rankstream-tool");
        try {
            configure(folder, flink);
            ProcessBuilder builder =
                    new ProcessBuilder(
                                    command(
                                            flinkLib,
                                            jar,
                                            mainClass,
                                            arguments,
                                            folder,
                                            heapMegabytes))
                            .inheritIO()
                            .redirectOutput(output);
            builder.environment().put("FLINK_CONF_DIR", folder.toString());
            builder.environment()
                    .put("FLINK_PLUGINS_DIR", flinkLib.resolveSibling("plugins").toString());
            builder.environment().putIfAbsent("AWS_EC2_METADATA_DISABLED", "true");
            builder.environment().put("AWS_JAVA_V1_DISABLE_DEPRECATION_ANNOUNCEMENT", "true");
            Process process = builder.start();
            try {
                return process.waitFor();
            } finally {
                process.destroy();
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static void configure(Path folder, Map<String, String> more) throws IOException {
        Map<String, String> flink = new LinkedHashMap<>();
        flink.put("taskmanager.memory.managed.size", "256m");
        flink.put("taskmanager.memory.network.min", "64m");
        flink.put("taskmanager.memory.network.max", "64m");
        flink.put("rest.bind-address", "127.0.0.1");
        flink.put("rest.bind-port", "0");
        flink.put("jobmanager.bind-host", "127.0.0.1");
        flink.put("taskmanager.bind-host", "127.0.0.1");
        flink.put("io.tmp.dirs", folder.toString());
        flink.putAll(more);
        Files.write(folder.resolve("config.yaml"), JSON.writeValueAsBytes(flink));
        try (InputStream logging = FlinkTool.class.getResourceAsStream("tool-log4j2.properties")) {
            Files.copy(logging, folder.resolve("log4j2.properties"));
        }
    }

    private static List<String> command(
            Path flinkLib,
            Path jar,
            String mainClass,
            List<String> arguments,
            Path folder,
            int heapMegabytes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        JobProcess.OPENED.forEach(
                opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.add("-Xmx" + heapMegabytes + "m");
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-Dlog4j.configurationFile=" + folder.resolve("log4j2.properties"));
        command.add("-cp");
        command.add(flinkLib + File.separator + "*");
        command.add("org.apache.flink.client.cli.CliFrontend");
        command.add("run");
        command.add("--target");
        command.add("local");
        command.add("--class");
        command.add(mainClass);
        command.add(jar.toString());
        command.addAll(arguments);
        return command;
    }
}
