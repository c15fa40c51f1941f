package io.rankstream.leaderboard;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.connector.LeaderboardSinks;
import io.rankstream.leaderboard.connector.LeaderboardSources;
import io.rankstream.leaderboard.operator.BoardReport;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point: reads the configuration and plugs the connectors into the pipeline. */
public final class LeaderboardJob {

    public static void main(String[] args) throws Exception {
        LeaderboardConfig config = LeaderboardConfig.from(RuntimeConfiguration.load(args));
        StreamExecutionEnvironment env = JobEnvironment.strict();
        define(env, config);
        env.execute("leaderboard");
    }

    /** Plugs the connectors that the configuration names into the pipeline. */
    static void define(StreamExecutionEnvironment env, LeaderboardConfig config) {
        LeaderboardPipeline.Sources sources =
                new LeaderboardPipeline.Sources(
                        LeaderboardSources.events(env, config).uid(Uids.EVENTS),
                        LeaderboardSources.control(env, config).uid(Uids.CONTROL),
                        LeaderboardSources.players(env, config).uid(Uids.PLAYERS),
                        boards(env, config));
        LeaderboardSources.replay(env, config)
                .ifPresent(replay -> sources.addReplay(replay.uid(Uids.REPLAY)));
        LeaderboardPipeline.define(
                sources,
                new LeaderboardPipeline.Sinks(
                        LeaderboardSinks.boards(config.redis()),
                        config.mirror().map(LeaderboardSinks::boards),
                        LeaderboardSinks.controlStatus(config),
                        LeaderboardSinks.deadLetters(config),
                        LeaderboardSinks.results(config),
                        LeaderboardSinks.standings(config)),
                config);
    }

    private static DataStream<BoardReport> boards(
            StreamExecutionEnvironment env, LeaderboardConfig config) {
        DataStream<BoardReport> boards =
                LeaderboardSources.boards(env, config.redis(), config).uid(Uids.WATCH_BOARDS);
        if (config.mirror().isEmpty()) {
            return boards;
        }
        return boards.union(
                LeaderboardSources.boards(env, config.mirror().get(), config)
                        .uid(Uids.MIRROR + Uids.WATCH_BOARDS)
                        .name("Watch mirror"));
    }

    private LeaderboardJob() {}
}
