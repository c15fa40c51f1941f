package io.rankstream.leaderboard.connector;

import io.rankstream.flink.cdc.MySqlDimensionSource;
import io.rankstream.flink.kinesis.KinesisSources;
import io.rankstream.flink.kinesis.StartPosition;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.operator.BoardReport;
import io.rankstream.leaderboard.operator.ControlRecord;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.ParsedRecord;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Connects the job to what it reads. */
public final class LeaderboardSources {

    /** The gameplay events, parsed, on the clock of their arrival. */
    public static SingleOutputStreamOperator<ParsedRecord> events(
            StreamExecutionEnvironment env, LeaderboardConfig config) {
        return new KinesisSources(env, config.kinesis())
                .readWithTime(
                        config.eventStreams(),
                        new ParsedRecordSchema(config.scoring()),
                        ParsedRecord::arrivalTime,
                        config.eventsStart(),
                        config.readingPace())
                .name("Events");
    }

    /** The events that replays bring back, parsed; empty where no stream is named for them. */
    public static Optional<SingleOutputStreamOperator<ParsedRecord>> replay(
            StreamExecutionEnvironment env, LeaderboardConfig config) {
        return config.replayStream()
                .map(
                        stream ->
                                new KinesisSources(env, config.kinesis())
                                        .read(
                                                List.of(stream),
                                                new ReplayedRecordSchema(config.scoring()),
                                                config.replayStart(),
                                                config.readingPace())
                                        .name("Replay"));
    }

    /** The control messages, from the first one: one task reads them, so all see one order. */
    public static SingleOutputStreamOperator<ControlRecord> control(
            StreamExecutionEnvironment env, LeaderboardConfig config) {
        return new KinesisSources(env, config.kinesis())
                .read(
                        List.of(config.controlStream()),
                        new ControlRecordSchema(),
                        StartPosition.TRIM_HORIZON,
                        config.readingPace())
                .setParallelism(1)
                .name("Control");
    }

    /** The rows of the player table: all of them, then every change. */
    public static SingleOutputStreamOperator<DimensionRow> players(
            StreamExecutionEnvironment env, LeaderboardConfig config) {
        return env.fromSource(
                        MySqlDimensionSource.of(config.mysql(), config.playerTable()),
                        WatermarkStrategy.noWatermarks(),
                        "Players")
                .setParallelism(1);
    }

    /** What a Redis holds of what the job wrote. */
    public static SingleOutputStreamOperator<BoardReport> boards(
            StreamExecutionEnvironment env, RedisConfig redis, LeaderboardConfig config) {
        return env.fromSource(
                        new WatchBoardsSource(redis, config.audit()),
                        WatermarkStrategy.noWatermarks(),
                        "Watch boards",
                        BoardReport.TYPE)
                .setParallelism(1);
    }

    private LeaderboardSources() {}
}
