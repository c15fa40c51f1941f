package io.rankstream.archive.operator;

/** The names of the metrics of the archive job. */
public final class ArchiveMetrics {

    /** Counter: records of event streams that were read. */
    public static final String EVENT_RECORDS = "archiveEventRecords";

    /** Counter: records of event streams without a usable event; archived all the same. */
    public static final String UNUSABLE_RECORDS = "archiveUnusableRecords";

    /** Counter: records that the filter left out. */
    public static final String FILTERED_RECORDS = "archiveFilteredRecords";

    /** Counter: records on which the filter failed; archived all the same. */
    public static final String FILTER_FAILURES = "archiveFilterFailures";

    /** Gauge: what the open files of a task buffer, bytes. */
    public static final String BUFFERED_BYTES = "archiveBufferedBytes";

    /** Gauge: hours that have files but no manifest of all of them. */
    public static final String OPEN_HOURS = "archiveOpenHours";

    /** Counter: manifests that were written. */
    public static final String MANIFESTS = "archiveManifests";

    /**
     * Counter: manifests that could not be written because a file of the hour is unreadable or
     * gone.
     */
    public static final String MANIFEST_FAILURES = "archiveManifestFailures";

    private ArchiveMetrics() {}
}
