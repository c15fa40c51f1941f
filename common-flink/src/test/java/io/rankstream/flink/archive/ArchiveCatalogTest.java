package io.rankstream.flink.archive;

import static io.rankstream.flink.archive.ArchiveFixture.SEVEN;
import static io.rankstream.flink.archive.ArchiveFixture.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.testkit.ArchiveFolder;
import io.rankstream.model.archive.ArchiveKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveCatalogTest {

    private static final long HOUR = ArchiveHour.MILLIS;

    @TempDir Path folder;

    private ArchiveFolder archive;

    @BeforeEach
    void openFolder() {
        archive = new ArchiveFolder(folder.toUri().toString());
    }

    @Test
    void laysFoldersOutByEventTimeInUtc() {
        assertThat(hour(SEVEN + HOUR - 1).folder())
                .isEqualTo("events/year=2026/month=11/day=20/hour=07");
        assertThat(
                        ArchiveHour.of(
                                        ArchiveKind.DEAD_LETTERS,
                                        ArchiveHour.partition("ticker", "A/B ä"),
                                        -1)
                                .folder())
                .isEqualTo("dead-letters/ticker=A%2FB%20%C3%A4/year=1969/month=12/day=31/hour=23");
    }

    @Test
    void readsFoldersBack() {
        for (String text :
                List.of(
                        "control/year=0999/month=01/day=09/hour=00",
                        "events/ticker=~/year=2026/month=12/day=31/hour=23")) {
            assertThat(ArchiveHour.parse(text).folder()).isEqualTo(text);
        }
        for (String text :
                List.of(
                        "",
                        "events",
                        "events/year=2026/month=13/day=01/hour=00",
                        "events/year=2026/month=02/day=30/hour=00",
                        "events/year=2026/month=2/day=03/hour=00",
                        "other/year=2026/month=02/day=03/hour=00",
                        "events/year=2026/month=02/day=03/hour=24")) {
            assertThatThrownBy(() -> ArchiveHour.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + text + "'");
        }
    }

    @Test
    void findsTheFilesOfARange_byHourThenName() throws IOException {
        write(hour(SEVEN + HOUR), "part-b.parquet");
        write(hour(SEVEN + HOUR), "part-a.parquet");
        write(hour(SEVEN), "part-c.parquet");
        write(hour(SEVEN - HOUR), "part-before.parquet");
        write(hour(SEVEN + 20 * HOUR), "part-next-day.parquet");
        write(hour(SEVEN + 21 * HOUR), "part-after.parquet");
        write(hour(SEVEN + 365 * 24 * HOUR), "part-next-year.parquet");

        assertThat(names(SEVEN + HOUR - 1, SEVEN + 20 * HOUR + 1))
                .containsExactly(
                        "part-c.parquet",
                        "part-a.parquet",
                        "part-b.parquet",
                        "part-next-day.parquet");
        assertThat(names(SEVEN, SEVEN + HOUR)).containsExactly("part-c.parquet");
        assertThat(names(0, Long.MAX_VALUE)).hasSize(7).last().isEqualTo("part-next-year.parquet");
        assertThat(names(SEVEN + 2 * HOUR, SEVEN + 3 * HOUR)).isEmpty();
    }

    @Test
    void mergesPartitionsByHour() throws IOException {
        for (long time : List.of(SEVEN, SEVEN + HOUR)) {
            for (String ticker : List.of("B", "A")) {
                ArchiveHour hour =
                        ArchiveHour.of(
                                ArchiveKind.EVENTS, ArchiveHour.partition("ticker", ticker), time);
                write(hour, "part-" + ticker + (time - SEVEN) / HOUR + ".parquet");
            }
        }

        assertThat(names(SEVEN, SEVEN + 2 * HOUR))
                .containsExactly(
                        "part-A0.parquet", "part-B0.parquet", "part-A1.parquet", "part-B1.parquet");
    }

    @Test
    void skipsAndCountsWhatIsForeign() throws IOException {
        write(hour(SEVEN), "part-a.parquet");
        Path hour = folder.resolve(hour(SEVEN).folder());
        Files.writeString(hour.resolve("notes.txt"), "x");
        Files.writeString(hour.resolve(".part-1.inprogress"), "x");
        Files.writeString(folder.resolve("events/README"), "x");
        Files.createDirectories(folder.resolve("events/year=2026/month=13"));
        Files.createDirectories(folder.resolve("events/year=2026/month=00"));
        Files.createDirectories(folder.resolve("events/year=2026/month=11/day=31"));
        Files.createDirectories(folder.resolve("events/_temporary"));
        ArchiveCatalog catalog = open();

        assertThat(names(catalog, 0, Long.MAX_VALUE)).containsExactly("part-a.parquet");

        assertThat(catalog.counts().foreign()).isEqualTo(5);
        assertThat(catalog.counts().hours()).isEqualTo(1);
        assertThat(catalog.counts().open()).isEqualTo(1);
    }

    @Test
    void readsFilesThatCameAfterTheManifest_andCountsThem() throws IOException {
        write(hour(SEVEN), "part-a.parquet");
        archive.complete(hour(SEVEN));
        write(hour(SEVEN), "part-b.parquet");
        ArchiveCatalog catalog = open();

        assertThat(names(catalog, SEVEN, SEVEN + 1)).hasSize(2);

        assertThat(catalog.counts().unlistedFiles()).isEqualTo(1);
        archive.complete(hour(SEVEN));
        ArchiveCatalog again = open();
        assertThat(names(again, SEVEN, SEVEN + 1)).hasSize(2);
        assertThat(again.counts().unlistedFiles()).isZero();
        assertThat(again.counts().open()).isZero();
    }

    @Test
    void writesAManifestOfWhatIsThere() throws IOException {
        write(hour(SEVEN), "part-a.parquet");
        write(hour(SEVEN), "part-b.parquet");
        archive.complete(hour(SEVEN));

        HourManifest manifest = list(hour(SEVEN)).manifest().orElseThrow();

        assertThat(manifest.records()).isEqualTo(20);
        assertThat(manifest.files()).containsOnlyKeys("part-a.parquet", "part-b.parquet");
        assertThat(manifest.checksum())
                .isEqualTo(2 * manifest.files().get("part-a.parquet").summary().checksum());
        assertThat(Files.readString(folder.resolve(hour(SEVEN).folder()).resolve("_SUCCESS")))
                .startsWith(
                        "{\"version\":1,\"kind\":\"events\",\"partition\":\"\","
                                + "\"hour\":\"2026-11-20T07:00:00Z\",\"files\":[{\"name\":"
                                + "\"part-a.parquet\",\"bytes\":");
    }

    @Test
    void refusesAnHourThatIsNotAsItsManifestSays() throws IOException {
        write(hour(SEVEN), "part-a.parquet");
        write(hour(SEVEN), "part-b.parquet");
        archive.complete(hour(SEVEN));
        Path file = folder.resolve(hour(SEVEN).folder()).resolve("part-b.parquet");
        byte[] bytes = Files.readAllBytes(file);

        Files.delete(file);
        assertThatThrownBy(() -> names(SEVEN, SEVEN + 1))
                .hasMessageContaining("lacks part-b.parquet, which its manifest lists");

        Files.write(file, java.util.Arrays.copyOf(bytes, 100));
        assertThatThrownBy(() -> names(SEVEN, SEVEN + 1))
                .hasMessageContaining("part-b.parquet has 100 bytes, but " + bytes.length);
    }

    @Test
    void refusesWhatIsNoManifest() throws IOException {
        write(hour(SEVEN), "part-a.parquet");
        archive.complete(hour(SEVEN));
        Path file = folder.resolve(hour(SEVEN).folder()).resolve("_SUCCESS");
        String manifest = Files.readString(file);

        for (String[] change :
                new String[][] {
                    {manifest, ""},
                    {"\"version\":1", "\"version\":2"},
                    {"T07:00", "T08:00"},
                    {"\"records\":10,\"checksum", "\"records\":11,\"checksum"},
                    {"\"kind\":\"events\"", "\"kind\":\"control\""}
                }) {
            Files.writeString(file, manifest.replace(change[0], change[1]));

            assertThatThrownBy(() -> names(SEVEN, SEVEN + 1))
                    .as(change[1])
                    .hasMessageContaining("_SUCCESS is not a manifest: ");
        }
    }

    @Test
    void refusesARangeThatIsEmpty() throws IOException {
        ArchiveCatalog catalog = open();

        assertThatThrownBy(() -> catalog.files(ArchiveKind.EVENTS, SEVEN, SEVEN))
                .hasMessage("from 2026-11-20T07:00:00Z is not before until 2026-11-20T07:00:00Z");
    }

    @Test
    void refusesARootThatIsNotThere() {
        String root = folder.resolve("nowhere").toUri().toString();

        assertThatThrownBy(() -> ArchiveCatalog.open(root))
                .hasMessage("there is no archive at " + root);
    }

    @Test
    void listsAnHourWhenItIsComeTo() throws IOException {
        LocalDateTime start = LocalDateTime.of(2025, 1, 1, 0, 0);
        for (int i = 0; i < 365 * 24; i++) {
            long time = start.plusHours(i).toInstant(ZoneOffset.UTC).toEpochMilli();
            Files.createDirectories(folder.resolve(hour(time).folder()));
        }
        Iterator<HourFolder> hours = open().hours(ArchiveKind.EVENTS, 0, Long.MAX_VALUE);
        List<Long> starts = new ArrayList<>();
        hours.next();
        // A file that comes to the last hour after listing has begun is found.
        write(hour(start.plusHours(8_759).toInstant(ZoneOffset.UTC).toEpochMilli()), "a.parquet");
        int files = 0;
        while (hours.hasNext()) {
            HourFolder hour = hours.next();
            starts.add(hour.hour().start());
            files += hour.files().size();
        }

        assertThat(starts).hasSize(8_759).isSorted().doesNotHaveDuplicates();
        assertThat(files).isEqualTo(1);
    }

    private void write(ArchiveHour hour, String name) throws IOException {
        archive.write(hour, name, records(10, hour.start()));
    }

    private HourFolder list(ArchiveHour hour) throws IOException {
        return HourFolder.list(new org.apache.flink.core.fs.Path(folder.toUri()), hour);
    }

    private ArchiveCatalog open() throws IOException {
        return ArchiveCatalog.open(folder.toUri().toString());
    }

    private List<String> names(long from, long until) throws IOException {
        return names(open(), from, until);
    }

    private static List<String> names(ArchiveCatalog catalog, long from, long until) {
        List<String> names = new ArrayList<>();
        catalog.files(ArchiveKind.EVENTS, from, until)
                .forEachRemaining(file -> names.add(file.name()));
        return names;
    }

    private static ArchiveHour hour(long time) {
        return ArchiveHour.of(ArchiveKind.EVENTS, ArchiveHour.NO_PARTITION, time);
    }
}
