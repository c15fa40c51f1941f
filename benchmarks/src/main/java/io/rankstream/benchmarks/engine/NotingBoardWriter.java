package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.InexactRunException;
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
import java.util.Optional;

/** Notes what a writer has written, or discards it where there is none. */
final class NotingBoardWriter implements BoardWriter {

    private static final KeyGrammar KEYS = KeyGrammar.withPrefix("");

    private final Recorder recorder;
    private final Optional<BoardWriter> writer;
    private final Map<BoardAddress, Integer> ordinals = new HashMap<>();

    private NotingBoardWriter(Recorder recorder, Optional<BoardWriter> writer) {
        this.recorder = recorder;
        this.writer = writer;
    }

    @Override
    public void write(List<BoardCommand> batch) throws InterruptedException {
        if (writer.isPresent()) {
            writer.get().write(batch);
        }
        note(batch);
    }

    @Override
    public void commit(List<BoardCommand> batch, CommitMark mark) throws InterruptedException {
        if (writer.isPresent()) {
            writer.get().commit(batch, mark);
        }
        note(batch);
    }

    private void note(List<BoardCommand> batch) {
        recorder.wroteUnlessDone();
        for (BoardCommand command : batch) {
            if (command instanceof BoardCommand.PutScore put) {
                recorder.put(ordinal(put.address()), put.member(), put.score());
            } else if (command instanceof BoardCommand.RemoveMember remove) {
                throw new InexactRunException(
                        remove.member() + " was removed from " + remove.address());
            }
        }
    }

    private int ordinal(BoardAddress address) {
        Integer known = ordinals.get(address);
        if (known == null) {
            known = recorder.ordinal(KEYS.board(address));
            ordinals.put(address, known);
        }
        return known;
    }

    @Override
    public void close() {
        writer.ifPresent(BoardWriter::close);
    }

    /** Opens the writers of a run. */
    static final class Factory implements BoardWriterFactory {

        private static final long serialVersionUID = 1L;

        private final String run;
        private final BoardWriterFactory writers;

        /** Without a factory of writers the boards are discarded. */
        Factory(String run, Optional<BoardWriterFactory> writers) {
            this.run = run;
            this.writers = writers.orElse(null);
        }

        @Override
        public BoardWriter open(WriterMetrics metrics) {
            return new NotingBoardWriter(
                    new Recorder(TimedRun.of(run)),
                    Optional.ofNullable(writers).map(factory -> factory.open(metrics)));
        }
    }
}
