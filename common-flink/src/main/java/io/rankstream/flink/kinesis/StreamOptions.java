package io.rankstream.flink.kinesis;

import io.rankstream.flink.config.Option;

/** The names of streams that several jobs use; each job declares the group around them. */
public final class StreamOptions {

    public static final Option<String> CONTROL_STREAM =
            Option.string("stream")
                    .required()
                    .describedAs(
                            "The Kinesis stream of control messages; read from its beginning.");

    public static final Option<String> DEAD_LETTER_STREAM =
            Option.string("stream")
                    .required()
                    .describedAs("The Kinesis stream that takes what could not be used, and why.");

    public static final Option<String> REPLAY_STREAM =
            Option.string("stream")
                    .describedAs(
                            "The Kinesis stream that a [replay](replay.md) writes to, read beside"
                                    + " the events; none without it.");

    private StreamOptions() {}
}
