package io.rankstream.model.scoring;

import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.control.BoardRule;
import io.rankstream.model.control.BoardTrack;
import io.rankstream.model.expression.ExpressionCompiler;
import java.io.Serializable;
import java.time.Duration;

/** How long the scoring remembers and waits, and how much it counts. */
public final class ScoringLimits implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int DEFAULT_MAX_DISTINCT = 10_000;
    private static final long NO_SESSIONS = 0;

    /** A thousand years: sums with times stay far from the ends of a long. */
    static final long UNREACHED_MILLIS = Duration.ofDays(365_250).toMillis();

    private final long dedupHorizonMillis;
    private final long parkingMillis;
    private final int maxParkedEvents;
    private final long slackMillis;
    private final long eraseAfterMillis;
    private final long correctionsHorizonMillis;
    private final long sessionGapMillis;
    private final long sessionLatenessMillis;
    private final int maxDistinct;
    private final boolean forgets;

    /**
     * Limits without corrections and sessions.
     *
     * @param dedupHorizon within it an id counts once; older events are not counted live
     * @param parking how long an event waits for its player's profile
     * @param maxParkedEvents how many of one player wait at most
     * @param slack how long after everything in time has come a window is announced final
     * @param eraseAfter how long a deleted player could come back
     */
    public ScoringLimits(
            Duration dedupHorizon,
            Duration parking,
            int maxParkedEvents,
            Duration slack,
            Duration eraseAfter) {
        this(
                dedupHorizon.toMillis(),
                parking.toMillis(),
                maxParkedEvents,
                slack.toMillis(),
                eraseAfter.toMillis(),
                0,
                NO_SESSIONS,
                0,
                DEFAULT_MAX_DISTINCT,
                true);
    }

    private ScoringLimits(
            long dedupHorizonMillis,
            long parkingMillis,
            int maxParkedEvents,
            long slackMillis,
            long eraseAfterMillis,
            long correctionsHorizonMillis,
            long sessionGapMillis,
            long sessionLatenessMillis,
            int maxDistinct,
            boolean forgets) {
        this.dedupHorizonMillis = dedupHorizonMillis;
        this.parkingMillis = parkingMillis;
        this.maxParkedEvents = maxParkedEvents;
        this.slackMillis = slackMillis;
        this.eraseAfterMillis = eraseAfterMillis;
        this.correctionsHorizonMillis = correctionsHorizonMillis;
        this.sessionGapMillis = sessionGapMillis;
        this.sessionLatenessMillis = sessionLatenessMillis;
        this.maxDistinct = maxDistinct;
        this.forgets = forgets;
    }

    /**
     * These limits with corrections.
     *
     * @param horizon how long an event may be judged again
     */
    public ScoringLimits withCorrections(Duration horizon) {
        return new ScoringLimits(
                dedupHorizonMillis,
                parkingMillis,
                maxParkedEvents,
                slackMillis,
                eraseAfterMillis,
                horizon.toMillis(),
                sessionGapMillis,
                sessionLatenessMillis,
                maxDistinct,
                forgets);
    }

    /**
     * These limits with sessions.
     *
     * @param gap the longest pause within a session, more than nothing
     * @param lateness how long after a gap an event may arrive and still be in its session
     */
    public ScoringLimits withSessions(Duration gap, Duration lateness) {
        return new ScoringLimits(
                dedupHorizonMillis,
                parkingMillis,
                maxParkedEvents,
                slackMillis,
                eraseAfterMillis,
                correctionsHorizonMillis,
                gap.toMillis(),
                lateness.toMillis(),
                maxDistinct,
                forgets);
    }

    /**
     * These limits with another number of distinct values.
     *
     * @param max how many of one member in one window are told apart
     */
    public ScoringLimits withMaxDistinct(int max) {
        return new ScoringLimits(
                dedupHorizonMillis,
                parkingMillis,
                maxParkedEvents,
                slackMillis,
                eraseAfterMillis,
                correctionsHorizonMillis,
                sessionGapMillis,
                sessionLatenessMillis,
                max,
                forgets);
    }

    /**
     * These limits where everything of a player is known before it is judged: no event waits for a
     * profile, none is too old to count, and nothing is ever forgotten.
     */
    public ScoringLimits withoutForgetting() {
        return new ScoringLimits(
                UNREACHED_MILLIS,
                parkingMillis,
                0,
                slackMillis,
                eraseAfterMillis,
                correctionsHorizonMillis,
                sessionGapMillis,
                sessionLatenessMillis,
                maxDistinct,
                false);
    }

    /** Whether what is over is forgotten some day. */
    boolean forgets() {
        return forgets;
    }

    /** Events at most so much older than their arrival count live. */
    public long dedupHorizonMillis() {
        return dedupHorizonMillis;
    }

    long parkingMillis() {
        return parkingMillis;
    }

    int maxParkedEvents() {
        return maxParkedEvents;
    }

    /** As long as an event of a deleted player could come back, its id must be known. */
    long forgetDeletedAfterMillis() {
        return Math.max(eraseAfterMillis, dedupHorizonMillis);
    }

    /** Events at most so much older than their arrival may be judged again; 0 for none. */
    public long correctionsHorizonMillis() {
        return correctionsHorizonMillis;
    }

    boolean hasSessions() {
        return sessionGapMillis != NO_SESSIONS;
    }

    long sessionGapMillis() {
        return sessionGapMillis;
    }

    long sessionLatenessMillis() {
        return sessionLatenessMillis;
    }

    /** How many distinct values of one member in one window are told apart. */
    public int maxDistinct() {
        return maxDistinct;
    }

    /** How long after its last event a session is closed. */
    private long sessionDelayMillis() {
        return OpenSessions.closed(0, sessionGapMillis, sessionLatenessMillis);
    }

    /** How long after everything in time has come a window is closed and announced. */
    long closeDelayMillis() {
        return parkingMillis + slackMillis;
    }

    /**
     * How long after its end a window of a board is closed and announced, in milliseconds: once the
     * events that its rules allow have come, and the sessions that they score have ended.
     */
    long closesAfterMillis(BoardTrack track, boolean scoresSessions) {
        long lateness = track.maxLateness().toMillis();
        return (scoresSessions ? Math.max(lateness, sessionDelayMillis()) : lateness)
                + closeDelayMillis();
    }

    /**
     * As {@link #closesAfterMillis(BoardTrack, boolean)}, for a board that is not compiled.
     *
     * @throws InvalidDefinitionException if a rule does not compile
     */
    public long closesAfterMillis(BoardTrack track, ExpressionCompiler compiler)
            throws InvalidDefinitionException {
        boolean sessions = false;
        for (BoardRule rule : track.rules()) {
            sessions |= compiler.scoresSessions(rule.definition());
        }
        return closesAfterMillis(track, sessions);
    }
}
