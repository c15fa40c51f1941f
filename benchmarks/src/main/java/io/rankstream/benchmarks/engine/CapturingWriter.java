package io.rankstream.benchmarks.engine;

import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.BoardWriterFactory;
import io.rankstream.leaderboard.operator.CommitMark;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.model.command.BoardCommand;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps the batches that a job writes, to write them again. */
final class CapturingWriter implements BoardWriter {

    private static final Map<String, Queue<List<BoardCommand>>> CAPTURED =
            new ConcurrentHashMap<>();

    private final Queue<List<BoardCommand>> batches;

    private CapturingWriter(Queue<List<BoardCommand>> batches) {
        this.batches = batches;
    }

    /** Takes what was captured under this name out. */
    static List<List<BoardCommand>> take(String name) {
        return List.copyOf(CAPTURED.remove(name));
    }

    @Override
    public void write(List<BoardCommand> batch) {
        batches.add(List.copyOf(batch));
    }

    @Override
    public void commit(List<BoardCommand> batch, CommitMark mark) {
        write(batch);
    }

    @Override
    public void close() {
        // What was captured stays.
    }

    /** Opens writers that capture under a name. */
    static final class Factory implements BoardWriterFactory {

        private static final long serialVersionUID = 1L;

        private final String name;

        Factory(String name) {
            this.name = name;
        }

        @Override
        public BoardWriter open(WriterMetrics metrics) {
            return new CapturingWriter(
                    CAPTURED.computeIfAbsent(name, k -> new ConcurrentLinkedQueue<>()));
        }
    }
}
