package io.rankstream.flink.archive;

import io.rankstream.model.archive.ArchiveKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the files of the archive, hour by hour in the order of event time.
 *
 * <p>Folders are listed when they are come to, so a year of hours needs the memory of one. What has
 * no place in the archive is skipped and counted in {@link #counts()}.
 */
public final class ArchiveCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveCatalog.class);

    private static final List<String> UNITS = List.of("year", "month", "day", "hour");

    private static final List<ChronoUnit> LENGTHS =
            List.of(ChronoUnit.YEARS, ChronoUnit.MONTHS, ChronoUnit.DAYS, ChronoUnit.HOURS);

    private final Path root;
    private final CatalogCounts counts = new CatalogCounts();

    private ArchiveCatalog(Path root) {
        this.root = root;
    }

    /**
     * The archive below a folder.
     *
     * @param root such as {@code s3a://bucket/prefix} or {@code file:///folder}
     * @throws ArchiveException if there is no such folder
     */
    public static ArchiveCatalog open(String root) throws IOException {
        Path path = new Path(root);
        FileSystem files = FileSystem.get(path.toUri());
        if (!files.exists(path)) {
            throw new ArchiveException("there is no archive at " + root);
        }
        return new ArchiveCatalog(path);
    }

    /** What has been come across since the catalog was opened. */
    public CatalogCounts counts() {
        return counts;
    }

    /**
     * The files of all hours that meet a range of event time, by hour, then partition, then name.
     *
     * <p>A record lies in the hour of its earliest event: one that holds several may reach into a
     * later hour. Failures to list are thrown as {@link UncheckedIOException}; its cause is an
     * {@link ArchiveException} if an hour is not what its manifest says.
     *
     * @param from epoch milliseconds
     * @param until epoch milliseconds, exclusive
     * @throws IllegalArgumentException if the range is empty
     */
    public Iterator<ArchiveFile> files(ArchiveKind kind, long from, long until) {
        Iterator<HourFolder> hours = hours(kind, from, until);
        return new Lazily<>() {
            private Iterator<ArchiveFile> files = Collections.emptyIterator();

            @Override
            ArchiveFile find() throws IOException {
                while (!files.hasNext()) {
                    if (!hours.hasNext()) {
                        return null;
                    }
                    files = checked(hours.next()).files().iterator();
                }
                return files.next();
            }
        };
    }

    private HourFolder checked(HourFolder hour) throws IOException {
        try {
            check(hour);
            return hour;
        } catch (ArchiveException e) {
            // The manifest may have been written again since the folder was listed.
            HourFolder again = HourFolder.list(root, hour.hour());
            check(again);
            return again;
        }
    }

    private void check(HourFolder hour) throws IOException {
        if (hour.isErasing()) {
            counts.erasing++;
            LOG.warn("{}: an erasure is under way or was interrupted; not checked", hour.path());
            return;
        }
        Optional<HourManifest> manifest = hour.manifest();
        if (manifest.isEmpty()) {
            counts.open++;
            return;
        }
        counts.unlistedFiles += hour.requireFilesOf(manifest.get());
    }

    /**
     * The folders of all hours that meet a range of event time, by hour, then partition.
     *
     * @param from epoch milliseconds
     * @param until epoch milliseconds, exclusive
     * @throws IllegalArgumentException if the range is empty
     */
    public Iterator<HourFolder> hours(ArchiveKind kind, long from, long until) {
        if (from >= until) {
            throw new IllegalArgumentException(
                    "from "
                            + Instant.ofEpochMilli(from)
                            + " is not before until "
                            + Instant.ofEpochMilli(until));
        }
        return new Hours(kind, from, until);
    }

    /** The folders that share one year, month, day or hour; one for each partition. */
    private static final class Period {

        private final int unit;
        private final LocalDateTime start;
        private final List<Branch> branches = new ArrayList<>(1);

        private Period(int unit, LocalDateTime start) {
            this.unit = unit;
            this.start = start;
        }

        private boolean meets(long from, long until) {
            return millis(start) < until && millis(start.plus(1, LENGTHS.get(unit))) > from;
        }
    }

    /** A folder on the way from a partition to its hours. */
    private static final class Branch {

        private final String partition;
        private final Path folder;

        private Branch(String partition, Path folder) {
            this.partition = partition;
            this.folder = folder;
        }
    }

    private static long millis(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    /** Goes down year, month, day and hour, and holds the listings of one of each. */
    private final class Hours extends Lazily<HourFolder> {

        private final ArchiveKind kind;
        private final long from;
        private final long until;
        private final Deque<Iterator<Period>> levels = new ArrayDeque<>();
        private Iterator<Branch> partitions = Collections.emptyIterator();
        private Period hour;
        private boolean started;

        private Hours(ArchiveKind kind, long from, long until) {
            this.kind = kind;
            this.from = from;
            this.until = until;
        }

        @Override
        HourFolder find() throws IOException {
            if (!started) {
                started = true;
                levels.push(periods(years(), 0, LocalDateTime.of(0, 1, 1, 0, 0)));
            }
            while (!partitions.hasNext()) {
                if (levels.isEmpty()) {
                    return null;
                }
                if (!levels.peek().hasNext()) {
                    levels.pop();
                    continue;
                }
                Period period = levels.peek().next();
                if (period.unit == UNITS.size() - 1) {
                    hour = period;
                    partitions = period.branches.iterator();
                } else {
                    levels.push(periods(period.branches, period.unit + 1, period.start));
                }
            }
            return folder(partitions.next());
        }

        private HourFolder folder(Branch branch) throws IOException {
            HourFolder folder =
                    HourFolder.list(
                            root, ArchiveHour.of(kind, branch.partition, millis(hour.start)));
            counts.hours++;
            for (String name : folder.foreign()) {
                foreign(new Path(folder.path(), name));
            }
            return folder;
        }

        /** The folder of the kind, and those of its partitions. */
        private List<Branch> years() throws IOException {
            Path top = new Path(root, kind.folder());
            List<Branch> branches = new ArrayList<>();
            branches.add(new Branch(ArchiveHour.NO_PARTITION, top));
            for (FileStatus entry : Storage.list(top)) {
                if (isPartition(entry)) {
                    branches.add(new Branch(entry.getPath().getName(), entry.getPath()));
                }
            }
            return branches;
        }

        private boolean isPartition(FileStatus entry) {
            String name = entry.getPath().getName();
            return entry.isDir() && name.indexOf('=') > 0 && !name.startsWith("year=");
        }

        private Iterator<Period> periods(List<Branch> parents, int unit, LocalDateTime parent)
                throws IOException {
            TreeMap<LocalDateTime, Period> periods = new TreeMap<>();
            for (Branch branch : parents) {
                for (FileStatus entry : Storage.list(branch.folder)) {
                    LocalDateTime start = start(entry, unit, parent);
                    if (start != null) {
                        periods.computeIfAbsent(start, time -> new Period(unit, time))
                                .branches
                                .add(new Branch(branch.partition, entry.getPath()));
                    } else if (unit > 0 || !isPartition(entry) || !branch.partition.isEmpty()) {
                        foreign(entry.getPath());
                    }
                }
            }
            periods.values().removeIf(period -> !period.meets(from, until));
            return periods.values().iterator();
        }

        /** Null if the folder is none of this unit. */
        private LocalDateTime start(FileStatus entry, int unit, LocalDateTime parent) {
            int number = ArchiveHour.numberOrNone(entry.getPath().getName(), UNITS.get(unit));
            if (number < 0 || !entry.isDir()) {
                return null;
            }
            // Months and days are counted from one.
            long offset = unit == 1 || unit == 2 ? number - 1 : number;
            LocalDateTime start = parent.plus(offset, LENGTHS.get(unit));
            boolean exists =
                    offset >= 0
                            && (unit == 0
                                    || start.truncatedTo(ChronoUnit.HOURS)
                                            .isBefore(parent.plus(1, LENGTHS.get(unit - 1))));
            return exists ? start : null;
        }

        private void foreign(Path path) {
            if (path.getName().startsWith(".") || path.getName().startsWith("_")) {
                return;
            }
            counts.foreign++;
            LOG.warn("{} has no place in the archive; skipped", path);
        }
    }

    /** An iterator that looks for the next element when it is asked for. */
    private abstract static class Lazily<T> implements Iterator<T> {

        private T next;

        /** The next element, or null if there is none. */
        abstract T find() throws IOException;

        @Override
        public boolean hasNext() {
            if (next == null) {
                try {
                    next = find();
                } catch (IOException e) {
                    throw new UncheckedIOException(e.getMessage(), e);
                }
            }
            return next != null;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            T found = next;
            next = null;
            return found;
        }
    }
}
