package io.rankstream.benchmarks.load;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One of the benchmark's boards. */
public record Board(Measure measure, Span span) {

    public String name() {
        return measure.name() + "_" + span.word();
    }

    /** The key of the sorted set that holds the window which starts then. */
    public String key(long start) {
        return "leaderboard:" + name() + span.suffix(start);
    }

    /**
     * The definition as the leaderboard job takes it.
     *
     * @param columns how many columns of the player decide who may stand on it, {@code c1} and so
     *     on, none of which may be negative
     */
    public String definition(int columns) {
        StringBuilder json =
                new StringBuilder("{\"board\":\"").append(name()).append("\",\"version\":1");
        if (measure.field() != null) {
            json.append(",\"score\":\"").append(measure.field()).append('"');
        }
        json.append(",\"aggregation\":\"")
                .append(measure.fold().name().toLowerCase(Locale.ROOT))
                .append('"');
        if (measure.minSpeed() > 0) {
            json.append(",\"filter\":\"event.speed_kmph >= ")
                    .append(measure.minSpeed())
                    .append('"');
        }
        if (columns > 0) {
            json.append(",\"eligible\":\"")
                    .append(
                            IntStream.rangeClosed(1, columns)
                                    .mapToObj(i -> "player.c" + i + " >= 0")
                                    .collect(Collectors.joining(" && ")))
                    .append('"');
        }
        if (span.isWindow()) {
            json.append(",\"window\":")
                    .append(span.definition())
                    .append(",\"allowed_lateness\":\"")
                    .append(span.lateness())
                    .append('"');
        }
        return json.append('}').toString();
    }
}
