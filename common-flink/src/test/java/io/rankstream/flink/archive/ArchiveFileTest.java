package io.rankstream.flink.archive;

import static io.rankstream.flink.archive.ArchiveFixture.SEVEN;
import static io.rankstream.flink.archive.ArchiveFixture.record;
import static io.rankstream.flink.archive.ArchiveFixture.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.testkit.ArchiveFolder;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFileTest {

    private static final ArchiveHour HOUR =
            ArchiveHour.of(ArchiveKind.EVENTS, ArchiveHour.NO_PARTITION, SEVEN);

    @TempDir Path folder;

    @Test
    void givesBackEveryRecordBitForBit() throws IOException {
        List<ArchivedRecord> written = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            written.add(record(i, SEVEN + random.nextInt(3_600_000), bytes));
        }
        written.add(
                new ArchivedRecord("players", "", "snapshot", 0, "ä€😀", 5, 5, 5, 0, new byte[0]));
        written.add(record(1, SEVEN, new byte[3 << 20]).withEvents(3, 4, 2, "", "lap"));

        Path file = write(written);

        List<ArchivedRecord> read = read(file);
        assertThat(read).hasSameSizeAs(written);
        for (int i = 0; i < read.size(); i++) {
            assertThat(binary(read.get(i))).isEqualTo(binary(written.get(i)));
        }
    }

    @Test
    void isCompressedWithZstd() throws IOException {
        Path file = write(records(10, SEVEN));

        try (ParquetFileReader parquet = parquet(file)) {
            for (BlockMetaData group : parquet.getRowGroups()) {
                assertThat(group.getColumns())
                        .allMatch(column -> column.getCodec() == CompressionCodecName.ZSTD);
            }
        }
    }

    @Test
    void staysInsideItsMemory_withManyOpenFiles() throws IOException {
        ArchiveWriter.Factory factory = new ArchiveWriter.Factory(1 << 20, 4 << 20);
        Map<Integer, ArchiveWriter> writers = new HashMap<>();
        Random random = new Random(7);
        byte[] bytes = new byte[1_000];
        long most = 0;

        for (int i = 0; i < 100_000; i++) {
            int hour = random.nextInt(100);
            ArchiveWriter writer = writers.get(hour);
            if (writer == null) {
                writer =
                        factory.create(
                                new LocalDataOutputStream(folder.resolve("" + hour).toFile()));
                writers.put(hour, writer);
            }
            random.nextBytes(bytes);
            writer.addElement(record(i, SEVEN, bytes.clone()));
            most = Math.max(most, factory.buffered());
        }
        for (ArchiveWriter writer : writers.values()) {
            writer.finish();
        }

        assertThat(most).isBetween(2L << 20, 5L << 20);
        assertThat(factory.buffered()).isZero();
        long records = 0;
        for (int hour : writers.keySet()) {
            records += read(folder.resolve("" + hour)).size();
        }
        assertThat(records).isEqualTo(100_000);
    }

    @Test
    void saysWhatIsInTheFile() throws IOException {
        List<ArchivedRecord> records = records(100, SEVEN);
        Path file = write(records);

        try (ArchiveReader reader = open(file)) {
            FileSummary summary = reader.summary();
            assertThat(summary.records()).isEqualTo(100);
            assertThat(summary.minEventTime()).isEqualTo(SEVEN);
            assertThat(summary.maxEventTime()).isEqualTo(SEVEN + 100);
            assertThat(summary.minArrivalTime()).isEqualTo(SEVEN + 200);
            assertThat(summary.maxArrivalTime()).isEqualTo(SEVEN + 299);
            assertThat(summary.checksum())
                    .isEqualTo(records.stream().mapToLong(ArchivedRecord::checksum).sum());
        }
    }

    @Test
    void refusesATruncatedFile_namingIt() throws IOException {
        Path file = write(records(1_000, SEVEN));
        byte[] bytes = Files.readAllBytes(file);

        for (int length : new int[] {0, 3, bytes.length / 2, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));

            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining(file.getFileName().toString());
        }
    }

    @Test
    void refusesADamagedFile_namingIt() throws IOException {
        Path file = write(records(1_000, SEVEN));
        byte[] bytes = Files.readAllBytes(file);
        int refused = 0;
        // Beyond the magic number and before the page index and the footer.
        for (int position = 40; position < bytes.length / 2; position += 97) {
            byte[] damaged = bytes.clone();
            damaged[position] ^= 0x10;
            Files.write(file, damaged);
            try {
                assertThat(read(file).stream().map(ArchiveFileTest::text).toList())
                        .isEqualTo(
                                records(1_000, SEVEN).stream().map(ArchiveFileTest::text).toList());
            } catch (ArchiveException e) {
                assertThat(e).hasMessageContaining(file.getFileName().toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10);
    }

    @Test
    void refusesWhatIsNotParquet_namingIt() throws IOException {
        Path file = folder.resolve("foreign.parquet");
        Files.writeString(file, "a,b,c\n1,2,3\n");

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("foreign.parquet is truncated or not Parquet (12 bytes)");
    }

    @Test
    void refusesAnotherVersion_namingFileAndVersion() throws IOException {
        Map<String, String> footer = new HashMap<>();
        footer.put(ArchiveSchema.SUMMARY_KEY, new FileSummary().toJson());

        assertThatThrownBy(() -> ArchiveSchema.summary("a.parquet", footer))
                .hasMessage("a.parquet is Parquet, but was not written by an archive job");
        footer.put(ArchiveSchema.VERSION_KEY, "2");
        assertThatThrownBy(() -> ArchiveSchema.summary("a.parquet", footer))
                .hasMessage(
                        "a.parquet is of version 2 of the archive; this program reads version 1");
        footer.put(ArchiveSchema.VERSION_KEY, "1");
        assertThat(ArchiveSchema.summary("a.parquet", footer).records()).isZero();
    }

    private Path write(List<ArchivedRecord> records) throws IOException {
        return Path.of(
                new ArchiveFolder(folder.toUri().toString())
                        .write(HOUR, "part-1.parquet", records)
                        .toUri()
                        .getPath());
    }

    private static ParquetFileReader parquet(Path file) throws IOException {
        org.apache.flink.core.fs.Path path = new org.apache.flink.core.fs.Path(file.toUri());
        return ParquetFileReader.open(
                new ArchiveReader.FlinkInput(
                        path, Files.size(file), path.getFileSystem().open(path)));
    }

    private static ArchiveReader open(Path file) throws IOException {
        return new ArchiveReader(
                new ArchiveFile(
                        HOUR, new org.apache.flink.core.fs.Path(file.toUri()), Files.size(file)));
    }

    private static List<ArchivedRecord> read(Path file) throws IOException {
        return ArchiveFolder.read(
                List.of(
                                new ArchiveFile(
                                        HOUR,
                                        new org.apache.flink.core.fs.Path(file.toUri()),
                                        Files.size(file)))
                        .iterator());
    }

    private static String text(ArchivedRecord record) {
        return record + new String(record.bytes(), StandardCharsets.UTF_8);
    }

    private static byte[] binary(ArchivedRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (java.io.DataOutputStream out = new java.io.DataOutputStream(bytes)) {
            record.write(out);
        }
        return bytes.toByteArray();
    }
}
