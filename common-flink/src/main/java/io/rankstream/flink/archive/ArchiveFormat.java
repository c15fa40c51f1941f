package io.rankstream.flink.archive;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.model.archive.ArchivedRecord;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;

/** Lets Flink's file source read files of the archive; a file is never split. */
public final class ArchiveFormat implements BulkFormat<ArchivedRecord, FileSourceSplit> {

    private static final long serialVersionUID = 1L;

    private static final int BATCH = 512;

    @Override
    public BulkFormat.Reader<ArchivedRecord> createReader(
            Configuration config, FileSourceSplit split) throws IOException {
        return new Batches(split, 0);
    }

    @Override
    public BulkFormat.Reader<ArchivedRecord> restoreReader(
            Configuration config, FileSourceSplit split) throws IOException {
        return new Batches(
                split,
                split.getReaderPosition()
                        .map(CheckpointedPosition::getRecordsAfterOffset)
                        .orElse(0L));
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<ArchivedRecord> getProducedType() {
        return ModelTypes.ARCHIVED_RECORD;
    }

    /** The records of one file; a position in it is the number of records before it. */
    private static final class Batches implements BulkFormat.Reader<ArchivedRecord> {

        private final ArchiveReader file;
        private long position;

        private Batches(FileSourceSplit split, long position) throws IOException {
            file = new ArchiveReader(split.path(), split.fileSize());
            try {
                skip(position);
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }

        private void skip(long records) throws IOException {
            for (long i = 0; i < records; i++) {
                if (file.next() == null) {
                    throw new ArchiveException(
                            file.name()
                                    + " has become shorter: "
                                    + records
                                    + " records had been read before, there are "
                                    + i);
                }
            }
            position = records;
        }

        @Override
        public RecordIterator<ArchivedRecord> readBatch() throws IOException {
            ArchivedRecord[] batch = new ArchivedRecord[BATCH];
            int length = 0;
            while (length < BATCH) {
                ArchivedRecord record = file.next();
                if (record == null) {
                    break;
                }
                batch[length++] = record;
            }
            if (length == 0) {
                return null;
            }
            ArrayResultIterator<ArchivedRecord> records = new ArrayResultIterator<>();
            records.set(batch, length, CheckpointedPosition.NO_OFFSET, position);
            position += length;
            return records;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
