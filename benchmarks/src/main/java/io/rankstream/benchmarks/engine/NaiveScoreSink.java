package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.Board;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;

/** Notes a score and discards it. */
@SuppressWarnings("deprecation") // The thinnest sink there is.
final class NaiveScoreSink extends RichSinkFunction<NaiveScore> {

    private static final long serialVersionUID = 1L;

    private final String run;
    private final String name;
    private transient Recorder recorder;
    private transient Board board;
    private transient Map<Long, Integer> ordinals;

    NaiveScoreSink(String run, String name) {
        this.run = run;
        this.name = name;
    }

    @Override
    public void open(Configuration parameters) {
        TimedRun timed = TimedRun.of(run);
        recorder = new Recorder(timed);
        board =
                timed.known().boards().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        ordinals = new HashMap<>();
    }

    @Override
    public void invoke(NaiveScore score, Context context) {
        recorder.wroteUnlessDone();
        recorder.put(
                ordinals.computeIfAbsent(
                        score.windowStart, start -> recorder.ordinal(board.key(start))),
                score.playerId,
                score.score);
    }
}
