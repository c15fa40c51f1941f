package io.rankstream.archive.operator;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;

/**
 * Says until when records have arrived whose files are committed.
 *
 * <p>Each committing task announces how many files of a checkpoint it has committed, and names them
 * after that, one checkpoint after the other. A task that did not hear of a checkpoint does so with
 * the next.
 */
final class CommittedCheckpoints {

    /** How far one task has come. */
    private static final class Task {

        private long announced = Long.MIN_VALUE;
        private int missing;
        private long committed = Long.MIN_VALUE;

        private void arrive() {
            if (missing == 0) {
                committed = announced;
            }
        }
    }

    private final TreeMap<Long, Long> clocks = new TreeMap<>();
    private final Map<Integer, Task> tasks = new HashMap<>();
    private int expected;

    /** What the clock of arrivals showed when a checkpoint began. */
    void begin(long checkpoint, long clock) {
        clocks.put(checkpoint, clock);
    }

    /**
     * Takes what a committing task says.
     *
     * @return what the clock showed at the newest checkpoint all of whose files have been named
     *     only now; the smallest number if there is none
     */
    long add(CommittableMessage<FileSinkCommittable> message) {
        Task task = tasks.computeIfAbsent(message.getSubtaskId(), id -> new Task());
        long checkpoint = message.getCheckpointIdOrEOI();
        if (message instanceof CommittableSummary) {
            CommittableSummary<?> summary = (CommittableSummary<?>) message;
            expected = summary.getNumberOfSubtasks();
            task.announced = checkpoint;
            task.missing = summary.getNumberOfCommittables();
        } else if (checkpoint == task.announced) {
            task.missing--;
        } else {
            // Of a checkpoint that was announced before a restart.
            return Long.MIN_VALUE;
        }
        task.arrive();
        Map.Entry<Long, Long> clock = clocks.floorEntry(committedByAll());
        if (clock == null) {
            return Long.MIN_VALUE;
        }
        clocks.headMap(clock.getKey(), true).clear();
        return clock.getValue();
    }

    private long committedByAll() {
        long committed = Long.MAX_VALUE;
        for (int id = 0; id < expected; id++) {
            Task task = tasks.get(id);
            committed = Math.min(committed, task == null ? Long.MIN_VALUE : task.committed);
        }
        return committed;
    }
}
