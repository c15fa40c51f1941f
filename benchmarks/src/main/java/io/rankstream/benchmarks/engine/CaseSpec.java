package io.rankstream.benchmarks.engine;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What one JVM is to measure.
 *
 * @param boards how many
 * @param players how many the events are drawn from
 * @param events how many are timed
 * @param warmup how many of other bytes come before them
 * @param state whether what is held at the end is measured
 * @param preload whether each player has state before the time starts
 * @param columns how many of the player each board looks at
 */
public record CaseSpec(
        Engine engine,
        int boards,
        int players,
        int events,
        int warmup,
        int parallelism,
        boolean state,
        boolean preload,
        int columns) {

    private static final int PLAYERS = 100_000;
    private static final int LONGEST_WARMUP = 1_000_000;

    /** The usual load at parallelism 1, warmed up by as many events, 1,000,000 at most. */
    public static CaseSpec of(Engine engine, int boards, int events) {
        int warmup = Math.min(events, LONGEST_WARMUP);
        return new CaseSpec(engine, boards, PLAYERS, events, warmup, 1, false, false, 0);
    }

    /** With so many events before those that are timed. */
    public CaseSpec warmedUpBy(int newWarmup) {
        return new CaseSpec(
                engine, boards, players, events, newWarmup, parallelism, state, preload, columns);
    }

    public CaseSpec withPlayers(int newPlayers) {
        return new CaseSpec(
                engine, boards, newPlayers, events, warmup, parallelism, state, preload, columns);
    }

    public CaseSpec withParallelism(int newParallelism) {
        return new CaseSpec(
                engine, boards, players, events, warmup, newParallelism, state, preload, columns);
    }

    /** Measures the state too. */
    public CaseSpec withState() {
        return new CaseSpec(
                engine, boards, players, events, warmup, parallelism, true, preload, columns);
    }

    /** Has each player play before the time starts. */
    public CaseSpec preloaded() {
        return new CaseSpec(
                engine, boards, players, events, warmup, parallelism, state, true, columns);
    }

    public CaseSpec withColumns(int newColumns) {
        return new CaseSpec(
                engine, boards, players, events, warmup, parallelism, state, preload, newColumns);
    }

    /** Whether its events are a number of events. */
    @JsonIgnore
    public boolean isLoad() {
        return engine != Engine.LIVE && engine != Engine.PARTS && engine != Engine.LISTING;
    }
}
