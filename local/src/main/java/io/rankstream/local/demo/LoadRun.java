package io.rankstream.local.demo;

import io.rankstream.datagen.ArrivalReader;
import io.rankstream.datagen.ArrivedRecord;
import io.rankstream.datagen.KinesisSink;
import io.rankstream.datagen.KnownTruth;
import io.rankstream.datagen.LoadPlan;
import io.rankstream.datagen.MySqlPlayers;
import io.rankstream.datagen.PlayersTable;
import io.rankstream.datagen.Progress;
import io.rankstream.datagen.RacingLoad;
import io.rankstream.datagen.Sinks;
import io.rankstream.datagen.TrimmedStreamException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Sends a racing load to the local servers in a thread of its own. */
final class LoadRun implements AutoCloseable {

    private final LocalServers servers;
    private final RacingLoad load;
    private final long startedAt = System.nanoTime();
    private final Thread thread = new Thread(this::send, "load");
    private volatile boolean stopping;
    private volatile Throwable failure;

    private LoadRun(LocalServers servers, LoadPlan plan) {
        this.servers = servers;
        this.load = RacingLoad.create(plan);
        thread.setUncaughtExceptionHandler((dead, cause) -> failure = cause);
    }

    static LoadRun start(LocalServers servers, LoadPlan plan) {
        LoadRun run = new LoadRun(servers, plan);
        run.thread.start();
        return run;
    }

    private void send() {
        try (KinesisClient kinesis = servers.connectKinesis();
                Sinks sinks =
                        new Sinks(
                                KinesisSink.events(kinesis, LocalServers.EVENTS),
                                new RowSink(servers),
                                KinesisSink.controls(
                                        kinesis, LocalServers.CONTROL, LocalServers.EVENTS))) {
            load.run(sinks, () -> stopping);
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For how long it has been sending. */
    Duration running() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    boolean isOver() {
        return !thread.isAlive();
    }

    Progress progress() {
        return load.progress();
    }

    /** Why it ended before its time. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Everything that a stream holds now. */
    List<ArrivedRecord> records(String stream) throws InterruptedException {
        try (KinesisClient kinesis = servers.connectKinesis()) {
            return new ArrivalReader(kinesis, stream).readAll();
        }
    }

    /**
     * What the boards must show, from what stream and table hold now that the load is over.
     *
     * @throws IOException if the stream has dropped records to stay within its memory
     */
    KnownTruth truth() throws IOException, InterruptedException {
        List<ArrivedRecord> records = records(LocalServers.EVENTS);
        try (MySqlPlayers players = servers.openPlayers()) {
            return load.truth(records, new PlayersTable(players.rows(), load.players().deleted()));
        } catch (TrimmedStreamException e) {
            throw new IOException(
                    e.getMessage()
                            + ", its memory is full: use fewer --seconds, a lower --rate, or more"
                            + " memory with RANKSTREAM_JAVA_OPTS=-Xmx4g",
                    e);
        }
    }

    /** Stops sending and returns when nothing is on its way any more. */
    void end() {
        stopping = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
    }
}
