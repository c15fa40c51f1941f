package io.rankstream.replay.republish;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.flink.source.OneSplitEnumerator;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.replay.config.ReplaySpeed;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The selected records of the archive: hour by hour of event time, within an hour in the order in
 * which they came. Ends with the range; runs at parallelism 1, which keeps the order.
 */
final class ArchiveSource implements Source<ArchivedRecord, ArchiveSplit, Boolean> {

    private static final long serialVersionUID = 1L;

    private final String root;
    private final RecordSelection.Declaration declaration;
    private final ReplaySpeed speed;

    ArchiveSource(String root, RecordSelection.Declaration declaration, ReplaySpeed speed) {
        this.root = root;
        this.declaration = declaration;
        this.speed = speed;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<ArchivedRecord, ArchiveSplit> createReader(SourceReaderContext context) {
        return new Reader(context, this);
    }

    @Override
    public SplitEnumerator<ArchiveSplit, Boolean> createEnumerator(
            SplitEnumeratorContext<ArchiveSplit> context) {
        return new OneSplitEnumerator<>(context, ArchiveSplit.initial(), getBoundedness());
    }

    @Override
    public SplitEnumerator<ArchiveSplit, Boolean> restoreEnumerator(
            SplitEnumeratorContext<ArchiveSplit> context, Boolean assigned) {
        return new OneSplitEnumerator<>(
                context, assigned ? null : ArchiveSplit.initial(), getBoundedness());
    }

    @Override
    public SimpleVersionedSerializer<ArchiveSplit> getSplitSerializer() {
        return new ArchiveSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return OneSplitEnumerator.serializer();
    }

    @SuppressWarnings("try") // Of the base class, whose close() may be interrupted.
    private static final class Reader
            extends SingleThreadMultiplexSourceReaderBase<
                    ArchivedRecord, ArchivedRecord, ArchiveSplit, ReplayPosition[]> {

        private Reader(SourceReaderContext context, ArchiveSource source) {
            super(
                    () ->
                            new ArchiveSplitReader(
                                    source.root,
                                    source.declaration,
                                    source.speed,
                                    new RepublishMetrics(
                                            new JobMetrics(context.metricGroup()),
                                            source.declaration.from(),
                                            source.declaration.until()),
                                    temporaryFolder(context)),
                    (record, output, position) -> {
                        output.collect(record);
                        position[0] = ReplayPosition.of(record);
                    },
                    context.getConfiguration(),
                    context);
        }

        private static Path temporaryFolder(SourceReaderContext context) {
            return Path.of(ConfigurationUtils.parseTempDirectories(context.getConfiguration())[0]);
        }

        @Override
        protected void onSplitFinished(Map<String, ReplayPosition[]> finished) {
            // The enumerator has said already that there is no other.
        }

        @Override
        protected ReplayPosition[] initializedState(ArchiveSplit split) {
            return new ReplayPosition[] {split.position().orElse(null)};
        }

        @Override
        protected ArchiveSplit toSplitType(String id, ReplayPosition[] position) {
            return position[0] == null ? ArchiveSplit.initial() : ArchiveSplit.after(position[0]);
        }
    }
}
