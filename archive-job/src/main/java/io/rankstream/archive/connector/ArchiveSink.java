package io.rankstream.archive.connector;

import io.rankstream.archive.config.ArchiveConfig;
import io.rankstream.archive.operator.ArchiveEntry;
import io.rankstream.archive.operator.ArchiveMetrics;
import io.rankstream.archive.operator.CompleteHoursOperator;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.archive.ArchiveWriter;
import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.model.archive.ArchivedRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/**
 * Writes entries into the folders of their hours; files appear when a checkpoint completes.
 *
 * <p>Flink's own file sink with one more step behind its commits, which writes the manifests.
 */
public final class ArchiveSink
        implements Sink<ArchiveEntry>,
                SupportsWriterState<ArchiveEntry, FileWriterBucketState>,
                SupportsCommitter<FileSinkCommittable>,
                SupportsPostCommitTopology<FileSinkCommittable> {

    private static final long serialVersionUID = 1L;

    private static final String COMPLETE_HOURS = "complete-hours";

    private final String root;
    private final Duration manifestDelay;
    private final EntryWriterFactory writers;
    private final FileSink<ArchiveEntry> files;

    public ArchiveSink(ArchiveConfig config) {
        root = config.root();
        manifestDelay = config.manifestDelay();
        writers = new EntryWriterFactory(config.rowGroupBytes(), config.memoryBytes());
        files =
                FileSink.forBulkFormat(new Path(root), writers)
                        .withBucketAssigner(new HourAssigner())
                        .withRollingPolicy(new RollBySize(config.fileBytes()))
                        .withOutputFileConfig(
                                OutputFileConfig.builder().withPartSuffix(".parquet").build())
                        .build();
    }

    @Override
    @Deprecated // By Flink, which still declares it abstract.
    public StatefulSinkWriter<ArchiveEntry, FileWriterBucketState> createWriter(
            InitContext context) {
        throw new UnsupportedOperationException("Flink 1.20 calls the other one");
    }

    @Override
    public StatefulSinkWriter<ArchiveEntry, FileWriterBucketState> createWriter(
            WriterInitContext context) throws IOException {
        measure(context);
        return files.createWriter(context);
    }

    @Override
    public StatefulSinkWriter<ArchiveEntry, FileWriterBucketState> restoreWriter(
            WriterInitContext context, Collection<FileWriterBucketState> state) throws IOException {
        measure(context);
        return files.restoreWriter(context, state);
    }

    private void measure(WriterInitContext context) {
        new JobMetrics(context.metricGroup())
                .gauge(ArchiveMetrics.BUFFERED_BYTES, writers.records::buffered);
    }

    @Override
    public SimpleVersionedSerializer<FileWriterBucketState> getWriterStateSerializer() {
        return files.getWriterStateSerializer();
    }

    @Override
    public Committer<FileSinkCommittable> createCommitter(CommitterInitContext context)
            throws IOException {
        return files.createCommitter(context);
    }

    @Override
    public SimpleVersionedSerializer<FileSinkCommittable> getCommittableSerializer() {
        return files.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(
            DataStream<CommittableMessage<FileSinkCommittable>> committed) {
        committed
                .global()
                .transform(
                        "Complete hours",
                        Types.VOID,
                        new CompleteHoursOperator(root, manifestDelay))
                .uid(COMPLETE_HOURS)
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    /** Takes the record out of an entry. */
    private static final class EntryWriterFactory implements BulkWriter.Factory<ArchiveEntry> {

        private static final long serialVersionUID = 1L;

        private final ArchiveWriter.Factory records;

        private EntryWriterFactory(long rowGroupBytes, long memoryBytes) {
            records = new ArchiveWriter.Factory(rowGroupBytes, memoryBytes);
        }

        @Override
        public BulkWriter<ArchiveEntry> create(FSDataOutputStream out) throws IOException {
            BulkWriter<ArchivedRecord> file = records.create(out);
            return new BulkWriter<>() {
                @Override
                public void addElement(ArchiveEntry entry) throws IOException {
                    file.addElement(entry.record());
                }

                @Override
                public void flush() throws IOException {
                    file.flush();
                }

                @Override
                public void finish() throws IOException {
                    file.finish();
                }
            };
        }
    }

    /** Names the folder of an entry. */
    private static final class HourAssigner implements BucketAssigner<ArchiveEntry, String> {

        private static final long serialVersionUID = 1L;

        private transient ArchiveHour hour;
        private transient String folder;

        @Override
        public String getBucketId(ArchiveEntry entry, Context context) {
            // Most entries belong to the hour of the one before.
            if (hour == null || !isIn(entry)) {
                hour = ArchiveHour.of(entry.kind(), entry.partition(), entry.record().eventTime());
                folder = hour.folder();
            }
            return folder;
        }

        private boolean isIn(ArchiveEntry entry) {
            long time = entry.record().eventTime();
            return time >= hour.start()
                    && time < hour.end()
                    && entry.kind() == hour.kind()
                    && entry.partition().equals(hour.partition());
        }

        @Override
        public SimpleVersionedSerializer<String> getSerializer() {
            return SimpleVersionedStringSerializer.INSTANCE;
        }
    }

    /** Begins another file with every checkpoint, and when one is large. */
    private static final class RollBySize extends CheckpointRollingPolicy<ArchiveEntry, String> {

        private static final long serialVersionUID = 1L;

        private final long maxBytes;

        private RollBySize(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public boolean shouldRollOnEvent(PartFileInfo<String> file, ArchiveEntry entry)
                throws IOException {
            return file.getSize() >= maxBytes;
        }

        @Override
        public boolean shouldRollOnProcessingTime(PartFileInfo<String> file, long time) {
            return false;
        }
    }
}
