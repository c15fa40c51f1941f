package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KinesisServerMainTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void servesTheStreamsItWasToldToCreate() throws Exception {
        int port = port(start("--port", "0", "--create", "events:4,control:1"));

        HttpResponse<String> streams =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                                        .header("X-Amz-Target", "Kinesis_20131202.ListStreams")
                                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

        assertThat(streams.body()).contains("\"StreamNames\":[\"control\",\"events\"]");
    }

    @Test
    void endsWithAMessageWhenThePortIsTaken() throws Exception {
        int port = port(start("--port", "0"));

        Process second = start("--port", Integer.toString(port));

        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(errors(second)).contains("Port " + port + " of 127.0.0.1 is taken");
    }

    @Test
    void endsWithAMessageWhenAStreamIsMalformed() throws Exception {
        Process process = start("--port", "0", "--create", "events");

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(errors(process)).contains("--create takes NAME:SHARDS");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(KinesisServerMain.class.getName());
        command.addAll(List.of(arguments));
        command.add("--port-file");
        command.add(portFile(started.size()).toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(directory.resolve("errors-" + started.size()).toFile())
                        .start();
        started.add(process);
        return process;
    }

    private int port(Process process) throws IOException {
        Path file = portFile(started.indexOf(process));
        await().atMost(PATIENCE).until(() -> Files.exists(file) || !process.isAlive());
        return Integer.parseInt(Files.readString(file).strip());
    }

    private String errors(Process process) throws IOException {
        return Files.readString(
                directory.resolve("errors-" + started.indexOf(process)), StandardCharsets.UTF_8);
    }

    private Path portFile(int process) {
        return directory.resolve("port-" + process);
    }
}
