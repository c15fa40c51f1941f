package io.rankstream.benchmarks.engine;

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Keeps the score of a player for all time. */
final class NaiveTotal extends KeyedProcessFunction<String, RaceEvent, NaiveScore> {

    private static final long serialVersionUID = 1L;

    private final NaiveFold fold;

    private transient ValueState<Double> score;

    NaiveTotal(NaiveFold fold) {
        this.fold = fold;
    }

    @Override
    public void open(Configuration parameters) {
        score = getRuntimeContext().getState(new ValueStateDescriptor<>("score", Types.DOUBLE));
    }

    @Override
    public void processElement(RaceEvent event, Context context, Collector<NaiveScore> out)
            throws Exception {
        Double before = score.value();
        Double after = fold.add(event, before == null ? fold.createAccumulator() : before);
        score.update(after);
        out.collect(NaiveScore.of(event.playerId, 0, after));
    }
}
