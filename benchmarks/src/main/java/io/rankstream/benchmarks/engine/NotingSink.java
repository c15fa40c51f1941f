package io.rankstream.benchmarks.engine;

import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Tells a run that something was sent to a stream, and discards it. */
final class NotingSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    /** What the run is told; it travels with the sink. */
    interface Note extends Consumer<TimedRun>, Serializable {}

    private final String run;
    private final Note note;

    NotingSink(String run, Note note) {
        this.run = run;
        this.note = note;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer<>(TimedRun.of(run), note);
    }

    @Override
    @Deprecated // By Flink, which still declares it abstract.
    public SinkWriter<T> createWriter(InitContext context) {
        return new Writer<>(TimedRun.of(run), note);
    }

    private record Writer<T>(TimedRun run, Note note) implements SinkWriter<T> {

        @Override
        public void write(T element, Context context) {
            note.accept(run);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
