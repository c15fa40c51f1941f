package io.rankstream.local.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rankstream.local.process.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FlinkToolTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** In the place of Flink's client: says where it runs, and goes on for ever. */
    private static final String CLIENT =
            """
            package org.apache.flink.client.cli;

            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.nio.file.StandardCopyOption;

            public class CliFrontend {
                public static void main(String[] args) throws Exception {
                    Path told = Path.of(args[args.length - 1]);
                    Path written = told.resolveSibling("written");
                    Files.writeString(
                            written,
                            System.getenv("FLINK_CONF_DIR")
                                    + "\\n" + ProcessHandle.current().pid());
                    Files.move(written, told, StandardCopyOption.ATOMIC_MOVE);
                    Thread.currentThread().join();
                }
            }
            """;

    private static final String CLASS_FILE = "org/apache/flink/client/cli/CliFrontend.class";

    @TempDir private Path directory;

    private Process jvm;
    private Path configuration;
    private ProcessHandle tool;

    @BeforeEach
    void startTool() throws Exception {
        Path lib = lib();
        Path told = directory.resolve("told");
        jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Starter.class.getName(),
                                lib.toString(),
                                told.toString())
                        .inheritIO()
                        .start();
        await().atMost(DEADLINE).until(() -> Files.exists(told));
        List<String> lines = Files.readAllLines(told);
        configuration = Path.of(lines.get(0));
        tool = ProcessHandle.of(Long.parseLong(lines.get(1))).orElseThrow();
    }

    @AfterEach
    void end() throws Exception {
        jvm.destroyForcibly();
        tool.destroyForcibly();
        Folders.delete(configuration);
    }

    @Test
    void leavesNeitherTheProgramNorItsConfiguration_whenTheCommandIsEnded() throws Exception {
        assertThat(configuration.resolve("config.yaml")).exists();

        jvm.destroy();
        jvm.waitFor();

        assertThat(tool.isAlive()).isFalse();
        assertThat(configuration).doesNotExist();
    }

    @Test
    void endsTheProgram_whenTheCommandIsKilled() throws Exception {
        jvm.destroyForcibly().waitFor();

        await().atMost(DEADLINE).until(() -> !tool.isAlive());
    }

    private Path lib() throws Exception {
        Path source = directory.resolve("CliFrontend.java");
        Files.writeString(source, CLIENT);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", directory.toString(), source.toString());
        assertThat(result).isZero();
        Path lib = Files.createDirectories(directory.resolve("lib"));
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(lib.resolve("client.jar")))) {
            jar.putNextEntry(new JarEntry(CLASS_FILE));
            Files.copy(directory.resolve(CLASS_FILE), jar);
            jar.closeEntry();
        }
        return lib;
    }

    /** Runs in a JVM of its own, to be ended. */
    static final class Starter {

        private Starter() {}

        public static void main(String[] args) throws Exception {
            FlinkTool.run(
                    Path.of(args[0]),
                    Path.of("no.jar"),
                    "Main",
                    List.of(args[1]),
                    Map.of(),
                    64,
                    ProcessBuilder.Redirect.INHERIT);
        }
    }
}
