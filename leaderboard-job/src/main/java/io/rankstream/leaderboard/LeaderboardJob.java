package io.rankstream.leaderboard;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.connector.LeaderboardSinks;
import io.rankstream.leaderboard.connector.LeaderboardSources;
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
        LeaderboardPipeline.define(
                new LeaderboardPipeline.Sources(
                        LeaderboardSources.events(env, config).uid(Uids.EVENTS),
                        LeaderboardSources.control(env, config).uid(Uids.CONTROL),
                        LeaderboardSources.players(env, config).uid(Uids.PLAYERS),
                        LeaderboardSources.boards(env, config).uid(Uids.WATCH_BOARDS)),
                new LeaderboardPipeline.Sinks(
                        LeaderboardSinks.boards(config),
                        LeaderboardSinks.controlStatus(config),
                        LeaderboardSinks.deadLetters(config),
                        LeaderboardSinks.results(config)),
                config);
    }

    private LeaderboardJob() {}
}
