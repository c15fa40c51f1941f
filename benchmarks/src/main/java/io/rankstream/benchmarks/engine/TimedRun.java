package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.InexactRunException;
import io.rankstream.benchmarks.load.KnownBoards;
import io.rankstream.benchmarks.load.RacingRecords;
import io.rankstream.benchmarks.load.ScoreLog;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where the tasks of a run meet: what they read, when the time starts and ends, what they wrote.
 *
 * <p>The time starts when everything is written that the first markers lead to, so that every task
 * is up, and ends with the last thing written. Making the records and starting and ending the job
 * are not in it.
 */
public final class TimedRun implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 600;

    private static final long STUCK_SECONDS = 30;

    private static final Map<String, TimedRun> RUNS = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final RacingRecords records;
    private final KnownBoards known;
    private final Set<String> firsts = ConcurrentHashMap.newKeySet();
    private final Set<String> lasts = ConcurrentHashMap.newKeySet();
    private final int firstsDue;
    private final int lastsDue;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Queue<ScoreLog> logs = new ConcurrentLinkedQueue<>();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private long startedAt;
    private volatile long endedAt;

    /** A run that writes the boards. */
    public TimedRun(RacingRecords records, KnownBoards known) {
        this(
                records,
                known,
                known.standings(records.begin() - RacingRecords.MARKERS, records.begin()),
                known.standings(records.size() - RacingRecords.MARKERS, records.size()));
    }

    private TimedRun(RacingRecords records, KnownBoards known, int firstsDue, int lastsDue) {
        this.records = records;
        this.known = known;
        this.firstsDue = firstsDue;
        this.lastsDue = lastsDue;
        RUNS.put(id, this);
    }

    /** A run that writes nothing and notes each marker once. */
    static TimedRun withoutBoards(RacingRecords records, KnownBoards known) {
        return new TimedRun(records, known, RacingRecords.MARKERS, RacingRecords.MARKERS);
    }

    /** The run of this id; tasks carry the id alone. */
    static TimedRun of(String id) {
        TimedRun run = RUNS.get(id);
        if (run == null) {
            throw new IllegalStateException("no run " + id + " in this JVM");
        }
        return run;
    }

    String id() {
        return id;
    }

    RacingRecords records() {
        return records;
    }

    KnownBoards known() {
        return known;
    }

    /** A log for one task. */
    ScoreLog newLog() {
        ScoreLog log = known.newLog();
        logs.add(log);
        return log;
    }

    Collection<ScoreLog> logs() {
        return logs;
    }

    /** Notes what was written of a marker; the same may come more than once. */
    void marker(String player, String what) {
        if (RacingRecords.isFirst(player)) {
            if (firsts.add(player + what) && firsts.size() >= firstsDue) {
                begun.countDown();
            }
        } else if (lasts.add(player + what) && lasts.size() >= lastsDue) {
            done.countDown();
        }
    }

    /** Says that something was written just now. */
    void wrote() {
        endedAt = System.nanoTime();
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void answer() {
        answers.increment();
    }

    /** Waits until the first markers are written, and starts the time. */
    void awaitBegin() throws InterruptedException {
        if (!begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new InexactRunException(
                    firsts.size() + " of " + firstsDue + " first scores were written");
        }
        synchronized (this) {
            if (startedAt == 0) {
                startedAt = System.nanoTime();
            }
        }
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** Waits a moment for the last markers; whether all are written. */
    boolean awaitDone(long millis) throws InterruptedException {
        return done.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Nanoseconds since the last thing was written. */
    long quietNanos() {
        return System.nanoTime() - endedAt;
    }

    /** Whether something has been written, and nothing for longer than anything takes. */
    boolean isStuck() {
        return endedAt != 0 && quietNanos() > TimeUnit.SECONDS.toNanos(STUCK_SECONDS);
    }

    /** What is there and what should be. */
    String describe() {
        return "%d of %d first scores, %d of %d last scores and %d of %d late events were written"
                .formatted(
                        firsts.size(),
                        firstsDue,
                        lasts.size(),
                        lastsDue,
                        deadLetters.sum(),
                        known.late());
    }

    long deadLetters() {
        return deadLetters.sum();
    }

    long answers() {
        return answers.sum();
    }

    /** From the start until the last thing was written. */
    synchronized long nanos() {
        return endedAt - startedAt;
    }

    @Override
    public void close() {
        RUNS.remove(id);
    }
}
