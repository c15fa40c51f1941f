package io.rankstream.flink.archive;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of all files that one task writes at the same time, however many hours they
 * belong to: when it is used up, the file that holds most puts it to disk as a row group.
 *
 * <p>Used by one thread; others may ask for its size.
 */
final class WriteBudget {

    private final long maxBytes;
    private final Set<ArchiveWriter> buffering = new LinkedHashSet<>();
    private final AtomicLong bytes = new AtomicLong();

    WriteBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes note that a file now buffers more, or less. */
    void change(ArchiveWriter writer, long before, long after) throws IOException {
        bytes.addAndGet(after - before);
        if (after == 0) {
            buffering.remove(writer);
        } else if (before == 0) {
            buffering.add(writer);
        }
        while (bytes.get() > maxBytes && !buffering.isEmpty()) {
            largest().flushRowGroup();
        }
    }

    private ArchiveWriter largest() {
        ArchiveWriter largest = null;
        for (ArchiveWriter writer : buffering) {
            if (largest == null || writer.buffered() > largest.buffered()) {
                largest = writer;
            }
        }
        return largest;
    }

    long bytes() {
        return bytes.get();
    }
}
