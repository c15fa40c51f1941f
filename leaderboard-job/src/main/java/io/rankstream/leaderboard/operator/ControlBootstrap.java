package io.rankstream.leaderboard.operator;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/** Keeps what control messages amount to in a file, for a start without a snapshot. */
final class ControlBootstrap {

    private final Path path;

    /**
     * @param uri of the file, of a scheme that Flink has a file system for
     */
    ControlBootstrap(String uri) {
        this.path = new Path(uri);
    }

    /** What was written last; empty if there is no such file yet. */
    Optional<String> read() throws IOException {
        FileSystem files = path.getFileSystem();
        if (!files.exists(path)) {
            return Optional.empty();
        }
        try (FSDataInputStream in = files.open(path)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Replaces the file as a whole: whoever reads it finds the old or the new one. */
    void write(String json) throws IOException {
        FileSystem files = path.getFileSystem();
        if (path.toUri().getScheme() != null && path.toUri().getScheme().startsWith("s3")) {
            // An object appears when it is complete, and S3 has no rename.
            write(files, path, json);
            return;
        }
        Path temporary = path.suffix("." + UUID.randomUUID());
        try {
            write(files, temporary, json);
            if (!files.rename(temporary, path)) {
                throw new IOException("cannot rename " + temporary + " to " + path);
            }
        } finally {
            files.delete(temporary, false);
        }
    }

    private static void write(FileSystem files, Path to, String json) throws IOException {
        try (FSDataOutputStream out = files.create(to, WriteMode.OVERWRITE)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
