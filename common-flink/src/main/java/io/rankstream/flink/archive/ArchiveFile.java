package io.rankstream.flink.archive;

import java.io.Serializable;
import java.util.Objects;
import org.apache.flink.core.fs.Path;

/** One file of records in the archive. */
public final class ArchiveFile implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ArchiveHour hour;
    private final Path path;
    private final long bytes;

    public ArchiveFile(ArchiveHour hour, Path path, long bytes) {
        this.hour = Objects.requireNonNull(hour);
        this.path = Objects.requireNonNull(path);
        this.bytes = bytes;
    }

    public ArchiveHour hour() {
        return hour;
    }

    public Path path() {
        return path;
    }

    /** Without its folder. */
    public String name() {
        return path.getName();
    }

    /** Its length. */
    public long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
