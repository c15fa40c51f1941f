package io.rankstream.archive;

import io.rankstream.archive.config.ArchiveConfig;
import io.rankstream.archive.operator.ArchiveEntry;
import io.rankstream.archive.operator.HourPartitioner;
import io.rankstream.archive.operator.ReadEventsFunction;
import io.rankstream.flink.time.KeepClockRunningOperator;
import io.rankstream.flink.time.SideInputs;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The dataflow of the archive job, free of connectors.
 *
 * <pre>
 * events ──> read events ──> keep clock running ──┐ by hour
 * control ────────────────────────────────────────┼──> archive ──> complete hours
 * dead letters ───────────────────────────────────┤
 * players ────────────────────────────────────────┘
 * </pre>
 */
public final class ArchivePipeline {

    /** More than a record takes from the stream to the job, and than clocks differ. */
    private static final Duration CLOCK_GRACE = Duration.ofSeconds(10);

    /** Where the pipeline reads from; the streams carry their own uids. */
    public static final class Sources {

        private final DataStream<ArchivedRecord> events;
        private final DataStream<ArchivedRecord> control;
        private final DataStream<ArchivedRecord> deadLetters;
        private final DataStream<ArchivedRecord> players;

        /**
         * @param events with arrival times as timestamps, and watermarks that follow them
         */
        public Sources(
                DataStream<ArchivedRecord> events,
                DataStream<ArchivedRecord> control,
                DataStream<ArchivedRecord> deadLetters,
                DataStream<ArchivedRecord> players) {
            this.events = events;
            this.control = control;
            this.deadLetters = deadLetters;
            this.players = players;
        }
    }

    /** Adds the job to the environment of the sources. */
    public static void define(Sources sources, Sink<ArchiveEntry> archive, ArchiveConfig config) {
        DataStream<ArchiveEntry> events =
                sources.events
                        .flatMap(new ReadEventsFunction(config))
                        .returns(ArchiveEntry.TYPE)
                        .uid(Uids.READ_EVENTS)
                        .name("Read events")
                        .transform(
                                "Keep clock running",
                                ArchiveEntry.TYPE,
                                new KeepClockRunningOperator<>(config.idleAfter(), CLOCK_GRACE))
                        .uid(Uids.KEEP_CLOCK_RUNNING);

        DataStream<ArchiveEntry> control =
                SideInputs.withoutTime(sources.control)
                        .uid(Uids.CONTROL_WITHOUT_TIME)
                        .name("Control without time")
                        .setParallelism(1)
                        .map(record -> ArchiveEntry.of(ArchiveKind.CONTROL, record))
                        .returns(ArchiveEntry.TYPE)
                        .uid(Uids.CONTROL_ENTRIES)
                        .name("Control entries")
                        .setParallelism(1);

        DataStream<ArchiveEntry> deadLetters =
                SideInputs.withoutTime(sources.deadLetters)
                        .uid(Uids.DEAD_LETTERS_WITHOUT_TIME)
                        .name("Dead letters without time")
                        .map(record -> ArchiveEntry.of(ArchiveKind.DEAD_LETTERS, record))
                        .returns(ArchiveEntry.TYPE)
                        .uid(Uids.DEAD_LETTER_ENTRIES)
                        .name("Dead letter entries");

        DataStream<ArchiveEntry> players =
                SideInputs.withoutTime(sources.players)
                        .uid(Uids.PLAYERS_WITHOUT_TIME)
                        .name("Players without time")
                        .setParallelism(1)
                        .map(record -> ArchiveEntry.of(ArchiveKind.DIMENSIONS, record))
                        .returns(ArchiveEntry.TYPE)
                        .uid(Uids.PLAYER_ENTRIES)
                        .name("Player entries")
                        .setParallelism(1);

        // Every task has a file of every hour that it sees: the fewer see one, the fewer files.
        HourPartitioner byHour = new HourPartitioner(config.writersPerHour());
        events.union(control, deadLetters, players)
                .partitionCustom(byHour, byHour)
                .sinkTo(archive)
                .uid(Uids.ARCHIVE)
                .name("Archive");
    }

    private ArchivePipeline() {}
}
