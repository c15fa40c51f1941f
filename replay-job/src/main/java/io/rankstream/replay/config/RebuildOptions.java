package io.rankstream.replay.config;

import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is rebuilt, verified or explained: the property group {@code rebuild}. */
public final class RebuildOptions {

    public static final Option<List<String>> BOARDS =
            Option.list("boards")
                    .describedAs(
                            "The boards, each `<board>` or `<board>:v<version>` for a shadow. Without"
                                    + " it all.");

    public static final Option<Instant> FROM =
            Option.instant("from")
                    .describedAs(
                            "Only windows that start then or later come out; boards without windows"
                                    + " do not.");

    public static final Option<Instant> UNTIL =
            Option.instant("until")
                    .describedAs(
                            "Only windows that end then or earlier come out; boards without windows"
                                    + " do not.");

    public static final Option<Instant> AS_OF =
            Option.instant("as-of")
                    .describedAs(
                            "What arrived later does not count, and it is the time on the clock."
                                    + " Without it, when the last record of the archive arrived;"
                                    + " `verify` and `explain` take the time of now.");

    public static final Option<Boolean> AS_LIVE =
            Option.bool("as-live")
                    .withDefault("false")
                    .describedAs(
                            "Whether `rebuild` leaves out the events that were too old to count live"
                                    + " (`beyond_horizon`).");

    public static final Option<String> OUTPUT =
            Option.string("output")
                    .describedAs(
                            "The board file that `rebuild` writes, such as"
                                    + " `s3a://bucket/rebuilt/2026-11-20.boards`.");

    public static final Option<Boolean> SWAP =
            Option.bool("swap")
                    .withDefault("false")
                    .describedAs(
                            "Whether `rebuild` puts the boards in the place of those in Redis.");

    public static final Option<Integer> MAX_EVENTS =
            Option.integer("heap.max-events", 1, Integer.MAX_VALUE)
                    .withDefault("20000000")
                    .describedAs(
                            "How many events `verify` and `explain` hold in memory at most; beyond it"
                                    + " they stop and say so.");

    public static final Option<Integer> PASSES =
            Option.integer("verify.passes", 1, 1_000)
                    .withDefault("10")
                    .describedAs("How often `verify` looks again at boards that change meanwhile.");

    public static final Option<Duration> PAUSE =
            Option.duration("verify.pause")
                    .withDefault("PT5S")
                    .describedAs("How long `verify` waits between two passes.");

    public static final Option<String> BOARD =
            Option.string("explain.board")
                    .describedAs("The board of the member that `explain` is about.");

    public static final Option<String> WINDOW =
            Option.string("explain.window")
                    .describedAs("The label of the window, on a board that has windows.");

    public static final Option<String> PARTITION =
            Option.string("explain.partition")
                    .withDefault("")
                    .describedAs("The partition as keys have it, such as `country=DE`.");

    public static final Option<String> MEMBER =
            Option.string("explain.member").describedAs("The member that `explain` is about.");

    public static final Option<Integer> SAMPLE =
            Option.integer("explain.sample", 1, 1_000_000)
                    .describedAs(
                            "Instead of a member: how many members, drawn at random from all boards,"
                                    + " `explain` checks the scores of.");

    public static final Option<Boolean> JSON =
            Option.bool("json")
                    .withDefault("false")
                    .describedAs("Whether `explain` answers with one JSON object.");

    public static final OptionGroup REBUILD =
            OptionGroup.of(
                    "rebuild",
                    "What is rebuilt, verified or explained.",
                    BOARDS,
                    FROM,
                    UNTIL,
                    AS_OF,
                    AS_LIVE,
                    OUTPUT,
                    SWAP,
                    MAX_EVENTS,
                    PASSES,
                    PAUSE,
                    BOARD,
                    WINDOW,
                    PARTITION,
                    MEMBER,
                    SAMPLE,
                    JSON);

    private RebuildOptions() {}
}
