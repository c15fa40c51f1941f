package io.rankstream.replay.republish;

import io.rankstream.model.archive.ArchivedRecord;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts records by {@link ReplayPosition#ORDER} in bounded memory: what is too much for it goes to
 * temporary files in sorted runs, which are merged when they are read. The files have no name from
 * the start, so that a crash leaves none behind.
 */
final class RecordSorter implements Closeable {

    /** What the fields of a record take beside its bytes, roughly. */
    private static final int OVERHEAD_BYTES = 400;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path folder;
    private final long memoryBytes;
    private final List<FileChannel> files = new ArrayList<>();
    private final List<Run> spilled = new ArrayList<>();

    private List<ArchivedRecord> records = new ArrayList<>();
    private long bytes;
    private PriorityQueue<Run> runs;

    /**
     * @param folder for temporary files
     * @param memoryBytes how much is sorted in memory
     */
    RecordSorter(Path folder, long memoryBytes) {
        this.folder = folder;
        this.memoryBytes = memoryBytes;
    }

    /** Some records in order. */
    private abstract static class Run {

        private ArchivedRecord head;

        /** The next record, or null. */
        abstract ArchivedRecord read() throws IOException;

        private boolean advance() throws IOException {
            head = read();
            return head != null;
        }
    }

    private static final class MemoryRun extends Run {

        private final List<ArchivedRecord> sorted;
        private int next;

        private MemoryRun(List<ArchivedRecord> sorted) {
            this.sorted = sorted;
        }

        @Override
        ArchivedRecord read() {
            return next == sorted.size() ? null : sorted.set(next++, null);
        }
    }

    private static final class FileRun extends Run {

        private final DataInputStream in;
        private int left;

        private FileRun(FileChannel file, int records) {
            in =
                    new DataInputStream(
                            new BufferedInputStream(Channels.newInputStream(file), BUFFER_BYTES));
            left = records;
        }

        @Override
        ArchivedRecord read() throws IOException {
            if (left == 0) {
                return null;
            }
            left--;
            return ArchivedRecord.read(in);
        }
    }

    /** Adds a record, before the first is taken out. */
    void add(ArchivedRecord record) throws IOException {
        records.add(record);
        bytes += record.bytes().length + OVERHEAD_BYTES;
        if (bytes > memoryBytes) {
            spill();
        }
    }

    private void spill() throws IOException {
        records.sort(ReplayPosition.ORDER);
        Path path = Files.createTempFile(folder, "rankstream-replay", ".run");
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        files.add(file);
        Files.delete(path);
        DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES));
        for (ArchivedRecord record : records) {
            record.write(out);
        }
        out.flush();
        file.position(0);
        spilled.add(new FileRun(file, records.size()));
        records = new ArrayList<>();
        bytes = 0;
    }

    /** How many temporary files there are. */
    int spilledRuns() {
        return spilled.size();
    }

    /** Takes the next record out, in order; null at the end. */
    ArchivedRecord next() throws IOException {
        if (runs == null) {
            merge();
        }
        Run run = runs.poll();
        if (run == null) {
            return null;
        }
        ArchivedRecord next = run.head;
        if (run.advance()) {
            runs.add(run);
        }
        return next;
    }

    private void merge() throws IOException {
        records.sort(ReplayPosition.ORDER);
        runs = new PriorityQueue<>(Comparator.comparing(run -> run.head, ReplayPosition.ORDER));
        spilled.add(new MemoryRun(records));
        for (Run run : spilled) {
            if (run.advance()) {
                runs.add(run);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files) {
            file.close();
        }
    }
}
