package io.rankstream.replay.config;

import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.model.archive.ArchiveKind;
import java.time.Instant;

/** Which records of the archive are listed: the property group {@code records}. */
public final class RecordsOptions {

    public static final Option<ArchiveKind> KIND =
            Option.of("kind", "events, control, dimensions or dead-letters", ArchiveKind::ofFolder)
                    .describedAs("The only kind. Without it all, one after the other.");

    public static final Option<Instant> FROM =
            Option.instant("from").describedAs("The event time that the range begins with.");

    public static final Option<Instant> UNTIL =
            Option.instant("until").describedAs("The event time before which the range ends.");

    public static final OptionGroup GROUP =
            OptionGroup.of("records", "Which records of the archive are listed.", KIND, FROM, UNTIL)
                    .optional();

    private RecordsOptions() {}
}
