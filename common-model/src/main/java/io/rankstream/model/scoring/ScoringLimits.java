package io.rankstream.model.scoring;

import java.io.Serializable;
import java.time.Duration;

/** How long the scoring remembers and waits. */
public final class ScoringLimits implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long dedupHorizonMillis;
    private final long parkingMillis;
    private final int maxParkedEvents;
    private final long slackMillis;
    private final long eraseAfterMillis;

    /**
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
        this.dedupHorizonMillis = dedupHorizon.toMillis();
        this.parkingMillis = parking.toMillis();
        this.maxParkedEvents = maxParkedEvents;
        this.slackMillis = slack.toMillis();
        this.eraseAfterMillis = eraseAfter.toMillis();
    }

    long dedupHorizonMillis() {
        return dedupHorizonMillis;
    }

    long parkingMillis() {
        return parkingMillis;
    }

    int maxParkedEvents() {
        return maxParkedEvents;
    }

    long eraseAfterMillis() {
        return eraseAfterMillis;
    }

    /**
     * How long after end and allowed lateness a window is closed and announced, in milliseconds.
     */
    public long closeDelayMillis() {
        return parkingMillis + slackMillis;
    }
}
