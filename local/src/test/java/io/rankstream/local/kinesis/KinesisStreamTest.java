package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KinesisStreamTest {

    private static final int PRODUCERS = 3;
    private static final int RESHARDINGS = 300;

    private final KinesisStream stream =
            new KinesisStream(
                    "events",
                    4,
                    KinesisStream.Mode.PROVISIONED,
                    KinesisServer.Options.defaults().withTransitionTime(Duration.ZERO),
                    new AtomicLong());

    @Test
    void putsEveryRecordIntoExactlyOneShardThatOwnsItWhileShardsChange() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        int acknowledged = 0;
        try {
            List<Future<Integer>> producers = new ArrayList<>();
            for (int seed = 0; seed < PRODUCERS; seed++) {
                Random keys = new Random(seed);
                producers.add(threads.submit(() -> produce(keys, stop)));
            }
            for (int i = 0; i < RESHARDINGS; i++) {
                stream.resize(i % 2 == 0 ? 3 : 4);
            }
            stop.set(true);
            for (Future<Integer> producer : producers) {
                acknowledged += producer.get();
            }
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }

        int stored = 0;
        for (Shard shard : stream.shards()) {
            List<StoredRecord> records =
                    shard.read(shard.trimHorizon(), Integer.MAX_VALUE, Long.MAX_VALUE, 0).records();
            stored += records.size();
            for (StoredRecord taken : records) {
                BigInteger key = HashRange.hashKey(taken.partitionKey());
                assertThat(shard.range().contains(key)).as(taken.partitionKey()).isTrue();
            }
        }
        assertThat(stored).isEqualTo(acknowledged).isPositive();
    }

    /** Returns the number of acknowledged records. */
    private int produce(Random keys, AtomicBoolean stop) {
        int acknowledged = 0;
        while (!stop.get()) {
            List<NewRecord> batch = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String key = Integer.toString(keys.nextInt());
                batch.add(new NewRecord(key, HashRange.hashKey(key), new byte[1]));
            }
            acknowledged += stream.put(batch, Admission.ALL).size();
        }
        return acknowledged;
    }
}
