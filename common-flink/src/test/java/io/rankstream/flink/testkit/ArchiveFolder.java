package io.rankstream.flink.testkit;

import io.rankstream.flink.archive.ArchiveFile;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.archive.ArchiveReader;
import io.rankstream.flink.archive.ArchiveWriter;
import io.rankstream.flink.archive.HourFolder;
import io.rankstream.model.archive.ArchivedRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/** Puts records into an archive, and takes them out again, without a job. */
public final class ArchiveFolder {

    private static final long ROW_GROUP = 1 << 20;

    private final Path root;

    /** The archive below a folder, such as {@code file:///folder}. */
    public ArchiveFolder(String root) {
        this.root = new Path(root);
    }

    /** Writes one file of an hour and returns its path. */
    public Path write(ArchiveHour hour, String name, List<ArchivedRecord> records)
            throws IOException {
        Path path = new Path(new Path(root, hour.folder()), name);
        try (FSDataOutputStream out =
                FileSystem.get(path.toUri()).create(path, WriteMode.OVERWRITE)) {
            ArchiveWriter writer = new ArchiveWriter.Factory(ROW_GROUP, ROW_GROUP).create(out);
            for (ArchivedRecord record : records) {
                writer.addElement(record);
            }
            writer.finish();
        }
        return path;
    }

    /** Says that an hour is complete. */
    public void complete(ArchiveHour hour) throws IOException {
        HourFolder.list(root, hour).writeManifest();
    }

    /** All records of some files, file after file. */
    public static List<ArchivedRecord> read(Iterator<ArchiveFile> files) throws IOException {
        List<ArchivedRecord> records = new ArrayList<>();
        while (files.hasNext()) {
            try (ArchiveReader reader = new ArchiveReader(files.next())) {
                for (ArchivedRecord record = reader.next(); record != null; ) {
                    records.add(record);
                    record = reader.next();
                }
            }
        }
        return records;
    }
}
