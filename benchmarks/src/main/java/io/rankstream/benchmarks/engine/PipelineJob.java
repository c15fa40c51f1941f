package io.rankstream.benchmarks.engine;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.LeaderboardPipeline;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.leaderboard.operator.BoardReport;
import io.rankstream.leaderboard.operator.BoardWriterFactory;
import io.rankstream.leaderboard.operator.ScoringTypes;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.ParsedRecord;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/** The whole leaderboard pipeline as it is deployed, but for where it reads from. */
final class PipelineJob implements FlinkJob {

    private final LeaderboardConfig config;
    private final int parallelism;
    private final int columns;
    private final Optional<BoardWriterFactory> writers;

    /**
     * Without a factory of writers the boards are discarded.
     *
     * @param columns of the players that the boards look at
     */
    PipelineJob(
            LeaderboardConfig config,
            int parallelism,
            int columns,
            Optional<BoardWriterFactory> writers) {
        this.columns = columns;
        this.config = config;
        this.parallelism = parallelism;
        this.writers = writers;
    }

    @Override
    public JobGraph graph(TimedRun run, Path folder) {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.configure(JobSettings.flink(folder, parallelism), getClass().getClassLoader());
        LeaderboardPipeline.define(sources(env, run.id()), sinks(run.id()), config);
        return env.getStreamGraph().getJobGraph();
    }

    private LeaderboardPipeline.Sources sources(StreamExecutionEnvironment env, String run) {
        return new LeaderboardPipeline.Sources(
                events(env, run, config),
                silent(env, "control", ScoringTypes.CONTROL_RECORD),
                players(env, run),
                silent(env, "watch-boards", BoardReport.TYPE));
    }

    /** The events as the job parses them. */
    @SuppressWarnings("deprecation") // The form of the Kinesis consumer that the job reads with.
    static DataStream<ParsedRecord> events(
            StreamExecutionEnvironment env, String run, LeaderboardConfig config) {
        ScoringConfig scoring = config.scoring();
        return env.addSource(
                        new RecordSource<>(
                                run, timed -> new RecordParser(timed.records(), scoring)),
                        "Events",
                        ModelTypes.parsedRecord(scoring.eventFields()))
                .uid("events");
    }

    /** A row of each player, if the boards look at any column. */
    @SuppressWarnings("deprecation") // As the other inputs.
    private DataStream<DimensionRow> players(StreamExecutionEnvironment env, String run) {
        TypeInformation<DimensionRow> type = ModelTypes.row(config.scoring().profile().columns());
        if (columns == 0) {
            return silent(env, "players", type);
        }
        return env.addSource(
                        new RowSource(run, config.scoring().profile().columns()), "Players", type)
                .uid("players");
    }

    @SuppressWarnings("deprecation") // The form of the Kinesis consumer that the job reads with.
    private static <T> DataStream<T> silent(
            StreamExecutionEnvironment env, String uid, TypeInformation<T> type) {
        SourceFunction<T> source = new SilentSource<>();
        return env.addSource(source, uid, type).uid(uid);
    }

    private LeaderboardPipeline.Sinks sinks(String run) {
        return new LeaderboardPipeline.Sinks(
                new NotingBoardWriter.Factory(run, writers),
                Optional.empty(),
                new NotingSink<>(run, TimedRun::answer),
                new NotingSink<>(run, TimedRun::deadLetter),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public boolean reportsLate() {
        return true;
    }
}
