package io.rankstream.replay.republish;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.replay.config.ReplaySpeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
        return new Enumerator(context, ArchiveSplit.initial());
    }

    @Override
    public SplitEnumerator<ArchiveSplit, Boolean> restoreEnumerator(
            SplitEnumeratorContext<ArchiveSplit> context, Boolean assigned) {
        return new Enumerator(context, assigned ? null : ArchiveSplit.initial());
    }

    @Override
    public SimpleVersionedSerializer<ArchiveSplit> getSplitSerializer() {
        return new ArchiveSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return new AssignedSerializer();
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

    /** Gives the one split to the first reader. */
    private static final class Enumerator implements SplitEnumerator<ArchiveSplit, Boolean> {

        private final SplitEnumeratorContext<ArchiveSplit> context;
        private ArchiveSplit unassigned;

        private Enumerator(SplitEnumeratorContext<ArchiveSplit> context, ArchiveSplit unassigned) {
            this.context = context;
            this.unassigned = unassigned;
        }

        @Override
        public void start() {}

        @Override
        public void addReader(int reader) {
            if (unassigned != null) {
                context.assignSplit(unassigned, reader);
                unassigned = null;
            }
            context.signalNoMoreSplits(reader);
        }

        @Override
        public void handleSplitRequest(int reader, String host) {}

        @Override
        public void addSplitsBack(List<ArchiveSplit> splits, int reader) {
            for (ArchiveSplit split : splits) {
                unassigned = split;
            }
        }

        @Override
        public Boolean snapshotState(long checkpointId) {
            return unassigned == null;
        }

        @Override
        public void close() {}
    }

    /** Stores whether the split was assigned: then the reader has it in its own state. */
    private static final class AssignedSerializer implements SimpleVersionedSerializer<Boolean> {

        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(Boolean assigned) {
            return new byte[] {(byte) (assigned ? 1 : 0)};
        }

        @Override
        public Boolean deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "stored in version " + version + ", this release knows " + VERSION);
            }
            return serialized[0] == 1;
        }
    }
}
