package io.rankstream.flink.archive;

import static io.rankstream.flink.archive.ArchiveFixture.SEVEN;
import static io.rankstream.flink.archive.ArchiveFixture.records;
import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.testkit.ArchiveFolder;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HourRewriteTest {

    private static final ArchiveHour HOUR =
            ArchiveHour.of(ArchiveKind.EVENTS, ArchiveHour.NO_PARTITION, SEVEN);

    @TempDir Path folder;

    private ArchiveFolder archive;

    @BeforeEach
    void writeFiles() throws IOException {
        archive = new ArchiveFolder(folder.toUri().toString());
        archive.write(HOUR, "part-a.parquet", records(10, SEVEN));
        archive.write(HOUR, "part-b.parquet", records(10, SEVEN));
    }

    @Test
    void writesTheManifestAgain_thatCameWhileFilesWereLookedAt() throws IOException {
        HourRewrite.of(list(), completing(1));

        assertThat(readAll()).isEqualTo(18);
    }

    @Test
    void writesTheManifestAgain_thatCameWhileFilesWereReplaced() throws IOException {
        // Twenty records are looked at first; this is one that is written.
        HourRewrite.of(list(), completing(25));

        assertThat(readAll()).isEqualTo(18);
    }

    @Test
    void writesNoManifestOfAnHourThatHadNone() throws IOException {
        HourRewrite.of(list(), HourRewriteTest::withoutPlayer3);

        assertThat(list().hasManifest()).isFalse();
        assertThat(readAll()).isEqualTo(18);
    }

    /** Says that the hour is complete when it is asked for the nth time. */
    private HourRewrite.Change completing(int nth) {
        int[] asked = {0};
        return record -> {
            if (++asked[0] == nth) {
                try {
                    archive.complete(HOUR);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return withoutPlayer3(record);
        };
    }

    private static ArchivedRecord withoutPlayer3(ArchivedRecord record) {
        return record.partitionKey().equals("player-3") ? null : record;
    }

    private HourFolder list() throws IOException {
        return HourFolder.list(new org.apache.flink.core.fs.Path(folder.toUri()), HOUR);
    }

    /** How many records a reader finds, who holds the hour to its manifest. */
    private int readAll() throws IOException {
        assertThat(list().isErasing()).isFalse();
        ArchiveCatalog catalog = ArchiveCatalog.open(folder.toUri().toString());
        return ArchiveFolder.read(catalog.files(ArchiveKind.EVENTS, SEVEN, SEVEN + 1)).size();
    }
}
