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

/** Runs a real Redis 7.0 on 127.0.0.1, without persistence, for as long as this JVM lives. */
public final class RedisProcess implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration START_TIME = Duration.ofSeconds(30);
    private static final int ANSWER_MILLIS = 1_000;
    private static final int POLL_MILLIS = 20;

    /** An ephemeral port can be lost to another program between the choice and the start. */
    private static final int ATTEMPTS = 3;

    private final ChildProcess process;
    private final int port;
    private final int tlsPort;
    private final Path temporary;

    private RedisProcess(ChildProcess process, int port, int tlsPort, Path temporary) {
        this.process = process;
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
        ChildProcess process =
                ChildProcess.start(
                        new ChildProcess.Launch(
                                "redis",
                                List.of(executable(), configuration.toString()),
                                Map.of(),
                                directory,
                                directory.resolve("redis.log"),
                                directory.resolve("redis.pid"),
                                GRACE));
        RedisProcess redis = new RedisProcess(process, port, tlsPort, temporary);
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
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine();
            return process.isAlive()
                    && answer != null
                    && (answer.startsWith("+PONG") || answer.startsWith("-NOAUTH"));
        } catch (IOException e) {
            return false;
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

    /** Kills it without warning; what it held is lost. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
        if (temporary != null) {
            Folders.deleteUnchecked(temporary);
        }
    }
}
