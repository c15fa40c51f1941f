package io.rankstream.local.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Reads boards whose scores can only grow, over and over, and notes every score that is lower than
 * one read before. A member may be absent for a while; it must not come back with less.
 */
final class GrowthWatch implements AutoCloseable {

    private static final int POLL_MILLIS = 200;
    private static final int MOST_NOTED = 20;

    private final RedisBoards redis;
    private final List<String> keys;
    private final Map<String, Map<String, Double>> highest = new HashMap<>();
    private final List<String> falls = new ArrayList<>();
    private final Thread thread = new Thread(this::watch, "growth-watch");
    private volatile boolean closing;
    private long looks;
    private final AtomicLong outages = new AtomicLong();

    private GrowthWatch(RedisBoards redis, List<String> keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /**
     * Reads until it is closed; outages of Redis are waited out.
     *
     * @param redis closed with it
     */
    static GrowthWatch start(RedisBoards redis, List<String> keys) {
        GrowthWatch watch = new GrowthWatch(redis, keys);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        while (!closing) {
            look();
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look() {
        try {
            for (String key : keys) {
                compare(key, redis.board(key));
            }
        } catch (JedisException e) {
            // Redis is away: what it shows when it is back is what counts.
            outages.incrementAndGet();
        }
    }

    private synchronized void compare(String key, Map<String, Double> board) {
        looks++;
        Map<String, Double> known = highest.computeIfAbsent(key, name -> new HashMap<>());
        board.forEach(
                (member, score) -> {
                    double before = known.merge(member, score, Math::max);
                    if (score < before && falls.size() < MOST_NOTED) {
                        falls.add(key + " " + member + " fell from " + before + " to " + score);
                    }
                });
    }

    /** How often a board was read. */
    synchronized long looks() {
        return looks;
    }

    /** How often Redis could not be read. */
    long outages() {
        return outages.get();
    }

    /** The first falls seen, for people. */
    synchronized List<String> falls() {
        return List.copyOf(falls);
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            redis.close();
        }
    }
}
