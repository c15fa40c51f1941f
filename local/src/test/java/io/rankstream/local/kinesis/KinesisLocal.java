package io.rankstream.local.kinesis;

import io.rankstream.local.process.ChildProcess;
import io.rankstream.local.process.FreePort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs kinesis-local, an API server that shares no code with ours, from its npm package until this
 * JVM ends: what both do alike is not one person's idea of Kinesis.
 */
final class KinesisLocal {

    private static final Path SOURCE = Path.of("src", "test", "node", "kinesis-local");
    private static final Path INSTALLED = Path.of("target", "kinesis-local").toAbsolutePath();
    private static final Path PACKAGE = INSTALLED.resolve("node_modules/kinesis-local");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Its transitions take half a second each, unless told otherwise. */
    private static final List<String> TRANSITIONS =
            List.of(
                    "CREATE_STREAM",
                    "DELETE_STREAM",
                    "SPLIT_SHARD",
                    "MERGE_SHARDS",
                    "UPDATE_SHARD_COUNT",
                    "UPDATE_STREAM_MODE",
                    "REGISTER_STREAM_CONSUMER",
                    "DEREGISTER_STREAM_CONSUMER",
                    "START_STREAM_ENCRYPTION",
                    "STOP_STREAM_ENCRYPTION");

    private static URI endpoint;
    private static String missing;

    private KinesisLocal() {}

    /** Where it listens; it is installed and started first if need be, or the test is skipped. */
    static synchronized URI endpoint() throws IOException, InterruptedException {
        if (endpoint == null && missing == null) {
            missing = missing().orElse(null);
            if (missing == null) {
                install();
                endpoint = start();
            } else {
                System.err.println("SKIPPED: the conformance of kinesis-local: " + missing);
            }
        }
        Assumptions.assumeTrue(endpoint != null, missing);
        return endpoint;
    }

    private static Optional<String> missing() throws InterruptedException {
        for (String program : List.of("node", "npm")) {
            try {
                Process process = new ProcessBuilder(program, "--version").start();
                process.waitFor();
            } catch (IOException e) {
                return Optional.of(program + " is not there, it comes with Node.js 20");
            }
        }
        return Optional.empty();
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(INSTALLED);
        boolean current =
                Files.exists(PACKAGE) && Files.mismatch(lock(SOURCE), lock(INSTALLED)) == -1;
        if (current) {
            return;
        }
        try (var files = Files.list(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        INSTALLED.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path log = INSTALLED.resolve("npm.log");
        Process npm =
                new ProcessBuilder("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund")
                        .directory(INSTALLED.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!npm.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            npm.destroyForcibly();
            throw new IOException("npm ci is not done after " + PATIENCE);
        }
        if (npm.exitValue() != 0) {
            throw new IOException("npm ci failed:\n" + Files.readString(log));
        }
    }

    private static Path lock(Path folder) {
        return folder.resolve("package-lock.json");
    }

    private static URI start() throws IOException {
        int port = FreePort.any();
        Map<String, String> environment = new HashMap<>();
        environment.put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(port));
        environment.put("KINESIS_MOCK_TLS_PORT", Integer.toString(FreePort.any()));
        environment.put("KINESIS_MOCK_CERT_PATH", PACKAGE.resolve("server.json").toString());
        environment.put("SHARD_LIMIT", "1000");
        environment.put("LOG_LEVEL", "ERROR");
        TRANSITIONS.forEach(name -> environment.put(name + "_DURATION", "5ms"));
        ChildProcess server =
                ChildProcess.start(
                        new ChildProcess.Launch(
                                "kinesis-local",
                                List.of(
                                        "node",
                                        "--require",
                                        INSTALLED.resolve("loopback.js").toString(),
                                        PACKAGE.resolve("main.js").toString()),
                                environment,
                                INSTALLED,
                                INSTALLED.resolve("server.log"),
                                INSTALLED.resolve("server.pid"),
                                Duration.ofSeconds(5)));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        URI address = URI.create("http://127.0.0.1:" + port);
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast("kinesis-local ended while starting", () -> !server.isAlive())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> answers(address));
        return address;
    }

    private static boolean answers(URI address) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) address.resolve("/healthcheck").toURL().openConnection();
        return connection.getResponseCode() == 200;
    }
}
