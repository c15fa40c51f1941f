package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.config.AuditConfig;
import io.rankstream.model.command.RegisteredKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.ScanParams;

/**
 * Leads the audit over every registered key of every board, in the order of their names, at a pace
 * that makes one round take the audit's period.
 *
 * <p>A round begins with a count. A key counts as one more than it has members: even thousands of
 * empty ones cannot make it a busy loop. What is added while a round is under way may have to wait
 * for the next one.
 */
final class AuditRound {

    /** What to read next. */
    static final class Step {

        private final String board;
        private final RegisteredKey key;
        private final String cursor;
        private final boolean counts;

        private Step(String board, RegisteredKey key, String cursor, boolean counts) {
            this.board = board;
            this.key = key;
            this.cursor = cursor;
            this.counts = counts;
        }

        String board() {
            return board;
        }

        /** The key to read a page of; null if the keys of the board are asked for. */
        RegisteredKey key() {
            return key;
        }

        String cursor() {
            return cursor;
        }

        /** Whether the members of the keys are to be counted. */
        boolean counts() {
            return counts;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(AuditRound.class);

    /** How soon to look again while there is nothing to audit. */
    private static final Duration EMPTY_WAIT = Duration.ofMinutes(1);

    /** How much of a delay is made up for: not all that an outage took, in one burst. */
    private static final long CATCH_UP_MILLIS = 1_000;

    private final AuditConfig config;

    private NavigableSet<String> boards;
    private Deque<String> uncounted;
    private long units;
    private double millisPerUnit;
    private double dueAt;
    private long rounds;

    private String board;
    private String key;
    private String cursor;
    private NavigableMap<String, RegisteredKey> keys;

    AuditRound(AuditConfig config, WatchSplit restored) {
        this.config = config;
        board = restored.board();
        key = restored.key();
        cursor = restored.cursor();
    }

    /** Takes in which boards there are now. */
    void boards(Collection<String> names) {
        boards = new TreeSet<>(names);
    }

    /** When {@link #next} is to be executed, epoch milliseconds. */
    long dueAt() {
        return (long) Math.ceil(dueAt);
    }

    /**
     * What to read next.
     *
     * @return null if there is nothing to audit before {@link #dueAt}
     */
    Step next(long now) {
        if (config.period().isZero()) {
            dueAt = Double.POSITIVE_INFINITY;
            return null;
        }
        if (boards == null) {
            return null;
        }
        if (uncounted == null) {
            uncounted = new ArrayDeque<>(boards);
            units = 0;
            millisPerUnit = 0;
        }
        if (!uncounted.isEmpty()) {
            return new Step(uncounted.peek(), null, null, true);
        }
        if (units == 0) {
            dueAt = (double) now + Math.min(config.period().toMillis(), EMPTY_WAIT.toMillis());
            endRound();
            return null;
        }
        if (millisPerUnit == 0) {
            pace(now);
        }
        if (keys == null) {
            return new Step(board, null, null, false);
        }
        return new Step(board, keys.get(key), cursor, false);
    }

    private void pace(long now) {
        double wanted = (double) config.period().toMillis() / units;
        double fastest = 1_000.0 / config.probesPerSecond();
        millisPerUnit = Math.max(wanted, fastest);
        if (fastest > wanted) {
            LOG.warn(
                    "audit.probes_per_second makes this round over {} members and keys take {}"
                            + " instead of audit.period",
                    units,
                    Duration.ofSeconds((long) (fastest * units / 1_000)));
        }
        dueAt = (double) now;
        if (board == null) {
            board = boards.isEmpty() ? null : boards.first();
            key = null;
        }
    }

    /** Takes in how many members the keys of the board asked for have. */
    void counted(long keyCount, long members) {
        uncounted.remove();
        units += keyCount + members;
    }

    /** Takes in the keys of the board asked for. */
    void listed(NavigableMap<String, RegisteredKey> found) {
        keys = found;
        String at = key == null ? firstOf(found) : found.ceilingKey(key);
        if (at == null || !at.equals(key)) {
            cursor = ScanParams.SCAN_POINTER_START;
        }
        key = at;
        if (key == null) {
            nextBoard();
        }
    }

    private static String firstOf(NavigableMap<String, RegisteredKey> map) {
        return map.isEmpty() ? null : map.firstKey();
    }

    /** Takes in that a page of the key asked for was read. */
    void scanned(String nextCursor, int members, long now) {
        boolean keyDone = nextCursor.equals(ScanParams.SCAN_POINTER_START);
        int read = keyDone ? members + 1 : members;
        dueAt = Math.max(dueAt, (double) now - CATCH_UP_MILLIS) + read * millisPerUnit;
        cursor = nextCursor;
        if (keyDone) {
            key = keys.higherKey(key);
            if (key == null) {
                nextBoard();
            }
        }
    }

    private void nextBoard() {
        board = boards.higher(board);
        key = null;
        keys = null;
        if (board == null) {
            rounds++;
            endRound();
        }
    }

    private void endRound() {
        uncounted = null;
        board = null;
        key = null;
        keys = null;
    }

    /**
     * Reads the key under way from its start: after an outage the server may be another, which does
     * not know the cursor.
     */
    void interrupted() {
        cursor = ScanParams.SCAN_POINTER_START;
    }

    long rounds() {
        return rounds;
    }

    /** The board that the round is at, or null if none is under way. */
    String board() {
        return board;
    }

    /** The key that the round is at, or null for the board's first. */
    String key() {
        return key;
    }

    String cursor() {
        return cursor;
    }
}
