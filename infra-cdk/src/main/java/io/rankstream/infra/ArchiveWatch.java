package io.rankstream.infra;

import software.amazon.awscdk.services.cloudwatch.IMetric;

/** Watches what only the archive job counts; docs/archive.md says what each metric is. */
final class ArchiveWatch {

    private final Operations operations;
    private final FlinkJob job;

    ArchiveWatch(Operations operations, FlinkJob job) {
        this.operations = operations;
        this.job = job;
    }

    void add() {
        // Tried again each minute; an erasure that is under way is through after some of them.
        operations.alarm(
                AlarmSpec.above(
                                "archive-manifests-fail",
                                "An hour of the archive gets no manifest: a file cannot be read, or"
                                        + " an erasure was interrupted.",
                                growth("archiveManifestFailures"),
                                0,
                                15)
                        .in(5));
        operations.row(
                "Archive",
                Operations.graph(
                        "Records of events, left out by the filter (a minute)",
                        growth("archiveEventRecords"),
                        growth("archiveFilteredRecords")),
                Operations.graph(
                        "Unusable records, failures of the filter (a minute)",
                        growth("archiveUnusableRecords"),
                        growth("archiveFilterFailures")),
                Operations.graph(
                        "Manifests written, failed (a minute)",
                        growth("archiveManifests"),
                        growth("archiveManifestFailures")),
                Operations.graph(
                        "Hours without a manifest",
                        Metrics.ofJob(job, "archiveOpenHours", "Maximum")));
    }

    private IMetric growth(String counter) {
        return Metrics.growth(Metrics.ofJob(job, counter, "Maximum"), counter);
    }
}
