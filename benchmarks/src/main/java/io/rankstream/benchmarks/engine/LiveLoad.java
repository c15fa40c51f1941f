package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.OwnTimes;
import io.rankstream.datagen.KinesisClients;
import io.rankstream.datagen.LoadPlan;
import io.rankstream.datagen.RacingEvent;
import io.rankstream.datagen.RacingEvents;
import io.rankstream.datagen.RacingPlayers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/**
 * Sends racing events to Kinesis at a steady rate, in a process of its own that yields to the job:
 * until its input ends, or so many are sent. It says when it is ready, and in the end how many
 * metres it has sent.
 */
public final class LiveLoad {

    static final String READY = "ready";

    private static final int PLAYERS = 100_000;
    private static final double SKEW = 0.8;
    private static final int LARGEST_REQUEST = 500;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final KinesisClient kinesis;
    private final SplittableRandom random = new SplittableRandom(System.nanoTime());
    private final RacingEvents events = new RacingEvents(random);
    private final RacingPlayers players =
            new RacingPlayers(new LoadPlan.Population(PLAYERS, SKEW, 0, 0, 0, 0, 0), random);
    private final OwnTimes times = new OwnTimes();
    private long metres;
    private long sent;

    private LiveLoad(KinesisClient kinesis) {
        this.kinesis = kinesis;
    }

    /**
     * Sends.
     *
     * @param args the endpoint, events a second, and how many at most
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (KinesisClient kinesis =
                KinesisClients.connect(LiveServers.REGION, Optional.of(URI.create(args[0])))) {
            LiveLoad load = new LiveLoad(kinesis);
            System.out.println(READY);
            load.run(Integer.parseInt(args[1]), Long.parseLong(args[2]), System.in);
            System.out.println(load.metres);
        }
    }

    private void run(int perSecond, long most, InputStream until)
            throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        while (sent < most && until.available() == 0) {
            long elapsed = System.nanoTime() - startedAt;
            long due = Math.min(most, elapsed * perSecond / 1_000_000_000L);
            while (sent < due) {
                put((int) Math.min(LARGEST_REQUEST, due - sent));
            }
            TimeUnit.NANOSECONDS.sleep(TICK_NANOS);
        }
    }

    private void put(int count) {
        List<PutRecordsRequestEntry> entries = new ArrayList<>(count);
        long now = System.currentTimeMillis();
        for (int i = 0; i < count; i++) {
            int player = players.next(random);
            Instant time = Instant.ofEpochMilli(times.take(player, now));
            RacingEvent event = events.next(players.id(player), time);
            metres += event.distanceMeters();
            entries.add(
                    PutRecordsRequestEntry.builder()
                            .partitionKey(event.playerId())
                            .data(SdkBytes.fromByteArrayUnsafe(event.json()))
                            .build());
        }
        sent += count;
        PutRecordsResponse response =
                kinesis.putRecords(put -> put.streamName(LiveServers.EVENTS).records(entries));
        if (response.failedRecordCount() > 0) {
            throw new IllegalStateException(response.failedRecordCount() + " records were refused");
        }
    }
}
