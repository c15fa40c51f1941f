package io.rankstream.flink.archive;

/** What a catalog has come across; what it skipped among it. */
public final class CatalogCounts {

    long hours;
    long open;
    long erasing;
    long unlistedFiles;
    long foreign;

    CatalogCounts() {}

    /** The folders of hours that were listed. */
    public long hours() {
        return hours;
    }

    /** The hours without a manifest: not complete yet. */
    public long open() {
        return open;
    }

    /** The hours of which an erasure is under way or was interrupted. */
    public long erasing() {
        return erasing;
    }

    /** The files that have come after the manifest of their hour; they are read. */
    public long unlistedFiles() {
        return unlistedFiles;
    }

    /** The files and folders that have no place in the archive; they are skipped. */
    public long foreign() {
        return foreign;
    }

    @Override
    public String toString() {
        return hours
                + " hours ("
                + open
                + " not complete, "
                + erasing
                + " being erased), "
                + unlistedFiles
                + " late files, "
                + foreign
                + " foreign files skipped";
    }
}
