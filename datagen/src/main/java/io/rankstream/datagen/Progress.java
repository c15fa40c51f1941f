package io.rankstream.datagen;

import java.time.Duration;

/**
 * How far a load is.
 *
 * @param events new events, copies not counted
 * @param copies records sent again, singly or with their whole batch
 * @param lateByMinutes new events that were ten seconds to ten minutes old
 * @param lateByDays new events that were days old
 * @param bad new events that cannot be used or counted
 * @param behind how far sending lags behind the plan
 */
public record Progress(
        long events,
        long copies,
        long lateByMinutes,
        long lateByDays,
        long bad,
        long rowChanges,
        long controlMessages,
        Duration behind) {

    static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0, 0, Duration.ZERO);

    /** One line for people. */
    public String line() {
        return String.format(
                "sent %,d, duplicates %,d, late %,d by minutes and %,d by days, bad %,d,"
                        + " row changes %,d, control messages %,d, behind %d ms",
                events + copies,
                copies,
                lateByMinutes,
                lateByDays,
                bad,
                rowChanges,
                controlMessages,
                behind.toMillis());
    }
}
