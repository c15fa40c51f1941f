package io.rankstream.local.redis;

import io.rankstream.local.process.ChildProcess;
import io.rankstream.local.process.Folders;
import io.rankstream.local.process.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisExecProvider;

/**
 * Runs a real Redis 7.0 on 127.0.0.1 for as long as this JVM lives.
 *
 * <p>What it holds survives a {@link #restart} only with an append-only file or a {@link
 * #saveSnapshot snapshot}.
 */
public final class RedisProcess implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration START_TIME = Duration.ofSeconds(30);
    private static final int ANSWER_MILLIS = 1_000;
    private static final int POLL_MILLIS = 20;

    /** An ephemeral port can be lost to another program between the choice and the start. */
    private static final int ATTEMPTS = 3;

    private final ChildProcess.Launch launch;
    private final int port;
    private final int tlsPort;
    private final Path temporary;
    private volatile ChildProcess process;

    private RedisProcess(ChildProcess.Launch launch, int port, int tlsPort, Path temporary)
            throws IOException {
        this.launch = launch;
        this.process = ChildProcess.start(launch);
        this.port = port;
        this.tlsPort = tlsPort;
        this.temporary = temporary;
    }

    /** Starts one on any free port. */
    public static RedisProcess start() throws IOException {
        return start(RedisOptions.defaults());
    }

    /**
     * Starts one and returns when it answers.
     *
     * @throws IOException if it does not start; the message holds the end of its log
     */
    public static RedisProcess start(RedisOptions options) throws IOException {
        IOException failure = null;
        for (int attempt = 0; attempt < (options.port() == 0 ? ATTEMPTS : 1); attempt++) {
            try {
                return startOnce(options);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static RedisProcess startOnce(RedisOptions options) throws IOException {
        Path temporary =
                options.directory().isPresent()
                        ? null
                        : Files.createTempDirectory("rankstream-redis");
        Path directory = options.directory().orElse(temporary);
        int port = options.port() == 0 ? FreePort.any() : options.port();
        int tlsPort = options.certificate().isPresent() ? FreePort.any() : 0;
        Files.createDirectories(directory);
        Path configuration = directory.resolve("redis.conf");
        Files.write(configuration, configuration(options, port, tlsPort));
        ChildProcess.Launch launch =
                new ChildProcess.Launch(
                        "redis",
                        List.of(executable(), configuration.toString()),
                        Map.of(),
                        directory,
                        directory.resolve("redis.log"),
                        directory.resolve("redis.pid"),
                        GRACE);
        RedisProcess redis = new RedisProcess(launch, port, tlsPort, temporary);
        try {
            redis.awaitAnswer();
            return redis;
        } catch (IOException e) {
            redis.close();
            throw e;
        }
    }

    private static String executable() throws IOException {
        return RedisExecProvider.defaultProvider().get().getAbsolutePath();
    }

    private static List<String> configuration(RedisOptions options, int port, int tlsPort) {
        List<String> lines = new ArrayList<>();
        lines.add("bind " + HOST);
        lines.add("port " + port);
        lines.add("save \"\"");
        lines.add("appendonly no");
        options.certificate()
                .ifPresent(
                        certificate -> {
                            lines.add("tls-port " + tlsPort);
                            lines.add("tls-cert-file \"" + certificate.certificate() + "\"");
                            lines.add("tls-key-file \"" + certificate.key() + "\"");
                            lines.add("tls-ca-cert-file \"" + certificate.certificate() + "\"");
                            lines.add("tls-auth-clients no");
                        });
        lines.addAll(options.settings());
        return lines;
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + START_TIME.toNanos();
        while (!answers()) {
            if (!process.isAlive()) {
                throw new IOException("Redis ended while starting:\n" + process.lastLogLines());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("Redis does not answer:\n" + process.lastLogLines());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while Redis was starting", e);
            }
        }
    }

    /** Whether PING is answered, be it with the demand to log in; anything else is not ours. */
    private boolean answers() {
        try {
            String answer = call("PING", ANSWER_MILLIS);
            return process.isAlive()
                    && (answer.startsWith("+PONG") || answer.startsWith("-NOAUTH"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends a command without arguments and returns the first line of the answer. */
    private String call(String command, int timeoutMillis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine();
            if (answer == null) {
                throw new IOException("Redis closed the connection at " + command);
            }
            return answer;
        }
    }

    public String host() {
        return HOST;
    }

    /** The port without TLS. */
    public int port() {
        return port;
    }

    /**
     * The port with TLS.
     *
     * @throws IllegalStateException if it was started without a certificate
     */
    public int tlsPort() {
        if (tlsPort == 0) {
            throw new IllegalStateException("this Redis was started without TLS");
        }
        return tlsPort;
    }

    public long pid() {
        return process.pid();
    }

    /** Kills it as {@code kill -9} would; the clients' connections break. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /**
     * Writes what it holds now into its snapshot file, which a {@link #restart} reads; an
     * append-only file, if there is one, is read instead.
     *
     * @throws IOException if it refuses, such as when the default user needs a password
     */
    public void saveSnapshot() throws IOException {
        String answer = call("SAVE", (int) START_TIME.toMillis());
        if (!answer.equals("+OK")) {
            throw new IOException("Redis answered SAVE with " + answer);
        }
    }

    /**
     * Starts it again on the same ports with what its files hold, which is nothing without an
     * append-only file or a snapshot; ends it first if it still runs.
     *
     * @throws IOException if it does not start; {@link #restart} may be tried again
     */
    public synchronized void restart() throws IOException {
        process.close();
        process = ChildProcess.start(launch);
        awaitAnswer();
    }

    /** As {@link #restart}, but its files are deleted before: it comes back empty. */
    public synchronized void restartEmpty() throws IOException {
        process.close();
        Files.deleteIfExists(launch.directory().resolve("dump.rdb"));
        Folders.delete(launch.directory().resolve("appendonlydir"));
        restart();
    }

    @Override
    public synchronized void close() {
        process.close();
        if (temporary != null) {
            Folders.deleteUnchecked(temporary);
        }
    }
}
