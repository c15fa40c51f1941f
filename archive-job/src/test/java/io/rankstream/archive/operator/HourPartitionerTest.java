package io.rankstream.archive.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HourPartitionerTest {

    private static final long HOUR = 3_600_000L;

    @Test
    void sendsAnHourToAsManyTasksAsItIsTold() {
        assertThat(tasks(new HourPartitioner(1), 0, 1, 16)).hasSize(1);
        assertThat(tasks(new HourPartitioner(3), 0, 1, 16)).hasSize(3);
        assertThat(tasks(new HourPartitioner(3), 0, 1, 2)).hasSize(2);
    }

    @Test
    void sendsNeighbouringHoursToDifferentTasks() {
        assertThat(tasks(new HourPartitioner(2), 0, 8, 16)).hasSize(16);
    }

    private static Set<Integer> tasks(HourPartitioner partitioner, int from, int until, int tasks) {
        Set<Integer> found = new HashSet<>();
        for (int hour = from; hour < until; hour++) {
            for (int i = 0; i < 100; i++) {
                long time = hour * HOUR + i;
                found.add(
                        partitioner.partition(
                                partitioner.getKey(
                                        ArchiveEntry.of(
                                                ArchiveKind.EVENTS,
                                                new ArchivedRecord(
                                                        "s",
                                                        "",
                                                        "" + i,
                                                        0,
                                                        "",
                                                        time,
                                                        time,
                                                        time,
                                                        0,
                                                        new byte[0]))),
                                tasks));
            }
        }
        return found;
    }
}
