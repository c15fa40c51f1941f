package io.rankstream.replay.republish;

import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.replay.config.ReplaySpeed;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads records at the pace of the replay, in a thread of its own: while it waits for the next one
 * to be due, the task goes on taking checkpoints.
 */
final class ArchiveSplitReader implements SplitReader<ArchivedRecord, ArchiveSplit> {

    private static final int BATCH = 500;

    private final String root;
    private final RecordSelection.Declaration declaration;
    private final RepublishMetrics metrics;
    private final Path temporary;
    private final ReplaySpeed.Pace pace;
    private final Semaphore wakeUps = new Semaphore(0);

    private ArchiveSplit added;
    private ArchiveHours hours;
    private ArchivedRecord pending;

    ArchiveSplitReader(
            String root,
            RecordSelection.Declaration declaration,
            ReplaySpeed speed,
            RepublishMetrics metrics,
            Path temporary) {
        this.root = root;
        this.declaration = declaration;
        this.pace = speed.start();
        this.metrics = metrics;
        this.temporary = temporary;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<ArchiveSplit> change) {
        if (!(change instanceof SplitsAddition) || change.splits().size() != 1 || added != null) {
            throw new IllegalStateException("there is one split, and it is added once: " + change);
        }
        added = change.splits().get(0);
    }

    @Override
    public RecordsWithSplitIds<ArchivedRecord> fetch() throws IOException {
        if (hours == null) {
            hours = new ArchiveHours(root, declaration, added.position(), metrics, temporary);
        }
        RecordsBySplits.Builder<ArchivedRecord> batch = new RecordsBySplits.Builder<>();
        for (int size = 0; size < BATCH; size++) {
            if (pending == null) {
                pending = hours.next();
            }
            if (pending == null) {
                batch.addFinishedSplit(ArchiveSplit.ID);
                break;
            }
            long wait = pace.waitNanos(pending.eventTime(), System.nanoTime());
            if (wait > 0) {
                if (size == 0) {
                    await(wait);
                }
                break;
            }
            batch.add(ArchiveSplit.ID, pending);
            metrics.replayed().inc();
            pending = null;
        }
        return batch.build();
    }

    private void await(long nanos) throws IOException {
        try {
            if (wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted while it waited").initCause(e);
        }
    }

    @Override
    public void wakeUp() {
        wakeUps.release();
    }

    @Override
    public void close() throws IOException {
        if (hours != null) {
            hours.close();
        }
    }
}
