package io.rankstream.replay.republish;

import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.archive.ArchiveFile;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.archive.ArchiveReader;
import io.rankstream.model.archive.ArchivedRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the selected records of the archive, hour by hour, each in order. */
final class ArchiveHours implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveHours.class);

    private static final long SORTED_IN_MEMORY = 64L << 20;

    private final RecordSelection.Declaration declaration;
    private final RecordSelection selection;
    private final RepublishMetrics metrics;
    private final Optional<ReplayPosition> position;
    private final Path temporary;
    private final ArchiveCatalog catalog;
    private final Iterator<ArchiveFile> files;

    private ArchiveFile file;
    private long expectedHour;
    private RecordSorter sorter;
    private long hour;

    /**
     * @param position the record to go on after
     * @param temporary folder for what is too much for the memory
     */
    ArchiveHours(
            String root,
            RecordSelection.Declaration declaration,
            Optional<ReplayPosition> position,
            RepublishMetrics metrics,
            Path temporary)
            throws IOException {
        this.declaration = declaration;
        this.selection = new RecordSelection(declaration);
        this.position = position;
        this.metrics = metrics;
        this.temporary = temporary;
        long from = position.map(ReplayPosition::hour).orElse(declaration.from());
        expectedHour = ReplayPosition.hourOf(from);
        catalog = ArchiveCatalog.open(root);
        try {
            files = catalog.files(declaration.kind(), from, declaration.until());
            file = files.hasNext() ? files.next() : null;
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * The next record that is to be sent, or null at the end of the range.
     *
     * @throws IOException naming the file or hour, if it cannot be read or is not what its manifest
     *     says
     */
    ArchivedRecord next() throws IOException {
        while (true) {
            if (sorter != null) {
                ArchivedRecord record = sorter.next();
                if (record != null) {
                    return record;
                }
                endHour();
            }
            if (file == null) {
                noteMissingUntil(declaration.until());
                LOG.info("read {} of {}", catalog.counts(), declaration.kind().folder());
                return null;
            }
            readHour();
        }
    }

    private void endHour() throws IOException {
        sorter.close();
        sorter = null;
        metrics.doneUntil(hour + ArchiveHour.MILLIS);
        LOG.info(
                "the hour {} is sent: {} records so far, {} filtered, {} skipped",
                Instant.ofEpochMilli(hour),
                metrics.replayed().getCount(),
                metrics.filtered().getCount(),
                metrics.skipped().getCount());
    }

    private void readHour() throws IOException {
        hour = file.hour().start();
        noteMissingUntil(hour);
        expectedHour = hour + ArchiveHour.MILLIS;
        sorter = new RecordSorter(temporary, SORTED_IN_MEMORY);
        try {
            while (file != null && file.hour().start() == hour) {
                readFile();
                file = files.hasNext() ? files.next() : null;
            }
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void readFile() throws IOException {
        try (ArchiveReader reader = new ArchiveReader(file)) {
            for (ArchivedRecord record = reader.next(); record != null; record = reader.next()) {
                if (isSent(record)) {
                    continue;
                }
                switch (selection.judge(record)) {
                    case SENT:
                        sorter.add(record);
                        break;
                    case FILTERED:
                        metrics.filtered().inc();
                        break;
                    case SKIPPED:
                        metrics.skipped().inc();
                        break;
                }
            }
        }
    }

    private boolean isSent(ArchivedRecord record) {
        return position.isPresent()
                && hour == position.get().hour()
                && !position.get().isBefore(record);
    }

    private void noteMissingUntil(long time) {
        if (expectedHour < time) {
            long missing = (time - expectedHour + ArchiveHour.MILLIS - 1) / ArchiveHour.MILLIS;
            metrics.missing().inc(missing);
            LOG.warn(
                    "the archive has nothing of the {} hours from {}",
                    missing,
                    Instant.ofEpochMilli(expectedHour));
        }
    }

    @Override
    public void close() throws IOException {
        if (sorter != null) {
            sorter.close();
        }
    }
}
