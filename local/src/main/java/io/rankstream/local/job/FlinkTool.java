package io.rankstream.local.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.local.process.ChildProcess;
import io.rankstream.local.process.Folders;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a program of a job's jar to its end, through Flink's own client as {@link JobProcess} does,
 * with the terminal of this JVM.
 *
 * <p>It ends with this JVM, and so does its folder: the configuration in it may hold the keys of
 * S3. Only a {@code kill -9} of this JVM leaves the folder, which nobody else may read.
 */
public final class FlinkTool {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration GRACE = Duration.ofSeconds(10);

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
        AtomicReference<ChildProcess> running = new AtomicReference<>();
        Thread hook = new Thread(() -> end(running.get(), folder), "end-tool");
        try {
            onShutdown(hook);
            configure(folder, flink);
            running.set(
                    ChildProcess.start(
                            new ChildProcess.Launch(
                                    mainClass,
                                    command(
                                            flinkLib,
                                            jar,
                                            mainClass,
                                            arguments,
                                            folder,
                                            heapMegabytes),
                                    environment(flinkLib, folder),
                                    Path.of("").toAbsolutePath(),
                                    folder.resolve("tool.log"),
                                    folder.resolve("tool.pid"),
                                    GRACE),
                            output));
            return running.get().waitFor();
        } finally {
            end(running.get(), folder);
            notOnShutdown(hook);
        }
    }

    private static void end(ChildProcess tool, Path folder) {
        if (tool != null) {
            tool.close();
        }
        Folders.deleteUnchecked(folder);
    }

    private static void onShutdown(Thread hook) throws IOException {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw new IOException("stopped", e);
        }
    }

    private static void notOnShutdown(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This JVM is ending: the hook finds nothing left to do.
        }
    }

    private static Map<String, String> environment(Path flinkLib, Path folder) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("FLINK_CONF_DIR", folder.toString());
        environment.put("FLINK_PLUGINS_DIR", flinkLib.resolveSibling("plugins").toString());
        environment.put(
                "AWS_EC2_METADATA_DISABLED",
                System.getenv().getOrDefault("AWS_EC2_METADATA_DISABLED", "true"));
        environment.put("AWS_JAVA_V1_DISABLE_DEPRECATION_ANNOUNCEMENT", "true");
        return environment;
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
