package io.rankstream.local.kinesis;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the {@link KinesisServer} as a process of its own, until it is ended. */
@Command(
        name = "kinesis-server",
        mixinStandardHelpOptions = true,
        description = "Serves the Kinesis API on 127.0.0.1, with its streams in memory.")
public final class KinesisServerMain implements Callable<Integer> {

    private static final int FAILED = 1;

    @Option(
            names = "--port",
            defaultValue = "4567",
            description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--create",
            split = ",",
            paramLabel = "NAME:SHARDS",
            description = "Streams that exist before the port answers, e.g. events:4,control:1.")
    private String[] streams = {};

    @Option(
            names = "--port-file",
            paramLabel = "FILE",
            description = "File that gets the port once the server listens.")
    private Path portFile;

    @Option(names = "--region", description = "Region in ARNs (default: ${DEFAULT-VALUE}).")
    private String region = KinesisServer.Options.defaults().region();

    @Option(names = "--account", description = "Account in ARNs (default: ${DEFAULT-VALUE}).")
    private String account = KinesisServer.Options.defaults().account();

    @Option(
            names = "--max-retained-mib",
            description =
                    "Heap for the records of all streams; the oldest are dropped beyond it"
                            + " (default: a quarter of the heap).")
    private Long maxRetainedMib;

    @Option(
            names = "--enforce-shard-limits",
            description = "Refuse more than 1,000 records, 1 MiB or 5 reads a second and shard.")
    private boolean enforcesShardLimits;

    @Spec private CommandLine.Model.CommandSpec command;

    public static void main(String[] args) {
        System.exit(new CommandLine(new KinesisServerMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        KinesisServer.Options options =
                KinesisServer.Options.defaults()
                        .withPort(port)
                        .withRegion(region)
                        .withAccount(account)
                        .withShardLimitsEnforced(enforcesShardLimits);
        if (maxRetainedMib != null) {
            options = options.withMaxRetainedBytes(maxRetainedMib << 20);
        }
        try (KinesisServer server = KinesisServer.start(options, shardCounts())) {
            if (portFile != null) {
                writePort(server);
            }
            command.commandLine().getOut().println("Kinesis listens on " + server.endpoint());
            command.commandLine().getOut().flush();
            new CountDownLatch(1).await();
            return 0;
        } catch (BindException e) {
            command.commandLine().getErr().println(e.getMessage());
            return FAILED;
        }
    }

    private Map<String, Integer> shardCounts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String stream : streams) {
            String[] parts = stream.split(":", -1);
            if (parts.length != 2 || !parts[1].matches("[1-9]\\d{0,3}")) {
                throw new ParameterException(
                        command.commandLine(),
                        "--create takes NAME:SHARDS, e.g. events:4, but got " + stream);
            }
            counts.put(parts[0], Integer.parseInt(parts[1]));
        }
        return counts;
    }

    /** Whoever waits for the file finds it complete or not at all. */
    private void writePort(KinesisServer server) throws IOException {
        Path unfinished = portFile.resolveSibling(portFile.getFileName() + ".tmp");
        Files.writeString(unfinished, server.endpoint().getPort() + "\n");
        Files.move(unfinished, portFile, StandardCopyOption.ATOMIC_MOVE);
    }
}
