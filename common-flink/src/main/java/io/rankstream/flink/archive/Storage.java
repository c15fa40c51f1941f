package io.rankstream.flink.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalDataOutputStream;

/** Lists, reads and replaces files of the archive, on S3 or on a disk. */
final class Storage {

    private static final int READ_ATTEMPTS = 3;

    /** Writes the whole content of a file. */
    interface Content {
        void writeTo(FSDataOutputStream out) throws IOException;
    }

    /** What is in a folder, by name; nothing if there is no such folder. */
    static List<FileStatus> list(Path folder) throws IOException {
        FileStatus[] found;
        try {
            found = FileSystem.get(folder.toUri()).listStatus(folder);
        } catch (FileNotFoundException e) {
            found = null;
        }
        List<FileStatus> entries =
                found == null ? new ArrayList<>() : new ArrayList<>(List.of(found));
        entries.sort(Comparator.comparing(entry -> entry.getPath().getName()));
        return entries;
    }

    /** The content of a small file, which may be replaced while it is read. */
    static byte[] read(Path path) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return readOnce(path);
            } catch (IOException e) {
                // S3 says so, if the object is not the one any more that was opened.
                if (attempt == READ_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static byte[] readOnce(Path path) throws IOException {
        try (FSDataInputStream in = FileSystem.get(path.toUri()).open(path)) {
            return in.readAllBytes();
        }
    }

    /**
     * Puts a file in its place as a whole: a reader sees what was there before, or all of it.
     *
     * <p>An object store shows whatever was written when the stream is closed, so the stream is not
     * opened before the content is there, in a file of the JVM's temporary folder.
     */
    static void replace(Path path, Content content) throws IOException {
        FileSystem files = FileSystem.get(path.toUri());
        if (files.isDistributedFS()) {
            upload(files, path, content);
            return;
        }
        Path hidden = new Path(path.getParent(), "." + path.getName() + ".new");
        write(files, hidden, content);
        if (!files.rename(hidden, path)) {
            throw new IOException("cannot replace " + path);
        }
    }

    private static void upload(FileSystem files, Path path, Content content) throws IOException {
        java.nio.file.Path complete = Files.createTempFile(path.getName() + "-", ".new");
        try {
            try (FSDataOutputStream out = new LocalDataOutputStream(complete.toFile())) {
                content.writeTo(out);
            }
            write(files, path, out -> Files.copy(complete, out));
        } finally {
            Files.deleteIfExists(complete);
        }
    }

    private static void write(FileSystem files, Path path, Content content) throws IOException {
        try (FSDataOutputStream out = files.create(path, WriteMode.OVERWRITE)) {
            content.writeTo(out);
        }
    }

    static void delete(Path path) throws IOException {
        FileSystem.get(path.toUri()).delete(path, false);
    }

    private Storage() {}
}
