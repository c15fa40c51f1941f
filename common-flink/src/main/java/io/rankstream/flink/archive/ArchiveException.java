package io.rankstream.flink.archive;

import java.io.IOException;

/** What the archive holds cannot be used; says which file and why. */
public final class ArchiveException extends IOException {

    private static final long serialVersionUID = 1L;

    public ArchiveException(String message) {
        super(message);
    }

    public ArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
