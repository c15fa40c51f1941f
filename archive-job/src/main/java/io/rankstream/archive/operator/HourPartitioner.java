package io.rankstream.archive.operator;

import io.rankstream.flink.archive.ArchiveHour;
import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * Sends the records of one hour to a few tasks, and neighbouring hours to neighbouring ones.
 *
 * <p>What it gives as a key is the task before the number of tasks is known.
 */
public final class HourPartitioner
        implements Partitioner<Integer>, KeySelector<ArchiveEntry, Integer> {

    private static final long serialVersionUID = 1L;

    private final int writersPerHour;

    public HourPartitioner(int writersPerHour) {
        this.writersPerHour = writersPerHour;
    }

    @Override
    public Integer getKey(ArchiveEntry entry) {
        int hour = (int) Math.floorDiv(entry.record().eventTime(), ArchiveHour.MILLIS);
        int folder = entry.kind().folder().hashCode() + entry.partition().hashCode();
        int writer = Math.floorMod(entry.record().sequenceNumber().hashCode(), writersPerHour);
        return folder + hour * writersPerHour + writer;
    }

    @Override
    public int partition(Integer key, int tasks) {
        return Math.floorMod(key, tasks);
    }
}
