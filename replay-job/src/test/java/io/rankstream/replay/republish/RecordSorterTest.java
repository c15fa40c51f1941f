package io.rankstream.replay.republish;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.archive.ArchivedRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSorterTest {

    @TempDir private Path folder;

    @Test
    void ordersByArrival_andThenByNumber() throws Exception {
        List<ArchivedRecord> ordered =
                List.of(
                        record("b", "s", "9", 0, 1),
                        record("a", "s", "9", 0, 2),
                        record("a", "s", "9", 1, 2),
                        record("a", "s", "10", 0, 2),
                        record("a", "t", "1", 0, 2));

        assertThat(sorted(ordered, 1 << 20)).isEqualTo(names(ordered));
    }

    @Test
    void yieldsTheSame_whereNotAllOfItFitsTheMemory() throws Exception {
        List<ArchivedRecord> ordered = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ordered.add(record("a", "s", Integer.toString(i), 0, i / 3));
        }

        assertThat(sorted(ordered, 20_000)).isEqualTo(names(ordered));
    }

    @Test
    void leavesNoFileBehind_whileItIsOpen() throws Exception {
        try (RecordSorter sorter = new RecordSorter(folder, 1)) {
            sorter.add(record("a", "s", "1", 0, 1));
            assertThat(sorter.spilledRuns()).isEqualTo(1);

            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
            assertThat(sorter.next().bytes()).containsExactly(7, 8);
        }
    }

    private List<String> sorted(List<ArchivedRecord> ordered, long memory) throws Exception {
        List<ArchivedRecord> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(7));
        List<ArchivedRecord> found = new ArrayList<>();
        try (RecordSorter sorter = new RecordSorter(folder, memory)) {
            for (ArchivedRecord record : shuffled) {
                sorter.add(record);
            }
            for (ArchivedRecord next = sorter.next(); next != null; next = sorter.next()) {
                found.add(next);
            }
        }
        return names(found);
    }

    private static List<String> names(List<ArchivedRecord> records) {
        return records.stream().map(ArchivedRecord::toString).toList();
    }

    private static ArchivedRecord record(
            String source, String shard, String number, int sub, long arrival) {
        return new ArchivedRecord(
                source, shard, number, sub, "k", arrival, 0, 0, 1, new byte[] {7, 8});
    }
}
