package io.rankstream.replay.config;

import java.io.Serializable;

/**
 * How fast records are sent: as fast as they can be read, so many a second, or in proportion to the
 * times between the events.
 */
public final class ReplaySpeed implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final double NANOS_PER_MILLI = 1_000_000;

    /** What was missed of a rate is not made up for beyond this. */
    private static final long BURST_NANOS = NANOS_PER_SECOND / 10;

    private static final String ALLOWED =
            "use max, a number of records a second such as 5000, or a factor such as 1x or 60x";

    private final double factor;
    private final int rate;

    private ReplaySpeed(double factor, int rate) {
        this.factor = factor;
        this.rate = rate;
    }

    /**
     * Reads {@code max}, {@code 5000} (records a second) or {@code 60x}.
     *
     * @throws IllegalArgumentException saying what is allowed, if it is none of them
     */
    public static ReplaySpeed parse(String text) {
        if (text.equals("max")) {
            return new ReplaySpeed(0, 0);
        }
        try {
            if (text.endsWith("x")) {
                double factor = Double.parseDouble(text.substring(0, text.length() - 1));
                if (factor > 0 && factor <= 1_000_000) {
                    return new ReplaySpeed(factor, 0);
                }
                throw new IllegalArgumentException("is out of range: use a factor up to 1000000x");
            }
            int rate = Integer.parseInt(text);
            if (rate > 0) {
                return new ReplaySpeed(0, rate);
            }
            throw new IllegalArgumentException("is out of range: use at least 1 record a second");
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is no speed: " + ALLOWED, e);
        }
    }

    /** A pace that begins with the first record. */
    public Pace start() {
        if (rate > 0) {
            return new RatePace(NANOS_PER_SECOND / (double) rate);
        }
        return factor > 0 ? new EventTimePace(factor) : (eventTime, now) -> 0;
    }

    /** When records are due; for one thread. */
    public interface Pace {

        /**
         * How long the next record has to wait; asked again until it is 0, and then for the one
         * after it.
         *
         * @param eventTime of the record, epoch milliseconds
         * @param now of a clock that only goes forward, nanoseconds
         * @return nanoseconds, 0 if the record is due
         */
        long waitNanos(long eventTime, long now);
    }

    private static final class RatePace implements Pace {

        private final double interval;
        private double next = Double.NaN;

        private RatePace(double interval) {
            this.interval = interval;
        }

        @Override
        public long waitNanos(long eventTime, long now) {
            if (Double.isNaN(next)) {
                next = (double) now;
            }
            next = Math.max(next, (double) now - BURST_NANOS);
            if (next > now) {
                return (long) Math.ceil(next - now);
            }
            next += interval;
            return 0;
        }
    }

    /** A record that is older than one before it does not wait. */
    private static final class EventTimePace implements Pace {

        private final double factor;
        private boolean started;
        private long startedAt;
        private long firstEventTime;

        private EventTimePace(double factor) {
            this.factor = factor;
        }

        @Override
        public long waitNanos(long eventTime, long now) {
            if (!started) {
                started = true;
                startedAt = now;
                firstEventTime = eventTime;
            }
            double due = (eventTime - firstEventTime) * NANOS_PER_MILLI / factor;
            return Math.max(0, (long) Math.ceil(due - (now - startedAt)));
        }
    }

    @Override
    public String toString() {
        if (rate > 0) {
            return rate + " records a second";
        }
        return factor > 0 ? factor + "x" : "max";
    }
}
