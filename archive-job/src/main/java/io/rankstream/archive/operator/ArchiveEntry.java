package io.rankstream.archive.operator;

import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.serialization.BinaryTypeInfo;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** A record on its way into the archive, with the folder it belongs into. */
public final class ArchiveEntry {

    public static final TypeInformation<ArchiveEntry> TYPE =
            BinaryTypeInfo.of(ArchiveEntry.class, new ArchiveEntryCodec());

    private final ArchiveKind kind;
    private final String partition;
    private final ArchivedRecord record;

    /**
     * Creates an entry.
     *
     * @param partition the leading folder, or {@link ArchiveHour#NO_PARTITION}
     */
    public ArchiveEntry(ArchiveKind kind, String partition, ArchivedRecord record) {
        this.kind = kind;
        this.partition = partition;
        this.record = record;
    }

    /** An entry without a partition. */
    public static ArchiveEntry of(ArchiveKind kind, ArchivedRecord record) {
        return new ArchiveEntry(kind, ArchiveHour.NO_PARTITION, record);
    }

    public ArchiveKind kind() {
        return kind;
    }

    /** The leading folder, such as {@code ticker=AMZN}; empty without one. */
    public String partition() {
        return partition;
    }

    public ArchivedRecord record() {
        return record;
    }
}
