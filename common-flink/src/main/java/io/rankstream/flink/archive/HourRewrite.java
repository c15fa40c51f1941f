package io.rankstream.flink.archive;

import io.rankstream.model.archive.ArchivedRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.Path;

/**
 * Takes records out of the files of an hour for good.
 *
 * <p>In this order: {@code _ERASING} is written, which tells readers not to hold the hour to its
 * manifest; each file that changes is replaced as a whole by one of the same name; the manifest is
 * written again if there is one by now; {@code _ERASING} is deleted. After a failure at any point
 * the same change made again completes it.
 */
public final class HourRewrite {

    private static final long ROW_GROUP_BYTES = 8L << 20;

    /** Says what becomes of a record. */
    @FunctionalInterface
    public interface Change {

        /** The same record to keep it, another in its place, or null to remove it. */
        ArchivedRecord apply(ArchivedRecord record);
    }

    private final HourFolder folder;
    private final Change change;
    private long scanned;
    private long removed;
    private long replaced;
    private int files;

    private HourRewrite(HourFolder folder, Change change) {
        this.folder = folder;
        this.change = change;
    }

    /**
     * Changes the files of an hour.
     *
     * @throws ArchiveException naming the file that cannot be read; files before it have been
     *     changed
     */
    public static HourRewrite of(HourFolder folder, Change change) throws IOException {
        HourRewrite rewrite = new HourRewrite(folder, change);
        rewrite.run();
        return rewrite;
    }

    /** How many records were looked at. */
    public long scanned() {
        return scanned;
    }

    /** How many records were removed. */
    public long removed() {
        return removed;
    }

    /** How many records were replaced by others. */
    public long replaced() {
        return replaced;
    }

    /** How many files were written again or deleted. */
    public int files() {
        return files;
    }

    private void run() throws IOException {
        List<ArchiveFile> affected = new ArrayList<>();
        for (ArchiveFile file : folder.files()) {
            if (isAffected(file)) {
                affected.add(file);
            }
        }
        if (affected.isEmpty() && !folder.isErasing()) {
            return;
        }
        Path marker = new Path(folder.path(), HourFolder.ERASING);
        Storage.replace(marker, out -> out.write(names(affected)));
        for (ArchiveFile file : affected) {
            rewrite(file);
        }
        // The hour may have become complete since it was listed.
        HourFolder rewritten = HourFolder.list(folder.root(), folder.hour());
        if (rewritten.hasManifest()) {
            rewritten.writeManifest();
        }
        Storage.delete(marker);
    }

    private boolean isAffected(ArchiveFile file) throws IOException {
        boolean affected = false;
        try (ArchiveReader reader = new ArchiveReader(file)) {
            for (ArchivedRecord record = reader.next(); record != null; record = reader.next()) {
                scanned++;
                ArchivedRecord changed = change.apply(record);
                if (changed != record) {
                    affected = true;
                    if (changed == null) {
                        removed++;
                    } else {
                        replaced++;
                    }
                }
            }
        }
        return affected;
    }

    private void rewrite(ArchiveFile file) throws IOException {
        files++;
        if (isEmptyAfterwards(file)) {
            Storage.delete(file.path());
            return;
        }
        Storage.replace(
                file.path(),
                out -> {
                    ArchiveWriter writer =
                            new ArchiveWriter.Factory(ROW_GROUP_BYTES, ROW_GROUP_BYTES).create(out);
                    try (ArchiveReader reader = new ArchiveReader(file)) {
                        for (ArchivedRecord record = reader.next();
                                record != null;
                                record = reader.next()) {
                            ArchivedRecord changed = change.apply(record);
                            if (changed != null) {
                                writer.addElement(changed);
                            }
                        }
                    }
                    writer.finish();
                });
    }

    private boolean isEmptyAfterwards(ArchiveFile file) throws IOException {
        try (ArchiveReader reader = new ArchiveReader(file)) {
            for (ArchivedRecord record = reader.next(); record != null; record = reader.next()) {
                if (change.apply(record) != null) {
                    return false;
                }
            }
            return true;
        }
    }

    private static byte[] names(List<ArchiveFile> files) {
        StringBuilder names = new StringBuilder();
        for (ArchiveFile file : files) {
            names.append(file.name()).append('\n');
        }
        return names.toString().getBytes(StandardCharsets.UTF_8);
    }
}
