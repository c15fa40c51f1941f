package io.rankstream.model.control;

import java.time.Instant;

/** Shows times in answers. */
final class Times {

    /** An instant as messages write it; {@code the beginning} for one before every event. */
    static String shown(long millis) {
        return millis == Long.MIN_VALUE ? "the beginning" : Instant.ofEpochMilli(millis).toString();
    }

    private Times() {}
}
