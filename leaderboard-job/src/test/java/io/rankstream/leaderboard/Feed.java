package io.rankstream.leaderboard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Lets players drive at a steady pace, 100 events a second each of one metre, until it is closed,
 * and remembers every event.
 */
final class Feed implements AutoCloseable {

    private static final int PAUSE_MILLIS = 50;

    /** A millisecond apart: two events of one player at one time would be one. */
    private static final int EVENTS_AT_ONCE = 5;

    private final RacingGame game;
    private final Map<String, Integer> speeds;
    private final Map<String, List<Instant>> sent;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private ScheduledFuture<?> driving;

    private Feed(RacingGame game, Map<String, Integer> speeds) {
        this.game = game;
        this.speeds = Map.copyOf(speeds);
        this.sent = new HashMap<>();
        speeds.keySet().forEach(player -> sent.put(player, new ArrayList<>()));
    }

    /**
     * Starts to drive.
     *
     * @param speeds by player, km/h; they should have rows, or their events wait for them
     */
    static Feed start(RacingGame game, Map<String, Integer> speeds) {
        Feed feed = new Feed(game, speeds);
        feed.driving =
                feed.thread.scheduleWithFixedDelay(
                        feed::drive, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return feed;
    }

    private void drive() {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < EVENTS_AT_ONCE; i++) {
            Instant at = now.plusMillis(i);
            speeds.forEach((player, speed) -> events.add(RacingGame.event(player, speed, 1, at)));
        }
        game.putEvents(events);
        synchronized (sent) {
            for (int i = 0; i < EVENTS_AT_ONCE; i++) {
                Instant at = now.plusMillis(i);
                sent.values().forEach(times -> times.add(at));
            }
        }
    }

    /** How many events of a player were sent by now. */
    int count(String player) {
        return count(player, at -> true);
    }

    /** How many events of a player were sent by now that happened before a time. */
    int countBefore(String player, Instant time) {
        return count(player, at -> at.isBefore(time));
    }

    /** How many events of a player were sent by now that happened at a time or later. */
    int countFrom(String player, Instant time) {
        return count(player, at -> !at.isBefore(time));
    }

    private int count(String player, Predicate<Instant> which) {
        synchronized (sent) {
            return (int) sent.get(player).stream().filter(which).count();
        }
    }

    /** Stops driving, or finds that it has been; fails if a put failed. */
    void stop() {
        driving.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the feed does not end");
            }
            // Only a failure ends the task before it is cancelled.
            if (!driving.isCancelled()) {
                driving.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the feed failed", e.getCause());
        }
    }

    @Override
    public void close() {
        stop();
    }
}
