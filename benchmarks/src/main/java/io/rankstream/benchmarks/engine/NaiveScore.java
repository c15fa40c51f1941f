package io.rankstream.benchmarks.engine;

/** A score of a member in a window, as the plain job passes it on. */
public final class NaiveScore {

    public String playerId;

    /** Epoch milliseconds; 0 for all time. */
    public long windowStart;

    public double score;

    static NaiveScore of(String playerId, long windowStart, double score) {
        NaiveScore made = new NaiveScore();
        made.playerId = playerId;
        made.windowStart = windowStart;
        made.score = score;
        return made;
    }
}
