package io.rankstream.benchmarks.load;

/**
 * What a board of the benchmark ranks by.
 *
 * @param field of the event; null where events are counted
 * @param minSpeed slower events do not count; 0 for all events
 */
public record Measure(String name, Fold fold, String field, int minSpeed) {

    /** How the values of a member's events become one. */
    public enum Fold {
        SUM,
        MAX,
        COUNT
    }

    static final String SPEED = "speed_kmph";
    static final String DISTANCE = "distance_meters";

    public boolean counts(int speed) {
        return speed >= minSpeed;
    }

    /** What one event adds. */
    public double value(int speed, int distance) {
        if (field == null) {
            return 1;
        }
        return field.equals(SPEED) ? speed : distance;
    }

    public double fold(double one, double other) {
        return fold == Fold.MAX ? Math.max(one, other) : one + other;
    }
}
