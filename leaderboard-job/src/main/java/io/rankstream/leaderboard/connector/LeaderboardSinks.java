package io.rankstream.leaderboard.connector;

import io.rankstream.flink.deadletter.DeadLetterSerializationSchema;
import io.rankstream.flink.kinesis.KinesisSinks;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.domain.StandingRow;
import io.rankstream.leaderboard.operator.BoardWriterFactory;
import io.rankstream.leaderboard.operator.ControlAnswer;
import io.rankstream.leaderboard.operator.ResultRecord;
import io.rankstream.model.event.DeadLetter;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;

/** Connects the job to what it writes. */
public final class LeaderboardSinks {

    /** The boards in a Redis. */
    public static BoardWriterFactory boards(RedisConfig redis) {
        return new JedisBoardWriterFactory(redis);
    }

    /** The answers to control messages, in order per subject but for retries. */
    public static Sink<ControlAnswer> controlStatus(LeaderboardConfig config) {
        return new KinesisSinks(config.kinesis())
                .to(config.controlStatusStream(), ControlAnswer::json, ControlAnswer::partitionKey);
    }

    /** What could not be used. */
    public static Sink<DeadLetter> deadLetters(LeaderboardConfig config) {
        return new KinesisSinks(config.kinesis())
                .to(
                        config.deadLetterStream(),
                        new DeadLetterSerializationSchema(),
                        DeadLetterSerializationSchema::partitionKey);
    }

    /** What was written to Redis, for other consumers; nothing if no stream is named. */
    public static Optional<Sink<ResultRecord>> results(LeaderboardConfig config) {
        KinesisSinks kinesis = new KinesisSinks(config.kinesis());
        return config.resultsStream()
                .map(stream -> kinesis.to(stream, ResultRecord::json, ResultRecord::partitionKey));
    }

    /** Who stands where in final windows; nothing if no database is named. */
    public static Optional<Sink<StandingRow>> standings(LeaderboardConfig config) {
        return config.standings().map(StandingsTable::sink);
    }

    private LeaderboardSinks() {}
}
