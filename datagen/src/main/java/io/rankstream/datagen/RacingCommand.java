package io.rankstream.datagen;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Sends racing's events, players and control messages, and writes the known truth. */
@Command(
        name = "racing",
        description = "Sends racing's events, players and control messages.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class RacingCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @ArgGroup(validate = false, heading = "Load:%n")
    private final LoadOptions load = new LoadOptions();

    @ArgGroup(validate = false, heading = "Where it goes:%n")
    private final TargetOptions target = new TargetOptions();

    private final CountDownLatch stop = new CountDownLatch(1);

    private static final class LoadOptions {

        @Option(names = "--rate", description = "new events a second")
        double rate = 1_000;

        @Option(names = "--seconds", description = "how long; 0 is until stopped")
        long seconds = 60;

        @Option(names = "--events", description = "how many new events; 0 is no limit")
        long events;

        @Option(names = "--seed", description = "the same seed and start give the same bytes")
        long seed = 1;

        @Option(names = "--players", description = "how many players")
        int players = 1_000;

        @Option(names = "--skew", description = "exponent of the Zipf distribution, 0 is even")
        double skew = 0.8;

        @Option(names = "--bots", description = "bots, %% of rows")
        double bots = 10;

        @Option(names = "--rowless", description = "players without a row, %%")
        double rowless = 2;

        @Option(names = "--late-rows", description = "players whose row comes seconds later, %%")
        double lateRows = 5;

        @Option(names = "--odd-ids", description = "ids with spaces, colons, braces, emoji, %%")
        double oddIds = 2;

        @Option(names = "--row-changes", description = "changes of rows a second")
        double rowChanges = 5;

        @Option(names = "--duplicates", description = "events sent once more, %%")
        double duplicates = 3;

        @Option(names = "--copy-delay", description = "longest delay of a copy, seconds")
        long copyDelay = 20;

        @Option(names = "--repeated-batches", description = "puts repeated as a whole, %%")
        double repeatedBatches = 1;

        @Option(names = "--disorder", description = "events are at most this old, seconds")
        long disorder = 3;

        @Option(names = "--late-minutes", description = "events late by up to ten minutes, %%")
        double lateMinutes = 2;

        @Option(names = "--late-days", description = "events late by one to seven days, %%")
        double lateDays = 1;

        @Option(names = "--bad", description = "records that must not be counted, %%")
        double bad = 0.5;

        @Option(
                names = "--scenario-after",
                description = "seconds until the scripted control messages begin; -1 is never")
        long scenarioAfter = -1;

        @Option(names = "--scenario-every", description = "seconds between control messages")
        long scenarioEvery = 5;

        LoadPlan plan(boolean paced) {
            return new LoadPlan(
                    seed,
                    new LoadPlan.Pace(
                            rate,
                            events == 0 ? Long.MAX_VALUE : events,
                            seconds == 0 ? LoadPlan.ENDLESS : Duration.ofSeconds(seconds),
                            paced),
                    new LoadPlan.Population(
                            players, skew, bots, rowless, lateRows, oddIds, rowChanges),
                    new LoadPlan.Faults(
                            duplicates,
                            Duration.ofSeconds(copyDelay),
                            repeatedBatches,
                            Duration.ofSeconds(disorder),
                            lateMinutes,
                            lateDays,
                            bad),
                    scenarioAfter < 0
                            ? LoadPlan.Scenario.NONE
                            : LoadPlan.Scenario.of(
                                    Duration.ofSeconds(scenarioAfter),
                                    Duration.ofSeconds(scenarioEvery)));
        }
    }

    private static final class TargetOptions {

        @Option(names = "--region", description = "AWS region")
        String region = "eu-west-1";

        @Option(names = "--endpoint", description = "of a local Kinesis; none is AWS itself")
        URI endpoint;

        @Option(names = "--events-stream", description = "the stream for events")
        String eventsStream = "events";

        @Option(names = "--control-stream", description = "the stream for control messages")
        String controlStream = "control";

        @Option(names = "--mysql-url", description = "such as jdbc:mysql://127.0.0.1:3306/")
        String mysqlUrl;

        @Option(names = "--mysql-user", description = "may create and change gaming.players")
        String mysqlUser = "root";

        @Option(names = "--mysql-password", description = "env:NAME or file:PATH; none is empty")
        String mysqlPassword = "";

        @Option(names = "--files", description = "write JSON lines here, unpaced, send nothing")
        Path files;

        @Option(names = "--truth", description = "write the boards that must come of it here")
        Path truth;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CountDownLatch finished = new CountDownLatch(1);
        // An interrupted load still ends its own way: copies sent, truth written.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndAwait(finished), "stop-load"));
        try {
            return target.files == null ? runAgainstServices() : runIntoFiles();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } finally {
            finished.countDown();
        }
    }

    private void stopAndAwait(CountDownLatch finished) {
        stop.countDown();
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int runIntoFiles() throws IOException, InterruptedException {
        RacingLoad racing = RacingLoad.create(load.plan(false));
        ArrivalLog arrivals = new ArrivalLog();
        try (Sinks files = FileSink.in(target.files)) {
            LoadSink<StreamRecord> events =
                    target.truth == null ? files.events() : LoadSink.both(files.events(), arrivals);
            run(racing, new Sinks(events, files.rows(), files.controls()));
        }
        if (target.truth != null) {
            racing.truth(arrivals.records(), racing.players()).writeTo(target.truth);
        }
        return 0;
    }

    private int runAgainstServices() throws IOException, InterruptedException {
        if (target.mysqlUrl == null) {
            throw new IllegalArgumentException("--mysql-url is needed, or --files");
        }
        RacingLoad racing = RacingLoad.create(load.plan(true));
        try (KinesisClient kinesis =
                        KinesisClients.connect(
                                target.region, Optional.ofNullable(target.endpoint));
                MySqlPlayers players =
                        MySqlPlayers.open(
                                target.mysqlUrl,
                                target.mysqlUser,
                                Secrets.read(target.mysqlPassword));
                Sinks sinks =
                        new Sinks(
                                KinesisSink.events(kinesis, target.eventsStream),
                                players.sink(),
                                KinesisSink.controls(
                                        kinesis, target.controlStream, target.eventsStream))) {
            run(racing, sinks);
            if (target.truth != null) {
                List<ArrivedRecord> records =
                        new ArrivalReader(kinesis, target.eventsStream).readAll();
                PlayersTable table = new PlayersTable(players.rows(), racing.players().deleted());
                racing.truth(records, table).writeTo(target.truth);
            }
        }
        return 0;
    }

    private void run(RacingLoad racing, Sinks sinks) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch sent = new CountDownLatch(1);
        Thread reporter = new Thread(() -> report(racing, sent, out), "report-progress");
        reporter.start();
        try {
            racing.run(sinks, () -> stop.getCount() == 0);
        } finally {
            sent.countDown();
            reporter.join();
        }
        print(out, racing.progress());
    }

    private static void report(RacingLoad racing, CountDownLatch sent, PrintWriter out) {
        try {
            while (!sent.await(1, TimeUnit.SECONDS)) {
                print(out, racing.progress());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void print(PrintWriter out, Progress progress) {
        out.println(progress.line());
        out.flush();
    }
}
