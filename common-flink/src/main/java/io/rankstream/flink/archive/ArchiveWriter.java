package io.rankstream.flink.archive;

import io.rankstream.model.archive.ArchivedRecord;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Writes records as ZSTD Parquet into a stream of Flink.
 *
 * <p>Not through Parquet's own writer, because that decides alone when it puts a row group to disk:
 * a task that writes a file for each of many hours would hold a row group of each.
 */
public final class ArchiveWriter implements BulkWriter<ArchivedRecord> {

    private static final int PAGE_BYTES = 256 * 1024;

    /** To ask for the size of what is buffered costs more than to add a record. */
    private static final int BYTES_BETWEEN_CHECKS = 64 * 1024;

    /** What a record's columns beside its bytes are taken to need until the next check. */
    private static final int BYTES_OF_COLUMNS = 64;

    private static final int TRUNCATE_STATISTICS_AFTER = 64;

    private static final ParquetProperties ENCODING =
            ParquetProperties.builder()
                    .withPageSize(PAGE_BYTES)
                    .withDictionaryPageSize(PAGE_BYTES)
                    // Every value is another one: a dictionary would be built and thrown away.
                    .withDictionaryEncoding("sequence_number", false)
                    .withDictionaryEncoding("record", false)
                    .withDictionaryEncoding("arrival_time", false)
                    .withDictionaryEncoding("event_time", false)
                    .withDictionaryEncoding("latest_event_time", false)
                    .build();

    /** Makes the writers of one task, which share a bound on their memory. */
    public static final class Factory implements BulkWriter.Factory<ArchivedRecord> {

        private static final long serialVersionUID = 1L;

        private final long rowGroupBytes;
        private final long memoryBytes;

        private transient WriteBudget budget;

        /**
         * Creates the factory.
         *
         * @param rowGroupBytes how much of one file is buffered at most; also what a reader needs
         * @param memoryBytes how much all open files of one task buffer at most
         */
        public Factory(long rowGroupBytes, long memoryBytes) {
            if (rowGroupBytes <= 0 || memoryBytes < rowGroupBytes) {
                throw new IllegalArgumentException(
                        "a row group of "
                                + rowGroupBytes
                                + " bytes does not fit into "
                                + memoryBytes
                                + " bytes");
            }
            this.rowGroupBytes = rowGroupBytes;
            this.memoryBytes = memoryBytes;
        }

        @Override
        public ArchiveWriter create(FSDataOutputStream out) throws IOException {
            if (budget == null) {
                budget = new WriteBudget(memoryBytes);
            }
            return new ArchiveWriter(out, rowGroupBytes, budget);
        }

        /** What the open files buffer now, in bytes; may be asked by any thread. */
        public long buffered() {
            return budget == null ? 0 : budget.bytes();
        }
    }

    private final long rowGroupBytes;
    private final WriteBudget budget;
    private final ParquetFileWriter file;
    private final CodecFactory codecs = new CodecFactory(ArchiveSchema.SETTINGS, PAGE_BYTES);
    private final FileSummary summary = new FileSummary();

    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore columns;
    private RecordConsumer consumer;
    private long rows;
    private long buffered;
    private long sinceCheck;

    ArchiveWriter(FSDataOutputStream out, long rowGroupBytes, WriteBudget budget)
            throws IOException {
        this.rowGroupBytes = rowGroupBytes;
        this.budget = budget;
        file =
                new ParquetFileWriter(
                        new FlinkOutput(out),
                        ArchiveSchema.COLUMNS,
                        ParquetFileWriter.Mode.CREATE,
                        rowGroupBytes,
                        0,
                        ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
                        TRUNCATE_STATISTICS_AFTER,
                        true);
        file.start();
    }

    @Override
    public void addElement(ArchivedRecord record) throws IOException {
        if (columns == null) {
            startRowGroup();
        }
        ArchiveSchema.write(record, consumer);
        summary.add(record);
        rows++;
        sinceCheck += record.bytes().length + BYTES_OF_COLUMNS;
        if (sinceCheck >= BYTES_BETWEEN_CHECKS) {
            check();
        }
    }

    private void startRowGroup() {
        pages =
                new ColumnChunkPageWriteStore(
                        codecs.getCompressor(CompressionCodecName.ZSTD),
                        ArchiveSchema.COLUMNS,
                        HeapByteBufferAllocator.getInstance(),
                        ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
                        true);
        columns = ENCODING.newColumnWriteStore(ArchiveSchema.COLUMNS, pages, pages);
        consumer =
                new ColumnIOFactory().getColumnIO(ArchiveSchema.COLUMNS).getRecordWriter(columns);
    }

    private void check() throws IOException {
        sinceCheck = 0;
        long now = columns.getBufferedSize();
        if (now >= rowGroupBytes) {
            flushRowGroup();
            return;
        }
        long before = buffered;
        buffered = now;
        budget.change(this, before, now);
    }

    /** Puts what is buffered to disk and gives its memory back. */
    void flushRowGroup() throws IOException {
        if (columns == null) {
            return;
        }
        consumer.flush();
        file.startBlock(rows);
        columns.flush();
        pages.flushToFileWriter(file);
        file.endBlock();
        columns.close();
        columns = null;
        pages = null;
        consumer = null;
        rows = 0;
        sinceCheck = 0;
        long before = buffered;
        buffered = 0;
        budget.change(this, before, 0);
    }

    /** What it has told the budget that it buffers. */
    long buffered() {
        return buffered;
    }

    /** Does nothing: a row group that is put to disk early makes the file larger. */
    @Override
    public void flush() {}

    /** Completes the file; the stream is the caller's to close. */
    @Override
    public void finish() throws IOException {
        flushRowGroup();
        file.end(
                Map.of(
                        ArchiveSchema.VERSION_KEY,
                        Integer.toString(ArchiveSchema.VERSION),
                        ArchiveSchema.SUMMARY_KEY,
                        summary.toJson()));
        codecs.release();
    }

    FileSummary summary() {
        return summary;
    }

    /** A stream of Flink as a file of Parquet. */
    private static final class FlinkOutput implements OutputFile {

        private final FSDataOutputStream out;

        private FlinkOutput(FSDataOutputStream out) {
            this.out = out;
        }

        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new FlinkPosition(out);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    /** Leaves the stream open, which is the sink's to close. */
    private static final class FlinkPosition extends PositionOutputStream {

        private final FSDataOutputStream out;

        private FlinkPosition(FSDataOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() throws IOException {
            return out.getPos();
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
