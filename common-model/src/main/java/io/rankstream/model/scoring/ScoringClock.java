package io.rankstream.model.scoring;

/** The two clocks of the scoring; both show epoch milliseconds. */
public interface ScoringClock {

    /** How far the arrivals have come: closes windows and frees state, decides nothing. */
    long arrival();

    /** What the wall shows: what is in force now, and how long to wait for a profile. */
    long wall();

    /**
     * Until when unknown players wait at least, on the wall clock: the profiles are being loaded.
     */
    long warmUntil();
}
