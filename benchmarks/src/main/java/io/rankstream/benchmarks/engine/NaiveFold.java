package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.Measure;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Folds events into a score, as Flink's windows take it. */
final class NaiveFold implements AggregateFunction<RaceEvent, Double, Double> {

    private static final long serialVersionUID = 1L;

    private final Measure.Fold fold;
    private final boolean speed;
    private final boolean constant;
    private final int minSpeed;

    NaiveFold(Measure measure) {
        fold = measure.fold();
        constant = measure.field() == null;
        speed = !constant && measure.field().startsWith("speed");
        minSpeed = measure.minSpeed();
    }

    boolean counts(RaceEvent event) {
        return event.speed >= minSpeed;
    }

    @Override
    public Double createAccumulator() {
        return 0.0;
    }

    @Override
    public Double add(RaceEvent event, Double before) {
        double value = constant ? 1 : speed ? event.speed : event.distance;
        return fold == Measure.Fold.MAX ? Math.max(before, value) : before + value;
    }

    @Override
    public Double getResult(Double score) {
        return score;
    }

    @Override
    public Double merge(Double one, Double other) {
        return fold == Measure.Fold.MAX ? Math.max(one, other) : one + other;
    }
}
