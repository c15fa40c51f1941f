package io.rankstream.archive.config;

import io.rankstream.flink.cdc.DimensionOptions;
import io.rankstream.flink.cdc.DimensionTable;
import io.rankstream.flink.cdc.MySqlConnection;
import io.rankstream.flink.config.OptionGroup;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.flink.event.EventConfig;
import io.rankstream.flink.event.EventOptions;
import io.rankstream.flink.kinesis.KinesisConnection;
import io.rankstream.flink.kinesis.ReadingPace;
import io.rankstream.flink.kinesis.StartPosition;
import io.rankstream.flink.kinesis.StreamOptions;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.expression.ConditionExpression;
import io.rankstream.model.expression.ExpressionCompiler;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Everything that may be tuned on the archive job. Read once, in {@code main}; what operators need
 * of it travels with them.
 */
public final class ArchiveConfig implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final OptionGroup[] GROUPS = {
        KinesisConnection.OPTIONS,
        EventOptions.GROUP,
        ArchiveOptions.CONTROL,
        ArchiveOptions.DEAD_LETTERS,
        ArchiveOptions.MYSQL,
        ArchiveOptions.DIMENSION,
        ArchiveOptions.ARCHIVE
    };

    private final transient KinesisConnection kinesis;
    private final transient StartPosition eventsStart;
    private final transient ReadingPace readingPace;
    private final transient MySqlConnection mysql;
    private final transient DimensionTable playerTable;
    private final EventConfig events;
    private final Duration idleAfter;
    private final String controlStream;
    private final String deadLetterStream;
    private final String root;
    private final String filter;
    private final String partitionBy;
    private final int writersPerHour;
    private final int fileBytes;
    private final int rowGroupBytes;
    private final int memoryBytes;
    private final Duration manifestDelay;

    private ArchiveConfig(RuntimeConfiguration runtime) {
        kinesis = KinesisConnection.from(runtime.group(KinesisConnection.OPTIONS.name()));
        events = EventConfig.from(runtime);
        eventsStart = EventConfig.start(runtime);
        readingPace = EventConfig.readingPace(runtime);
        idleAfter = runtime.group(EventOptions.GROUP.name()).get(EventOptions.IDLE_AFTER);
        controlStream =
                runtime.group(ArchiveOptions.CONTROL.name()).get(StreamOptions.CONTROL_STREAM);
        deadLetterStream =
                runtime.group(ArchiveOptions.DEAD_LETTERS.name())
                        .get(StreamOptions.DEAD_LETTER_STREAM);
        mysql =
                MySqlConnection.from(
                        runtime.group(ArchiveOptions.MYSQL.name()), ArchiveOptions.SERVER_ID);
        playerTable = DimensionOptions.playerTable(runtime.group(ArchiveOptions.DIMENSION.name()));
        PropertyGroup archive = runtime.group(ArchiveOptions.ARCHIVE.name());
        root = archive.get(ArchiveOptions.ROOT);
        filter = archive.find(ArchiveOptions.FILTER).orElse("");
        partitionBy = archive.find(ArchiveOptions.PARTITION_BY).orElse("");
        writersPerHour = archive.get(ArchiveOptions.WRITERS_PER_HOUR);
        fileBytes = archive.get(ArchiveOptions.FILE_BYTES);
        rowGroupBytes = archive.get(ArchiveOptions.ROW_GROUP_BYTES);
        memoryBytes = archive.get(ArchiveOptions.MEMORY_BYTES);
        manifestDelay = archive.get(ArchiveOptions.MANIFEST_DELAY);
        check(archive);
    }

    private void check(PropertyGroup archive) {
        if (!partitionBy.isEmpty() && events.fields().indexOf(partitionBy) < 0) {
            throw archive.refusal(
                    ArchiveOptions.PARTITION_BY,
                    "'"
                            + partitionBy
                            + "' is none of events.fields, which are "
                            + String.join(", ", events.fields().names()));
        }
        if (memoryBytes < rowGroupBytes) {
            throw archive.refusal(
                    ArchiveOptions.MEMORY_BYTES,
                    "'"
                            + memoryBytes
                            + "' must be at least archive.row_group_size, which is "
                            + rowGroupBytes);
        }
        try {
            compileFilter();
        } catch (InvalidDefinitionException e) {
            throw archive.refusal(ArchiveOptions.FILTER, e.getMessage());
        }
    }

    /**
     * Reads the properties.
     *
     * @throws io.rankstream.flink.config.InvalidConfigurationException naming the key, the value
     *     and what is allowed
     */
    public static ArchiveConfig from(RuntimeConfiguration runtime) {
        return new ArchiveConfig(runtime.declare(GROUPS));
    }

    /** Every property group of the job, in the order of the documentation. */
    public static List<OptionGroup> groups() {
        return List.of(GROUPS);
    }

    public KinesisConnection kinesis() {
        return kinesis;
    }

    /** How the records of events are read. */
    public EventConfig events() {
        return events;
    }

    /** Where a start without a snapshot begins to read events. */
    public StartPosition eventsStart() {
        return eventsStart;
    }

    public ReadingPace readingPace() {
        return readingPace;
    }

    /** After how long without events the wall clock takes over. */
    public Duration idleAfter() {
        return idleAfter;
    }

    public String controlStream() {
        return controlStream;
    }

    public String deadLetterStream() {
        return deadLetterStream;
    }

    public MySqlConnection mysql() {
        return mysql;
    }

    public DimensionTable playerTable() {
        return playerTable;
    }

    /** The folder of the archive. */
    public String root() {
        return root;
    }

    /** The condition that records must meet, of a thread's own; null if all are kept. */
    public ConditionExpression newFilter() {
        try {
            return compileFilter();
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException("the filter was checked when it was read", e);
        }
    }

    private ConditionExpression compileFilter() throws InvalidDefinitionException {
        if (filter.isEmpty()) {
            return null;
        }
        return new ExpressionCompiler(events.fields(), Map.of(), Map.of())
                .condition("filter", filter);
    }

    /** The field of events that becomes a leading folder; empty without one. */
    public String partitionBy() {
        return partitionBy;
    }

    /** How many tasks write the records of one hour. */
    public int writersPerHour() {
        return writersPerHour;
    }

    /** At how many bytes a file is ended. */
    public int fileBytes() {
        return fileBytes;
    }

    /** How many bytes of one file are buffered at most. */
    public int rowGroupBytes() {
        return rowGroupBytes;
    }

    /** How many bytes all open files of one task buffer at most. */
    public int memoryBytes() {
        return memoryBytes;
    }

    /** How long after its end an hour is complete. */
    public Duration manifestDelay() {
        return manifestDelay;
    }
}
