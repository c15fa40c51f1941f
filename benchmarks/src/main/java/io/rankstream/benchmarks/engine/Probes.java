package io.rankstream.benchmarks.engine;

import io.rankstream.datagen.RacingEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.RedisClient;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Sends events of players of their own, fifty a second, and looks for them in Redis all the time:
 * how long one takes is from just before it is handed to Kinesis until it is first seen.
 */
final class Probes {

    private static final long PERIOD_MILLIS = 20;
    private static final long LOOK_MILLIS = 1;

    /** With so many that are not seen yet it looks half as often, so that looking takes little. */
    private static final int FEW = 20;

    private static final int METRES = 1;

    private final KinesisClient kinesis;
    private final RedisClient redis;
    private final String board;
    private final String series;
    private final ConcurrentSkipListMap<Long, Long> outstanding = new ConcurrentSkipListMap<>();
    private final List<Seen> seen = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final Thread sender = new Thread(this::send, "probes");
    private final Thread looker = new Thread(this::look, "look for probes");
    private volatile boolean closed;
    private volatile Throwable failure;

    /** One that was seen; nanoseconds of {@link System#nanoTime}. */
    record Seen(long sentAt, long seenAt) {

        double millis() {
            return (seenAt - sentAt) / 1e6;
        }
    }

    private Probes(KinesisClient kinesis, RedisClient redis, String board, String series) {
        this.series = series;
        this.kinesis = kinesis;
        this.redis = redis;
        this.board = board;
        for (Thread thread : List.of(sender, looker)) {
            thread.setUncaughtExceptionHandler((dead, cause) -> failure = cause);
        }
    }

    /**
     * Starts to send.
     *
     * @param board the key of a board on which every player stands
     * @param series tells them from those of others
     */
    static Probes start(LiveServers servers, String board, String series) {
        Probes probes = new Probes(servers.connectKinesis(), servers.connectRedis(), board, series);
        probes.sender.start();
        probes.looker.start();
        return probes;
    }

    private void send() {
        try {
            while (!closed) {
                long number = sent.get();
                RacingEvent event = new RacingEvent(name(number), 200, METRES, Instant.now());
                outstanding.put(number, System.nanoTime());
                kinesis.putRecord(
                        put ->
                                put.streamName(LiveServers.EVENTS)
                                        .partitionKey(event.playerId())
                                        .data(SdkBytes.fromByteArrayUnsafe(event.json())));
                sent.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            while (!closed) {
                Map<Long, Long> due = Map.copyOf(outstanding);
                if (!due.isEmpty()) {
                    look(new ArrayList<>(due.keySet()));
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS + LOOK_MILLIS * due.size() / FEW);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(List<Long> numbers) {
        List<Double> scores =
                redis.zmscore(board, numbers.stream().map(this::name).toArray(String[]::new));
        long now = System.nanoTime();
        synchronized (seen) {
            for (int i = 0; i < numbers.size(); i++) {
                if (scores.get(i) != null) {
                    seen.add(new Seen(outstanding.remove(numbers.get(i)), now));
                }
            }
        }
    }

    private String name(long number) {
        return "probe" + series + "-" + number;
    }

    /** Those sent since then that were seen, as they were seen. */
    List<Seen> seenSince(long sentAt) {
        requireAlive();
        synchronized (seen) {
            return seen.stream().filter(one -> one.sentAt() >= sentAt).toList();
        }
    }

    /** When the oldest was sent that is not seen. */
    OptionalLong oldestOutstanding() {
        requireAlive();
        Map.Entry<Long, Long> oldest = outstanding.firstEntry();
        return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.getValue());
    }

    private void requireAlive() {
        if (failure != null) {
            throw new IllegalStateException("the probes ended", failure);
        }
    }

    /** Ends the sending; how many metres were sent. */
    long stop() throws InterruptedException {
        closed = true;
        sender.join();
        looker.join();
        kinesis.close();
        redis.close();
        requireAlive();
        return sent.get() * METRES;
    }
}
