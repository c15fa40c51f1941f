package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.InexactRunException;
import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.archive.ArchiveFile;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.model.archive.ArchiveKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A year of hours of the archive, listed: how fast, and what of it stays in memory on the way, as a
 * replay reads it, and at the end for a rebuild, which divides all files among its tasks.
 */
final class ListingRun {

    private static final int HOURS = 365 * 24;
    private static final int HOURS_OF_A_MONTH = 30 * 24;
    private static final long START = Instant.parse("2039-01-01T00:00:00Z").toEpochMilli();

    private final Path folder;
    private final int files;

    /**
     * @param files how many there are in all, empty ones; as many in each hour
     */
    ListingRun(Path folder, int files) {
        this.folder = folder;
        this.files = files;
    }

    CaseResult run() throws IOException {
        int perHour = Math.max(1, files / HOURS);
        for (int hour = 0; hour < HOURS; hour++) {
            long start = START + hour * ArchiveHour.MILLIS;
            ArchiveHour address =
                    ArchiveHour.of(ArchiveKind.EVENTS, ArchiveHour.NO_PARTITION, start);
            Path place = Files.createDirectories(folder.resolve(address.folder()));
            for (int file = 0; file < perHour; file++) {
                Files.createFile(place.resolve("part-" + hour + "-" + file + ".parquet"));
            }
        }
        Iterator<ArchiveFile> listed = list();
        long before = liveBytes();
        long nanos = skip(listed, HOURS_OF_A_MONTH * perHour);
        long afterAMonth = liveBytes() - before;
        // The last one is still to come, so that what the listing holds is not gone.
        nanos += skip(listed, (HOURS - HOURS_OF_A_MONTH) * perHour - 1);
        long afterAYear = liveBytes() - before;
        skip(listed, 1);
        if (listed.hasNext()) {
            throw new InexactRunException("more files than there are");
        }
        List<ArchiveFile> all = new ArrayList<>();
        list().forEachRemaining(all::add);
        long held = liveBytes() - before;
        return new CaseResult(
                HOURS * perHour * 1e9 / nanos,
                Map.of(
                        "kb_after_a_month",
                        afterAMonth / 1024.0,
                        "kb_after_a_year",
                        afterAYear / 1024.0,
                        "bytes_per_file_of_a_rebuild",
                        (double) held / all.size()));
    }

    private Iterator<ArchiveFile> list() throws IOException {
        return ArchiveCatalog.open(folder.toUri().toString())
                .files(ArchiveKind.EVENTS, START, START + HOURS * ArchiveHour.MILLIS);
    }

    /** Returns how many nanoseconds it took. */
    private static long skip(Iterator<ArchiveFile> listed, int count) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            listed.next();
        }
        return System.nanoTime() - start;
    }

    /** What is on the heap and cannot be collected. */
    private static long liveBytes() {
        // A collection that ends while another runs may leave some; the second does not.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
