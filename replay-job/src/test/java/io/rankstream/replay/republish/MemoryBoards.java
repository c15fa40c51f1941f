package io.rankstream.replay.republish;

import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.BoardWriterFactory;
import io.rankstream.leaderboard.operator.CommitMark;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.KeyGrammar;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Keeps the boards that a job in this JVM writes; close it when the test is over. */
final class MemoryBoards implements BoardWriterFactory, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private static final KeyGrammar KEYS = KeyGrammar.withPrefix("");

    private static final Map<String, MemoryBoards.Content> ALL = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();

    MemoryBoards() {
        ALL.put(id, new Content());
    }

    private static final class Content {

        private final Map<String, Map<String, Double>> boards = new ConcurrentHashMap<>();
        private final LongAdder writes = new LongAdder();
    }

    /** The members of a board with their scores. */
    Map<String, Double> board(String key) {
        return new TreeMap<>(ALL.get(id).boards.getOrDefault(key, Map.of()));
    }

    /** All boards with their members. */
    Map<String, Map<String, Double>> all() {
        Map<String, Map<String, Double>> copy = new TreeMap<>();
        ALL.get(id).boards.forEach((key, members) -> copy.put(key, new TreeMap<>(members)));
        return copy;
    }

    /** How many scores have been written. */
    long writes() {
        return ALL.get(id).writes.sum();
    }

    @Override
    public BoardWriter open(WriterMetrics metrics) {
        return new Writer(ALL.get(id));
    }

    @Override
    public void close() {
        ALL.remove(id);
    }

    private record Writer(Content content) implements BoardWriter {

        @Override
        public void write(List<BoardCommand> batch) {
            for (BoardCommand command : batch) {
                if (command instanceof BoardCommand.PutScore put) {
                    content.boards
                            .computeIfAbsent(
                                    KEYS.board(put.address()), key -> new ConcurrentHashMap<>())
                            .put(put.member(), put.score());
                    content.writes.increment();
                } else if (command instanceof BoardCommand.RemoveMember remove) {
                    content.boards
                            .getOrDefault(KEYS.board(remove.address()), Map.of())
                            .remove(remove.member());
                }
            }
        }

        @Override
        public void commit(List<BoardCommand> batch, CommitMark mark) {
            write(batch);
        }

        @Override
        public void close() {}
    }
}
