package io.rankstream.replay.config;

import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.flink.event.EventConfig;
import io.rankstream.flink.kinesis.KinesisConnection;
import io.rankstream.flink.kinesis.StreamOptions;
import io.rankstream.leaderboard.config.LeaderboardOptions;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.expression.ConditionExpression;
import io.rankstream.model.expression.ExpressionCompiler;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is sent to the replay stream, checked before anything is. */
public final class RepublishConfig {

    private final KinesisConnection kinesis;
    private final String stream;
    private final String archiveRoot;
    private final EventConfig events;
    private final ArchiveKind kind;
    private final Instant from;
    private final Instant until;
    private final Optional<String> filter;
    private final ReplaySpeed speed;
    private final int batchSize;

    private RepublishConfig(RuntimeConfiguration runtime, Instant now) {
        kinesis = KinesisConnection.from(runtime.group(KinesisConnection.OPTIONS.name()));
        events = EventConfig.from(runtime);
        archiveRoot = runtime.group(ReplayOptions.ARCHIVE.name()).get(ReplayOptions.ARCHIVE_ROOT);
        PropertyGroup republish = runtime.group(RepublishOptions.GROUP.name());
        kind = republish.get(RepublishOptions.KIND);
        from = republish.get(RepublishOptions.FROM);
        until = republish.get(RepublishOptions.UNTIL);
        filter = republish.find(RepublishOptions.FILTER);
        speed = republish.get(RepublishOptions.SPEED);
        batchSize = republish.get(RepublishOptions.BATCH_SIZE);
        stream = stream(runtime.group(LeaderboardOptions.REPLAY.name()), events);
        requireRange(
                republish,
                now,
                runtime.group(LeaderboardOptions.SCORING.name())
                        .get(LeaderboardOptions.DEDUP_HORIZON));
        filter.ifPresent(source -> requireCondition(republish, events, source));
    }

    /**
     * Reads the properties.
     *
     * @param now the time of the start
     * @throws InvalidConfigurationException naming the key, the value and what is allowed
     */
    public static RepublishConfig from(RuntimeConfiguration runtime, Instant now) {
        return new RepublishConfig(runtime, now);
    }

    private static String stream(PropertyGroup replay, EventConfig events) {
        String stream =
                replay.find(StreamOptions.REPLAY_STREAM)
                        .orElseThrow(
                                () ->
                                        replay.refusal(
                                                StreamOptions.REPLAY_STREAM,
                                                "is missing: name the stream that the leaderboard"
                                                        + " job reads replays from"));
        if (events.streams().contains(stream)) {
            throw replay.refusal(
                    StreamOptions.REPLAY_STREAM,
                    "'" + stream + "' is one of events.streams: records would count as new ones");
        }
        return stream;
    }

    private void requireRange(PropertyGroup republish, Instant now, Duration horizon) {
        if (!from.isBefore(until)) {
            throw republish.refusal(
                    RepublishOptions.FROM, "'" + from + "' is not before until, '" + until + "'");
        }
        if (until.isAfter(now)) {
            throw republish.refusal(
                    RepublishOptions.UNTIL,
                    "'" + until + "' lies in the future: it is " + now + " now");
        }
        Instant oldest = now.minus(horizon);
        if (from.isBefore(oldest)) {
            throw republish.refusal(
                    RepublishOptions.FROM,
                    "'"
                            + from
                            + "' lies before "
                            + oldest
                            + ", scoring.dedup.horizon ("
                            + horizon
                            + ") ago: which events of that time were counted is not known any more."
                            + " Rebuild the boards instead: ./rankstream rebuild");
        }
    }

    private static void requireCondition(
            PropertyGroup republish, EventConfig events, String source) {
        try {
            compileFilter(events, source);
        } catch (InvalidDefinitionException e) {
            throw republish.refusal(RepublishOptions.FILTER, e.getMessage());
        }
    }

    /** The condition of a {@link #filter}: it does not travel with the job, its text does. */
    public static ConditionExpression compileFilter(EventConfig events, String source)
            throws InvalidDefinitionException {
        return new ExpressionCompiler(events.fields(), Map.of(), Map.of())
                .condition(RepublishOptions.FILTER.key(), source);
    }

    public KinesisConnection kinesis() {
        return kinesis;
    }

    /** The replay stream. */
    public String stream() {
        return stream;
    }

    public String archiveRoot() {
        return archiveRoot;
    }

    /** How the records of the event streams are parsed. */
    public EventConfig events() {
        return events;
    }

    public ArchiveKind kind() {
        return kind;
    }

    public Instant from() {
        return from;
    }

    /** Exclusive. */
    public Instant until() {
        return until;
    }

    /** The text of the condition that events have to meet, if there is one. */
    public Optional<String> filter() {
        return filter;
    }

    public ReplaySpeed speed() {
        return speed;
    }

    /** How many records are sent at once at most. */
    public int batchSize() {
        return batchSize;
    }
}
