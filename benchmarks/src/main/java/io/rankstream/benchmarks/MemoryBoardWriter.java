package io.rankstream.benchmarks;

import io.rankstream.leaderboard.operator.BoardWriter;
import io.rankstream.leaderboard.operator.BoardWriterFactory;
import io.rankstream.leaderboard.operator.CommitMark;
import io.rankstream.leaderboard.operator.WriterMetrics;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.KeyGrammar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps of every member the last score and discards all else: what must be known to check a run.
 */
final class MemoryBoardWriter implements BoardWriter {

    private final PipelineRun run;
    private final Map<BoardAddress, Map<String, Double>> boards = new HashMap<>();

    private MemoryBoardWriter(PipelineRun run) {
        this.run = run;
    }

    @Override
    public void write(List<BoardCommand> batch) {
        for (BoardCommand command : batch) {
            if (command instanceof BoardCommand.PutScore put) {
                boards.computeIfAbsent(put.address(), address -> new HashMap<>())
                        .put(put.member(), put.score());
                run.written(put.member());
            } else if (command instanceof BoardCommand.RemoveMember remove) {
                throw new InexactRunException(
                        remove.member() + " was removed from " + remove.address());
            }
        }
    }

    @Override
    public void commit(List<BoardCommand> batch, CommitMark mark) {
        write(batch);
    }

    @Override
    public void close() {
        KeyGrammar keys = KeyGrammar.withPrefix("");
        Map<String, Map<String, Double>> byKey = new HashMap<>();
        boards.forEach((address, members) -> byKey.put(keys.board(address), members));
        run.putBoards(byKey);
    }

    /** Opens the writers of a run. */
    static final class Factory implements BoardWriterFactory {

        private static final long serialVersionUID = 1L;

        private final String run;

        Factory(String run) {
            this.run = run;
        }

        @Override
        public BoardWriter open(WriterMetrics metrics) {
            return new MemoryBoardWriter(PipelineRun.of(run));
        }
    }
}
