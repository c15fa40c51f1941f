package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;

/** What one event adds to one value; one is used again and again, so that nothing is allocated. */
final class Contribution {

    /** The start of the window or slice it counts in, epoch milliseconds. */
    long windowStart;

    /** What the event itself says of where it counts, see {@link ScoringTrack#fixedPlace}. */
    String place;

    /** Scaled by 10^decimals. */
    long score;

    /** When the score was reached, or 0 on a board that does not ask. */
    long time;

    /** Tells contributions of one time apart. */
    EventId id;

    /** What is counted once on a board that counts distinct values, else null. */
    TextHash distinct;

    Contribution copy() {
        Contribution copy = new Contribution();
        copy.windowStart = windowStart;
        copy.place = place;
        copy.score = score;
        copy.time = time;
        copy.id = id;
        copy.distinct = distinct;
        return copy;
    }
}
