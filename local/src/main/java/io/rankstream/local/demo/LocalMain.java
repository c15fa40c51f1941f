package io.rankstream.local.demo;

import io.rankstream.local.redis.RedisOptions;
import io.rankstream.local.tryout.TryCommand;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Entry point of {@code ./rankstream}: runs the suite on one machine. */
@Command(
        name = "rankstream",
        description = "Runs Rankstream on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LocalMain.DemoCommand.class,
            LocalMain.ChaosCommand.class,
            LocalMain.UpCommand.class,
            ReplayCommand.class,
            TryCommand.class,
            ArchiveCommand.Rebuild.class,
            ArchiveCommand.Verify.class,
            ArchiveCommand.Explain.class,
            ArchiveCommand.Records.class
        })
public final class LocalMain {

    private LocalMain() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new LocalMain()).setExecutionExceptionHandler(LocalMain::explain);
    }

    private static int explain(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("rankstream: " + failure.getMessage());
        if (failure instanceof SetupException || failure instanceof IllegalArgumentException) {
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }
        if (failure.getMessage() == null || failure instanceof RuntimeException) {
            failure.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Where the servers listen. */
    static final class PortOptions {

        @Option(
                names = "--port-base",
                paramLabel = "P",
                description =
                        "listen on P (Kinesis), P+1 (Redis), P+2 (MariaDB), P+3 (Flink), P+4 (S3),"
                                + " P+5 (Flink of the archive job) of 127.0.0.1; without it on"
                                + " 4567, 6390, 3390, 8090, 9090 and 8091")
        private Integer base;

        @ArgGroup(exclusive = false, heading = "Single ports:%n")
        private final Single single = new Single();

        private static final class Single {

            @Option(names = "--kinesis-port", paramLabel = "P", description = "Kinesis API")
            private Integer kinesis;

            @Option(names = "--redis-port", paramLabel = "P", description = "Redis")
            private Integer redis;

            @Option(names = "--mariadb-port", paramLabel = "P", description = "MariaDB")
            private Integer mariaDb;

            @Option(names = "--flink-port", paramLabel = "P", description = "Flink REST and page")
            private Integer flink;

            @Option(names = "--s3-port", paramLabel = "P", description = "S3 API")
            private Integer s3;

            @Option(
                    names = "--archive-port",
                    paramLabel = "P",
                    description = "Flink REST and page of the archive job")
            private Integer archive;
        }

        Ports ports() {
            Ports ports = base == null ? Ports.DEFAULT : Ports.from(base);
            return new Ports(
                    single.kinesis == null ? ports.kinesis() : single.kinesis,
                    single.redis == null ? ports.redis() : single.redis,
                    single.mariaDb == null ? ports.mariaDb() : single.mariaDb,
                    single.flink == null ? ports.flink() : single.flink,
                    single.s3 == null ? ports.s3() : single.s3,
                    single.archive == null ? ports.archive() : single.archive);
        }
    }

    /** {@code ./rankstream demo}. */
    @Command(
            name = "demo",
            description = "Starts servers, jobs and load, and shows live boards.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class DemoCommand implements Callable<Integer> {

        @Mixin private final DemoOptions options = new DemoOptions();
        @Mixin private final PortOptions ports = new PortOptions();

        @Override
        public Integer call() throws IOException, InterruptedException {
            options.check();
            Installation.checkMachine();
            Installation installation = Installation.current();
            installation.checkAllBuilt();
            try (StopSignal stop = StopSignal.install()) {
                return new Demo(options, ports.ports(), installation, Terminal.current(), stop)
                        .run();
            }
        }
    }

    /** {@code ./rankstream chaos}. */
    @Command(
            name = "chaos",
            description =
                    "Breaks one thing after the other under the job, and compares every board in"
                            + " both modes of delivery with the known truth.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class ChaosCommand implements Callable<Integer> {

        @Mixin private final ChaosOptions options = new ChaosOptions();
        @Mixin private final PortOptions ports = new PortOptions();

        @Override
        public Integer call() throws IOException, InterruptedException {
            options.check();
            Installation.checkMachine();
            Installation installation = Installation.current();
            installation.checkBuilt();
            try (StopSignal stop = StopSignal.install()) {
                return new Chaos(options, ports.ports(), installation, Terminal.current(), stop)
                        .run();
            }
        }
    }

    /** {@code ./rankstream up}. */
    @Command(
            name = "up",
            description = "Starts the servers alone, for a job in the IDE, until Ctrl-C.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class UpCommand implements Callable<Integer> {

        @Mixin private final PortOptions ports = new PortOptions();

        @Override
        public Integer call() throws IOException, InterruptedException {
            Installation.checkMachine();
            Terminal terminal = Terminal.current();
            try (StopSignal stop = StopSignal.install();
                    WorkingFolder folder =
                            WorkingFolder.open(Installation.current().workingFolder())) {
                folder.stopLeftOvers();
                Ports.requireFree(ports.ports().ofServers());
                folder.clear();
                try (LocalServers servers =
                        LocalServers.start(
                                ports.ports(), folder, RedisOptions.defaults(), terminal)) {
                    folder.endpoints().write(folder.run(), servers, Map.of());
                    terminal.line(
                            "run a job with --properties <its file>,<the file of its name in "
                                    + folder.endpoints().folder()
                                    + ">");
                    terminal.line("Ctrl-C stops");
                    stop.await();
                }
                folder.delete();
                return 0;
            }
        }
    }
}
