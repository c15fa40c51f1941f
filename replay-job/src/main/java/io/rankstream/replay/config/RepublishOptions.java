package io.rankstream.replay.config;

import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.model.archive.ArchiveKind;
import java.time.Instant;

/** The properties of a replay to the replay stream. */
public final class RepublishOptions {

    public static final Option<Instant> FROM =
            Option.instant("from")
                    .required()
                    .describedAs("The event time that the replay begins with.");

    public static final Option<Instant> UNTIL =
            Option.instant("until").required().describedAs("The event time before which it ends.");

    public static final Option<ArchiveKind> KIND =
            Option.of("kind", "events or dead-letters", RepublishOptions::kind)
                    .withDefault("events")
                    .describedAs(
                            "What is sent: `events`, or the records in `dead-letters` that could"
                                    + " not be read, after what was wrong with their declaration or the"
                                    + " job was put right.");

    public static final Option<String> FILTER =
            Option.string("filter")
                    .describedAs(
                            "A condition on `event` as in a board's filter: only records with an"
                                    + " event that meets it are sent. Without it all are.");

    public static final Option<ReplaySpeed> SPEED =
            Option.of("speed", "speed", ReplaySpeed::parse)
                    .withDefault("max")
                    .describedAs(
                            "`max`, a number of records a second, or a factor such as `1x` or `60x`"
                                    + " of the speed at which the events happened.");

    public static final Option<Integer> BATCH_SIZE =
            Option.integer("batch_size", 1, 500)
                    .withDefault("500")
                    .describedAs(
                            "How many records are sent at once at most. `1` keeps the order of the"
                                    + " records of a partition key even where Kinesis refuses one of a"
                                    + " batch, and is slow.");

    public static final OptionGroup GROUP =
            OptionGroup.of(
                            "republish",
                            "What is sent to the replay stream, and how fast.",
                            FROM,
                            UNTIL,
                            KIND,
                            FILTER,
                            SPEED,
                            BATCH_SIZE)
                    .optional();

    private static ArchiveKind kind(String text) {
        if (text.equals(ArchiveKind.EVENTS.folder())) {
            return ArchiveKind.EVENTS;
        }
        if (text.equals(ArchiveKind.DEAD_LETTERS.folder())) {
            return ArchiveKind.DEAD_LETTERS;
        }
        throw new IllegalArgumentException("is not known: use events or dead-letters");
    }

    private RepublishOptions() {}
}
