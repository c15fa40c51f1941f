package io.rankstream.local.demo;

import io.rankstream.datagen.KnownTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits until the job has caught up with a load that is over, and compares all boards with the
 * known truth.
 *
 * <p>Caught up means: no shard lags, and the boards are equal and stay so, or do not change any
 * more. Windows that are over for longer than they are kept count on neither side, see {@link
 * Retention}.
 */
final class Verification {

    /** So long equal boards must stay equal: several flushes, and a repeated delivery. */
    private static final Duration STAYS_EQUAL = Duration.ofSeconds(3);

    /** Longer than an event waits for its player's row. */
    private static final Duration UNCHANGED = Duration.ofSeconds(45);

    /** So long neither boards nor the job's counter need move before the wait is given up. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(4);

    private static final Duration SAY_SOMETHING = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 500;

    private final KnownTruth truth;
    private final Retention retention;
    private final RedisBoards redis;
    private final JobView job;
    private final Terminal terminal;

    Verification(
            KnownTruth truth,
            Retention retention,
            RedisBoards redis,
            JobView job,
            Terminal terminal) {
        this.truth = truth;
        this.retention = retention;
        this.redis = redis;
        this.job = job;
        this.terminal = terminal;
    }

    /** Why a wait has ended. */
    enum End {
        /** The boards are as they stay. */
        SETTLED,
        STOPPED,
        STANDSTILL,
        JOB_FAILED
    }

    /**
     * What the boards showed last, and why nobody looked longer.
     *
     * @param jobFailure why the job is down, as far as that is known
     */
    record Outcome(BoardComparison comparison, End end, Optional<String> jobFailure) {

        /** What is wrong; empty if the job has caught up and every board is equal. */
        Optional<String> failure() {
            return switch (end) {
                case SETTLED -> comparison.isEqual() ? Optional.empty() : Optional.of("different");
                case STOPPED -> Optional.of("not caught up: stopped before");
                case STANDSTILL -> Optional.of("not caught up: the job stands still");
                case JOB_FAILED ->
                        Optional.of("not caught up: " + jobFailure.orElse("the job is down"));
            };
        }
    }

    /**
     * @param stop ends the wait early
     */
    Outcome run(BooleanSupplier stop) throws InterruptedException {
        long saidAt = System.nanoTime();
        long changedAt = saidAt;
        long movedAt = saidAt;
        long equalSince = 0;
        long scoredBefore = -1;
        SortedMap<String, Map<String, Double>> before = null;
        while (true) {
            job.refresh();
            boolean caughtUp = job.lagMillis().orElse(-1) == 0;
            SortedMap<String, Map<String, Double>> boards = redis.all();
            BoardComparison comparison = compare(boards);
            long now = System.nanoTime();
            boolean changed = !boards.equals(before);
            if (changed || !caughtUp) {
                changedAt = now;
            }
            if (changed || job.metrics().scored() != scoredBefore) {
                movedAt = now;
            }
            before = boards;
            scoredBefore = job.metrics().scored();
            if (!caughtUp || !comparison.isEqual()) {
                equalSince = 0;
            } else if (equalSince == 0) {
                equalSince = now;
            }
            if ((equalSince != 0 && now - equalSince >= STAYS_EQUAL.toNanos())
                    || now - changedAt >= UNCHANGED.toNanos()) {
                return outcome(comparison, End.SETTLED);
            }
            if (stop.getAsBoolean()) {
                return outcome(comparison, End.STOPPED);
            }
            if (job.failure().isPresent()) {
                return outcome(comparison, End.JOB_FAILED);
            }
            if (now - movedAt >= LONGEST_STANDSTILL.toNanos()) {
                return outcome(comparison, End.STANDSTILL);
            }
            if (now - saidAt >= SAY_SOMETHING.toNanos()) {
                saidAt = now;
                terminal.line(state(comparison));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private Outcome outcome(BoardComparison comparison, End end) {
        return new Outcome(comparison, end, job.failure());
    }

    private BoardComparison compare(Map<String, Map<String, Double>> boards) {
        Instant now = Instant.now();
        return BoardComparison.of(
                truth.boards(), boards, retention.boards(), key -> retention.isOver(key, now));
    }

    private String state(BoardComparison comparison) {
        return String.format(
                "  lag %s, %,d members not yet as they must be",
                job.lagMillis().isPresent() ? job.lagMillis().getAsLong() + " ms" : "unknown",
                comparison.results().stream().mapToLong(BoardComparison.Result::differences).sum());
    }
}
