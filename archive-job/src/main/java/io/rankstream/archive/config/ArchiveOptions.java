package io.rankstream.archive.config;

import io.rankstream.flink.cdc.DimensionOptions;
import io.rankstream.flink.cdc.MySqlConnection;
import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.flink.kinesis.StreamOptions;
import java.time.Duration;

/** The properties that only the archive job has, and its own forms of shared groups. */
public final class ArchiveOptions {

    /** Of the leaderboard job's reader another range is used. */
    static final Option<String> SERVER_ID = MySqlConnection.serverId("5410-5419");

    static final OptionGroup MYSQL = MySqlConnection.options(SERVER_ID);

    static final OptionGroup CONTROL =
            OptionGroup.of(
                    "control", "The control messages, archived too.", StreamOptions.CONTROL_STREAM);

    static final OptionGroup DEAD_LETTERS =
            OptionGroup.of(
                    "dead-letters",
                    "Records that could not be used, archived too.",
                    StreamOptions.DEAD_LETTER_STREAM);

    static final OptionGroup DIMENSION =
            OptionGroup.of(
                    "dimension",
                    "The reference table whose changes are archived.",
                    DimensionOptions.PLAYER_TABLE,
                    DimensionOptions.PLAYER_KEY,
                    DimensionOptions.PLAYER_COLUMNS);

    static final Option<String> ROOT =
            Option.string("root")
                    .required()
                    .describedAs("The folder of the archive, such as `s3a://bucket/archive`.");

    static final Option<String> FILTER =
            Option.string("filter")
                    .describedAs(
                            "A condition on events, such as `event.price > 50`; a record none of"
                                    + " whose events meets it is not archived. Without it all are.");

    static final Option<String> PARTITION_BY =
            Option.string("partition_by")
                    .describedAs(
                            "A declared field of events that becomes a leading folder"
                                    + " `<field>=<value>`; none without it.");

    static final Option<Integer> WRITERS_PER_HOUR =
            Option.integer("writers_per_hour", 1, 128)
                    .withDefault("2")
                    .describedAs(
                            "How many tasks write the records of one hour: each writes one file"
                                    + " with every checkpoint.");

    static final Option<Integer> FILE_BYTES =
            Option.integer("file_size", 1 << 20, Integer.MAX_VALUE)
                    .withDefault("134217728")
                    .describedAs(
                            "At how many bytes a file is ended before the checkpoint does it.");

    static final Option<Integer> ROW_GROUP_BYTES =
            Option.integer("row_group_size", 1 << 16, 1 << 29)
                    .withDefault("8388608")
                    .describedAs(
                            "How many bytes of one file are buffered at most; a reader needs as"
                                    + " many.");

    static final Option<Integer> MEMORY_BYTES =
            Option.integer("memory", 1 << 16, Integer.MAX_VALUE)
                    .withDefault("67108864")
                    .describedAs(
                            "How many bytes all open files of one task buffer at most, however many"
                                    + " hours they belong to.");

    static final Option<Duration> MANIFEST_DELAY =
            Option.durationOrZero("manifest_delay")
                    .withDefault("PT10M")
                    .describedAs(
                            "How long after its end, on the clock of arrivals, an hour is complete"
                                    + " and gets its manifest. Files that come later re-open it.");

    public static final OptionGroup ARCHIVE =
            OptionGroup.of(
                    "archive",
                    "Where and how records are kept.",
                    ROOT,
                    FILTER,
                    PARTITION_BY,
                    WRITERS_PER_HOUR,
                    FILE_BYTES,
                    ROW_GROUP_BYTES,
                    MEMORY_BYTES,
                    MANIFEST_DELAY);

    private ArchiveOptions() {}
}
