package io.rankstream.replay.records;

import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.archive.ArchiveFile;
import io.rankstream.flink.archive.ArchiveReader;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.ReplayEnvelope;
import io.rankstream.replay.config.RebuildOptions;
import io.rankstream.replay.config.RecordsOptions;
import io.rankstream.replay.config.ReplayOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * Writes the records of the archive for other programs: one line each, in the form of the {@link
 * ReplayEnvelope} whatever the kind.
 */
public final class RecordListing {

    private static final long FROM_THE_BEGINNING = Instant.EPOCH.toEpochMilli();
    private static final long WITHOUT_END = Long.MAX_VALUE / 2;

    private RecordListing() {}

    /**
     * Writes the records of a range, kind by kind, hour by hour.
     *
     * @param runtime with where the archive is, and what of it
     * @return how many there were
     * @throws io.rankstream.flink.archive.ArchiveException naming what of the archive cannot be
     *     used
     * @throws IllegalArgumentException if the range is empty
     */
    public static long write(RuntimeConfiguration runtime, OutputStream out) throws IOException {
        PropertyGroup options = runtime.group(RecordsOptions.GROUP.name());
        long from =
                options.find(RecordsOptions.FROM)
                        .map(Instant::toEpochMilli)
                        .orElse(FROM_THE_BEGINNING);
        long until =
                options.find(RecordsOptions.UNTIL).map(Instant::toEpochMilli).orElse(WITHOUT_END);
        long asOf =
                runtime.group(RebuildOptions.REBUILD.name())
                        .find(RebuildOptions.AS_OF)
                        .map(Instant::toEpochMilli)
                        .orElse(WITHOUT_END);
        ArchiveCatalog catalog =
                ArchiveCatalog.open(
                        runtime.group(ReplayOptions.ARCHIVE.name())
                                .get(ReplayOptions.ARCHIVE_ROOT));
        long written = 0;
        try {
            for (ArchiveKind kind : kinds(options)) {
                Iterator<ArchiveFile> files = catalog.files(kind, from, until);
                while (files.hasNext()) {
                    written += write(files.next(), from, until, asOf, out);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return written;
    }

    private static List<ArchiveKind> kinds(PropertyGroup options) {
        return options.find(RecordsOptions.KIND)
                .map(List::of)
                .orElseGet(() -> List.of(ArchiveKind.values()));
    }

    private static long write(ArchiveFile file, long from, long until, long asOf, OutputStream out)
            throws IOException {
        long written = 0;
        try (ArchiveReader reader = new ArchiveReader(file)) {
            for (ArchivedRecord record = reader.next(); record != null; record = reader.next()) {
                if (record.eventTime() >= from
                        && record.eventTime() < until
                        && record.arrivalTime() <= asOf) {
                    out.write(ReplayEnvelope.of(record).toJson());
                    out.write('\n');
                    written++;
                }
            }
        }
        return written;
    }
}
