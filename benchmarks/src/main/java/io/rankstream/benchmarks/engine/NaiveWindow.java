package io.rankstream.benchmarks.engine;

import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Says whose score it is, and of which window. */
final class NaiveWindow extends ProcessWindowFunction<Double, NaiveScore, String, TimeWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void process(
            String player, Context context, Iterable<Double> scores, Collector<NaiveScore> out) {
        out.collect(NaiveScore.of(player, context.window().getStart(), scores.iterator().next()));
    }
}
