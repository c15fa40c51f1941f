package io.rankstream.replay.republish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.archive.ArchiveException;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.event.EventConfig;
import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.flink.testkit.ArchiveFolder;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.replay.TestProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveHoursTest {

    private static final long START = 1_795_176_000_000L;
    private static final long HOUR = ArchiveHour.MILLIS;

    @TempDir private Path root;
    @TempDir private Path temporary;

    private final EventConfig events = EventConfig.from(new TestProperties().runtime());
    private final RepublishMetrics metrics =
            new RepublishMetrics(
                    new JobMetrics(new UnregisteredMetricsGroup()), START, START + 4 * HOUR);
    private ArchiveFolder archive;

    @BeforeEach
    void fill() throws Exception {
        archive = new ArchiveFolder(root.toUri().toString());
        archive.write(hour(0), "b.parquet", List.of(record(1, 0), record(3, 0)));
        archive.write(hour(0), "a.parquet", List.of(record(4, 0), record(2, 0)));
        archive.write(
                ArchiveHour.of(ArchiveKind.EVENTS, "ticker=A", START),
                "a.parquet",
                List.of(record(5, 0)));
        archive.write(hour(2), "a.parquet", List.of(record(6, 2), record(7, 2)));
    }

    @Test
    void readsHourByHour_eachInOrderOfArrival() throws Exception {
        assertThat(read(Optional.empty())).containsExactly("1", "2", "3", "4", "5", "6", "7");
        assertThat(metrics.missing().getCount()).isEqualTo(2);
        assertThat(metrics.filtered().getCount()).isZero();
    }

    @Test
    void goesOnAfterARecord() throws Exception {
        assertThat(read(after(record(3, 0)))).containsExactly("4", "5", "6", "7");
        assertThat(read(after(record(5, 0)))).containsExactly("6", "7");
        assertThat(read(after(record(6, 2)))).containsExactly("7");
        assertThat(read(after(record(7, 2)))).isEmpty();
    }

    @Test
    void leavesOut_whatLiesInAnHourButOutsideTheRange() throws Exception {
        ArchivedRecord late =
                new ArchivedRecord(
                        "events", "s", "9", 0, "k", START, START + 1, START + 1, 1, new byte[0]);
        archive.write(hour(0), "c.parquet", List.of(late));
        try (ArchiveHours hours =
                new ArchiveHours(
                        root.toUri().toString(),
                        new RecordSelection.Declaration(
                                ArchiveKind.EVENTS, START, START + 1, events, null),
                        Optional.empty(),
                        metrics,
                        temporary)) {
            assertThat(read(hours)).containsExactly("1", "2", "3", "4", "5");
        }
        assertThat(metrics.filtered().getCount()).isEqualTo(1);
        assertThat(metrics.missing().getCount()).isZero();
    }

    @Test
    void namesAFileThatIsTruncated() throws Exception {
        Path file = root.resolve(hour(2).folder()).resolve("a.parquet");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));

        assertThatThrownBy(() -> read(Optional.empty()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("hour=14/a.parquet");
    }

    @Test
    void namesAnHourThatLacksAFileOfItsManifest() throws Exception {
        archive.complete(hour(0));
        Files.delete(root.resolve(hour(0).folder()).resolve("a.parquet"));

        assertThatThrownBy(() -> read(Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lacks a.parquet");
    }

    private static Optional<ReplayPosition> after(ArchivedRecord record) {
        return Optional.of(ReplayPosition.of(record));
    }

    private List<String> read(Optional<ReplayPosition> position) throws Exception {
        try (ArchiveHours hours =
                new ArchiveHours(
                        root.toUri().toString(),
                        new RecordSelection.Declaration(
                                ArchiveKind.EVENTS, START, START + 4 * HOUR, events, null),
                        position,
                        metrics,
                        temporary)) {
            return read(hours);
        }
    }

    private static List<String> read(ArchiveHours hours) throws IOException {
        List<String> numbers = new ArrayList<>();
        for (ArchivedRecord record = hours.next(); record != null; record = hours.next()) {
            numbers.add(record.sequenceNumber());
        }
        return numbers;
    }

    private static ArchiveHour hour(int number) {
        return ArchiveHour.of(ArchiveKind.EVENTS, ArchiveHour.NO_PARTITION, START + number * HOUR);
    }

    private static ArchivedRecord record(int number, int hour) {
        long time = START + hour * HOUR;
        return new ArchivedRecord(
                "events",
                "s",
                Integer.toString(number),
                0,
                "k",
                time + number,
                time,
                time,
                1,
                "{}".getBytes(UTF_8));
    }
}
