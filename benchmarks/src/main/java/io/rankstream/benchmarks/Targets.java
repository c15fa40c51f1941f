package io.rankstream.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the figures are held against, as ratios within one run. */
final class Targets {

    /**
     * One of them.
     *
     * @param verdict met, not met or not measured
     */
    record Target(String what, String wanted, String seen, String verdict) {}

    private final Map<String, Measured> byName;
    private final List<Target> targets = new ArrayList<>();

    private Targets(Map<String, Measured> byName) {
        this.byName = byName;
    }

    static List<Target> of(List<Measured> measured) {
        Targets all =
                new Targets(
                        measured.stream()
                                .collect(Collectors.toMap(Measured::name, Function.identity())));
        all.compare();
        return all.targets;
    }

    private void compare() {
        atLeast("times Flink SQL, 4 boards", 8, ratio(speed(Names.JOB_4), speed(Names.SQL_4)));
        atLeast("times Flink SQL, 16 boards", 20, ratio(speed(Names.JOB_16), speed(Names.SQL_16)));
        atLeast(
                "times the plain DataStream, 4 boards",
                3,
                ratio(
                        longer(Names.JOB_LONG, Names.JOB_4),
                        longer(Names.NAIVE_LONG, Names.NAIVE_4)));
        atLeast(
                "share of read and parse only, 4 boards",
                0.6,
                ratio(longer(Names.JOB_LONG, Names.JOB_4), speed(Names.PARSE)));
        atLeast("times Jackson's streaming parser", 1.5, figure(Names.PARSER, "times_jackson"));
        atMost(
                "times the cost of 4 boards, 64 boards",
                4,
                ratio(speed(Names.GROWTH_4), speed(Names.GROWTH_64)));
        atLeast("share of plain ZADD, Redis", 0.8, figure(Names.SINK, "share_of_plain_zadd"));
        atLeast(
                "share of plain ZADD, Redis cluster",
                0.8,
                figure(Names.SINK_CLUSTER, "share_of_plain_zadd"));
        atMost("ms from Kinesis to Redis at 50 %, p99", 500, figure(Names.LIVE, "p99_ms_at_50"));
        atMost(
                "of the time that recovery may take",
                1,
                figure(Names.LIVE, "recovery_share_of_allowed"));
        atMost(
                "share of Flink SQL's state",
                0.25,
                ratio(figure(Names.JOB_4, "state_bytes"), figure(Names.SQL_4, "state_bytes")));
        atLeast(
                "share of the speed with 100k players, 5M players, most not on the heap",
                0.35,
                ratio(speed(Names.PLAYERS_5M), speed(Names.PLAYERS_100K)));
    }

    private void atLeast(String what, double wanted, OptionalDouble seen) {
        add(
                what,
                "at least " + number(wanted),
                seen,
                seen.isPresent() && seen.getAsDouble() >= wanted);
    }

    private void atMost(String what, double wanted, OptionalDouble seen) {
        add(
                what,
                "at most " + number(wanted),
                seen,
                seen.isPresent() && seen.getAsDouble() <= wanted);
    }

    private void add(String what, String wanted, OptionalDouble seen, boolean met) {
        targets.add(
                new Target(
                        what,
                        wanted,
                        seen.isPresent() ? number(seen.getAsDouble()) : "-",
                        seen.isEmpty() ? "not measured" : met ? "met" : "**not met**"));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.2f", value);
    }

    /** The longer run, which checkpoints fall into, where it was made. */
    private OptionalDouble longer(String name, String shorter) {
        return speed(byName.containsKey(name) ? name : shorter);
    }

    private OptionalDouble speed(String name) {
        Measured one = byName.get(name);
        return one == null ? OptionalDouble.empty() : one.median();
    }

    private OptionalDouble figure(String name, String figure) {
        Measured one = byName.get(name);
        return one == null ? OptionalDouble.empty() : one.median(figure);
    }

    private static OptionalDouble ratio(OptionalDouble one, OptionalDouble other) {
        return one.isPresent() && other.isPresent() && other.getAsDouble() > 0
                ? OptionalDouble.of(one.getAsDouble() / other.getAsDouble())
                : OptionalDouble.empty();
    }
}
