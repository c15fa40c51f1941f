package io.rankstream.benchmarks;

import static io.rankstream.benchmarks.engine.Engine.ARCHIVE;
import static io.rankstream.benchmarks.engine.Engine.ARCHIVE_FILES;
import static io.rankstream.benchmarks.engine.Engine.DIRECT;
import static io.rankstream.benchmarks.engine.Engine.LISTING;
import static io.rankstream.benchmarks.engine.Engine.LIVE;
import static io.rankstream.benchmarks.engine.Engine.NAIVE;
import static io.rankstream.benchmarks.engine.Engine.PARSE;
import static io.rankstream.benchmarks.engine.Engine.PARSER;
import static io.rankstream.benchmarks.engine.Engine.PARTS;
import static io.rankstream.benchmarks.engine.Engine.PIPELINE;
import static io.rankstream.benchmarks.engine.Engine.REBUILD;
import static io.rankstream.benchmarks.engine.Engine.REDIS;
import static io.rankstream.benchmarks.engine.Engine.REDIS_CLUSTER;
import static io.rankstream.benchmarks.engine.Engine.REPLAY;
import static io.rankstream.benchmarks.engine.Engine.S3_COPY;
import static io.rankstream.benchmarks.engine.Engine.SHUFFLE;
import static io.rankstream.benchmarks.engine.Engine.SINK;
import static io.rankstream.benchmarks.engine.Engine.SINK_CLUSTER;
import static io.rankstream.benchmarks.engine.Engine.SQL;
import static io.rankstream.benchmarks.engine.Engine.SQL_EACH;

import io.rankstream.benchmarks.engine.CaseSpec;
import io.rankstream.benchmarks.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/** What {@code ./rankstream bench} measures, and in which order. */
final class BenchPlan {

    /** Of our own job: some twenty seconds, in which there are several checkpoints. */
    private static final int LONG = 1_500_000;

    private static final int QUICK_LONG = 300_000;

    /** Where Flink SQL takes part: it takes no more in a run that is to end. */
    private static final int SHORT = 300_000;

    private static final int QUICK_SHORT = 80_000;

    /** Four an hour. */
    private static final int FILES_OF_A_YEAR = 4 * 365 * 24;

    private final boolean quick;

    BenchPlan(boolean quick) {
        this.quick = quick;
    }

    List<Section> sections() {
        List<Section> sections =
                new ArrayList<>(
                        List.of(
                                job(), limits(), sixteen(), live(), redis(), growth(), players(),
                                parts()));
        if (!quick) {
            sections.add(archive());
            sections.add(listing());
        }
        return sections;
    }

    private Section job() {
        Section section =
                Section.of("job", "Four boards: the job, its peers and its limit", rounds(3, 2))
                        .with(Names.JOB_4, CaseSpec.of(PIPELINE, 4, shortRun()).withState())
                        .with(Names.SQL_4, CaseSpec.of(SQL, 4, shortRun()).withState())
                        .with(Names.NAIVE_4, CaseSpec.of(NAIVE, 4, shortRun()).withState())
                        .with(Names.PARSE, CaseSpec.of(PARSE, 4, longRun()))
                        .with("read, parse and shuffle only", CaseSpec.of(SHUFFLE, 4, longRun()));
        return quick
                ? section
                : section.with(Names.JOB_LONG, compiled(PIPELINE))
                        .with(Names.NAIVE_LONG, compiled(NAIVE));
    }

    /** A longer run, once the compiler has little left to do. */
    private CaseSpec compiled(Engine engine) {
        return CaseSpec.of(engine, 4, longRun()).warmedUpBy(2 * longRun());
    }

    private Section sixteen() {
        Section section =
                Section.of("sixteen", "Sixteen boards", rounds(3, 1))
                        .with(Names.JOB_16, CaseSpec.of(PIPELINE, 16, shortRun()))
                        .with(Names.SQL_16, CaseSpec.of(SQL, 16, shortRun()));
        return quick
                ? section
                : section.with(
                        "Flink SQL, 16 boards, a query each",
                        CaseSpec.of(SQL_EACH, 16, shortRun() / 2));
    }

    private Section limits() {
        return Section.ofSingles("limits", "Limits", rounds(3, 1))
                .with(Names.PARSER, CaseSpec.of(PARSER, 4, shortRun()))
                .with(Names.SINK, CaseSpec.of(SINK, 4, shortRun()))
                .with(Names.SINK_CLUSTER, CaseSpec.of(SINK_CLUSTER, 4, shortRun()));
    }

    private Section redis() {
        Section section =
                Section.of("redis", "On a real Redis, four boards", rounds(3, 1))
                        .with("job on Redis", CaseSpec.of(REDIS, 4, longRun()))
                        .with("ZINCRBY as events come", CaseSpec.of(DIRECT, 4, shortRun()));
        return quick
                ? section
                : section.with("job on a Redis cluster", CaseSpec.of(REDIS_CLUSTER, 4, longRun()));
    }

    private Section live() {
        return Section.ofSingles("live", "From Kinesis to Redis, and after kill -9", 1)
                .with(Names.LIVE, CaseSpec.of(LIVE, 4, quick ? 4 : 30));
    }

    private Section archive() {
        return Section.of("archive", "The archive on the local S3", rounds(3, 1))
                .with("plain copy to S3", CaseSpec.of(S3_COPY, 4, growthRun()))
                .with("archive job", CaseSpec.of(ARCHIVE, 4, growthRun()))
                .with("reading the archive's files", CaseSpec.of(ARCHIVE_FILES, 4, growthRun()))
                .with("replay at full speed", CaseSpec.of(REPLAY, 4, growthRun()))
                .with("rebuild, 4 boards", CaseSpec.of(REBUILD, 4, growthRun()));
    }

    private Section listing() {
        return Section.ofSingles("listing", "A year of hours in the archive, listed", 1)
                .with("listing (files)", CaseSpec.of(LISTING, 4, FILES_OF_A_YEAR));
    }

    private Section growth() {
        Section section =
                Section.of("growth", "More boards, tasks and columns of the player", rounds(2, 1))
                        .with(Names.GROWTH_4, growth(4))
                        .with("1 board", growth(1))
                        .with("parallelism 2, 4 boards", growth(4).withParallelism(2))
                        .with("16 columns, 4 boards", columns(16));
        return quick
                ? section
                : section.with("1 column, 4 boards", columns(1))
                        .with("4 columns, 4 boards", columns(4))
                        .with("16 boards", growth(16))
                        .with(Names.GROWTH_64, growth(64));
    }

    private CaseSpec growth(int boards) {
        return CaseSpec.of(PIPELINE, boards, growthRun() / (boards > 16 ? 3 : 1)).withState();
    }

    private CaseSpec columns(int columns) {
        return CaseSpec.of(PIPELINE, 4, growthRun()).withColumns(columns);
    }

    private Section players() {
        Section section =
                Section.of("players", "More players with state, four boards", rounds(3, 1))
                        .with(Names.PLAYERS_100K, players(100_000))
                        .with("10k players", players(10_000));
        return quick
                ? section
                : section.with("1M players", players(1_000_000))
                        .with(Names.PLAYERS_5M, players(5_000_000));
    }

    private CaseSpec players(int players) {
        return CaseSpec.of(PIPELINE, 4, growthRun()).withPlayers(players).preloaded().withState();
    }

    private Section parts() {
        return Section.ofSingles("parts", "Single steps", 1)
                .with("single steps", CaseSpec.of(PARTS, 4, quick ? 1 : 10));
    }

    private int rounds(int all, int few) {
        return quick ? few : all;
    }

    private int longRun() {
        return quick ? QUICK_LONG : LONG;
    }

    private int shortRun() {
        return quick ? QUICK_SHORT : SHORT;
    }

    /** Fewer, as there are many cases, and the scores of many boards must fit the heap. */
    private int growthRun() {
        return quick ? QUICK_SHORT : LONG / 3;
    }
}
