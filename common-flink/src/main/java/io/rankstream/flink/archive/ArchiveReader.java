package io.rankstream.flink.archive;

import io.rankstream.model.archive.ArchivedRecord;
import java.io.Closeable;
import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Reads the records of one file, one row group in memory at a time.
 *
 * <p>Number and checksum of the records are compared with what the file says of itself when its end
 * is reached.
 */
public final class ArchiveReader implements Closeable {

    private static final ParquetReadOptions OPTIONS =
            HadoopReadOptions.builder(ArchiveSchema.SETTINGS)
                    .usePageChecksumVerification(true)
                    .build();

    private static final MessageColumnIO COLUMNS =
            new ColumnIOFactory().getColumnIO(ArchiveSchema.COLUMNS);

    private final String file;
    private final ParquetFileReader parquet;
    private final FileSummary expected;
    private final FileSummary found = new FileSummary();

    private RecordReader<ArchivedRecord> rows;
    private long rowsLeft;
    private boolean ended;

    /**
     * Opens a file.
     *
     * @throws ArchiveException naming the file, if it is truncated, foreign or of another version
     */
    public ArchiveReader(ArchiveFile file) throws IOException {
        this(file.path(), file.bytes());
    }

    ArchiveReader(Path path, long bytes) throws IOException {
        this.file = path.toString();
        this.parquet = open(path, bytes);
        try {
            expected =
                    ArchiveSchema.summary(
                            file, parquet.getFooter().getFileMetaData().getKeyValueMetaData());
        } catch (IOException e) {
            parquet.close();
            throw e;
        }
    }

    private static ParquetFileReader open(Path path, long bytes) throws IOException {
        FSDataInputStream in = FileSystem.get(path.toUri()).open(path);
        try {
            return ParquetFileReader.open(new FlinkInput(path, bytes, in), OPTIONS);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw new ArchiveException(
                    path + " is truncated or not Parquet (" + bytes + " bytes)", e);
        }
    }

    /** The path of the file. */
    public String name() {
        return file;
    }

    /** What the file says of its records. */
    public FileSummary summary() {
        return expected;
    }

    /**
     * The next record, or null at the end of the file.
     *
     * @throws ArchiveException naming the file, if it is damaged
     */
    public ArchivedRecord next() throws IOException {
        if (ended) {
            return null;
        }
        try {
            if (rowsLeft == 0 && !nextRowGroup()) {
                ended = true;
                requireComplete();
                return null;
            }
            rowsLeft--;
            ArchivedRecord record = rows.read();
            found.add(record);
            return record;
        } catch (ArchiveException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new ArchiveException(
                    file + " is damaged after " + found.records() + " records", e);
        }
    }

    private boolean nextRowGroup() throws IOException {
        PageReadStore pages = parquet.readNextRowGroup();
        if (pages == null) {
            return false;
        }
        rows = COLUMNS.getRecordReader(pages, new RecordAssembly());
        rowsLeft = pages.getRowCount();
        return true;
    }

    private void requireComplete() throws ArchiveException {
        if (!found.equals(expected)) {
            throw new ArchiveException(
                    file + " is damaged: it holds " + found + " but says " + expected);
        }
    }

    @Override
    public void close() throws IOException {
        parquet.close();
    }

    /** A file of Flink as a file of Parquet. */
    static final class FlinkInput implements InputFile {

        private final Path path;
        private final long length;
        private final FSDataInputStream in;

        FlinkInput(Path path, long length, FSDataInputStream in) {
            this.path = path;
            this.length = length;
            this.in = in;
        }

        @Override
        public long getLength() {
            return length;
        }

        @Override
        public SeekableInputStream newStream() {
            return new DelegatingSeekableInputStream(in) {
                @Override
                public long getPos() throws IOException {
                    return in.getPos();
                }

                @Override
                public void seek(long position) throws IOException {
                    in.seek(position);
                }
            };
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }
}
