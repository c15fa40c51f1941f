package io.rankstream.leaderboard;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.flink.time.KeepClockRunningOperator;
import io.rankstream.flink.time.SideInputs;
import io.rankstream.leaderboard.config.DeliveryMode;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.config.StandingsConfig;
import io.rankstream.leaderboard.domain.FinalWindow;
import io.rankstream.leaderboard.domain.StandingRow;
import io.rankstream.leaderboard.operator.BoardReport;
import io.rankstream.leaderboard.operator.BoardWriterFactory;
import io.rankstream.leaderboard.operator.CombineContributionsOperator;
import io.rankstream.leaderboard.operator.CommitBoardsOperator;
import io.rankstream.leaderboard.operator.ControlAnswer;
import io.rankstream.leaderboard.operator.ControlRecord;
import io.rankstream.leaderboard.operator.HoldStandingsOperator;
import io.rankstream.leaderboard.operator.KeepFinalScoresFunction;
import io.rankstream.leaderboard.operator.PublishResultsFunction;
import io.rankstream.leaderboard.operator.RankStandingsFunction;
import io.rankstream.leaderboard.operator.ResultRecord;
import io.rankstream.leaderboard.operator.ScoreGroupsOperator;
import io.rankstream.leaderboard.operator.ScorePlayersOperator;
import io.rankstream.leaderboard.operator.ScoringTypes;
import io.rankstream.leaderboard.operator.SplitRecordsFunction;
import io.rankstream.leaderboard.operator.StandingsTypes;
import io.rankstream.leaderboard.operator.TrackBoardsFunction;
import io.rankstream.leaderboard.operator.ValidateControlOperator;
import io.rankstream.leaderboard.operator.WriteBoardsOperator;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.standings.FinalScore;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/**
 * The dataflow of the leaderboard job, free of connectors.
 *
 * <pre>
 * events ──> split records ──> keep clock running ──┐ by player
 * replay ──> split replayed records ────────────────┤
 * players ──────────────┬───────────────────────────┼──> score players ──> write boards ──> results
 *                       └─ broadcast ─┐             │        ^  │               │ by board
 * control ──> validate control ───────┴─────────────┼────────┘  │               v
 *                  │   └─ player messages ──────────┘           │          track boards ──> write meta
 *                  └──> control status                          │               │ final windows
 *                                                               │               v
 *                                                               ├──> keep final scores ──> rank standings
 *                                                               │                              v
 *                                                               └──> dead letters        hold standings ──> standings
 * watch boards ──┬─> control status                 │
 *                ├─ probes, by member ──────────────┤
 *                └─ losses, broadcast ──────────────┘
 * </pre>
 */
public final class LeaderboardPipeline {

    /** More than a record takes from the stream to the job, and than clocks differ. */
    private static final Duration CLOCK_GRACE = Duration.ofSeconds(10);

    /** Where the pipeline reads from; the streams carry their own uids. */
    public static final class Sources {

        private final DataStream<ParsedRecord> events;
        private final DataStream<ControlRecord> control;
        private final DataStream<DimensionRow> players;
        private final DataStream<BoardReport> boards;
        private Optional<DataStream<ParsedRecord>> replay = Optional.empty();

        /**
         * @param events with arrival times as timestamps, and watermarks that follow them
         * @param boards what is seen of the boards where they are written to
         */
        public Sources(
                DataStream<ParsedRecord> events,
                DataStream<ControlRecord> control,
                DataStream<DimensionRow> players,
                DataStream<BoardReport> boards) {
            this.events = events;
            this.control = control;
            this.players = players;
            this.boards = boards;
        }

        /** Adds records that were read before, or missed then, with the arrival of that time. */
        public void addReplay(DataStream<ParsedRecord> replayed) {
            replay = Optional.of(replayed);
        }
    }

    /** Where the pipeline writes to. */
    public static final class Sinks {

        private final BoardWriterFactory boards;
        private final Optional<BoardWriterFactory> mirror;
        private final Sink<ControlAnswer> controlStatus;
        private final Sink<DeadLetter> deadLetters;
        private final Optional<Sink<ResultRecord>> results;
        private final Optional<Sink<StandingRow>> standings;

        /**
         * @param mirror takes the same boards, where the configuration names a mirror
         */
        public Sinks(
                BoardWriterFactory boards,
                Optional<BoardWriterFactory> mirror,
                Sink<ControlAnswer> controlStatus,
                Sink<DeadLetter> deadLetters,
                Optional<Sink<ResultRecord>> results,
                Optional<Sink<StandingRow>> standings) {
            this.boards = boards;
            this.mirror = mirror;
            this.controlStatus = controlStatus;
            this.deadLetters = deadLetters;
            this.results = results;
            this.standings = standings;
        }
    }

    /** Adds the job to the environment of the sources. */
    public static void define(Sources sources, Sinks sinks, LeaderboardConfig config) {
        TypeInformation<PlayerInput> playerInput =
                ModelTypes.playerInput(
                        config.scoring().eventFields(), config.scoring().profile().columns());
        TypeInformation<BroadcastInput> broadcastInput =
                ModelTypes.broadcastInput(config.scoring().profile().columns());

        SingleOutputStreamOperator<PlayerInput> splitRecords =
                sources.events
                        .process(new SplitRecordsFunction())
                        .returns(playerInput)
                        .uid(Uids.SPLIT_RECORDS)
                        .name("Split records");

        DataStream<PlayerInput> events =
                splitRecords
                        .transform(
                                "Keep clock running",
                                playerInput,
                                new KeepClockRunningOperator<>(config.idleAfter(), CLOCK_GRACE))
                        .uid(Uids.KEEP_CLOCK_RUNNING);

        // Their arrival lies in the past: they have no say in how late it is.
        Optional<SingleOutputStreamOperator<PlayerInput>> replayedRecords =
                sources.replay.map(
                        replay ->
                                SideInputs.withoutTime(replay)
                                        .uid(Uids.REPLAY_WITHOUT_TIME)
                                        .name("Replay without time")
                                        .process(new SplitRecordsFunction())
                                        .returns(playerInput)
                                        .uid(Uids.SPLIT_REPLAYED_RECORDS)
                                        .name("Split replayed records"));

        // One task each, up to where the streams part: what all tasks see must come in one order.
        DataStream<DimensionRow> players =
                SideInputs.withoutTime(sources.players)
                        .uid(Uids.PLAYERS_WITHOUT_TIME)
                        .name("Players without time")
                        .setParallelism(1);

        SingleOutputStreamOperator<ControlUpdate> controlUpdates =
                SideInputs.withoutTime(sources.control)
                        .uid(Uids.CONTROL_WITHOUT_TIME)
                        .name("Control without time")
                        .setParallelism(1)
                        .transform(
                                "Validate control",
                                ModelTypes.CONTROL_UPDATE,
                                new ValidateControlOperator(config.scoring()))
                        .uid(Uids.VALIDATE_CONTROL)
                        .setParallelism(1);

        DataStream<PlayerInput> rowsByPlayer =
                players.map(row -> (PlayerInput) row)
                        .returns(playerInput)
                        .uid(Uids.ROWS_BY_PLAYER)
                        .name("Rows by player")
                        .setParallelism(1);

        DataStream<PlayerInput> messagesByPlayer =
                controlUpdates
                        .getSideOutput(ValidateControlOperator.PLAYER_MESSAGES)
                        .map(message -> (PlayerInput) message)
                        .returns(playerInput)
                        .uid(Uids.MESSAGES_BY_PLAYER)
                        .name("Messages by player")
                        .setParallelism(1);

        DataStream<BroadcastInput> rowsToAll =
                players.map(row -> (BroadcastInput) row)
                        .returns(broadcastInput)
                        .uid(Uids.ROWS_TO_ALL)
                        .name("Rows to all")
                        .setParallelism(1);

        DataStream<BroadcastInput> updatesToAll =
                controlUpdates
                        .map(update -> (BroadcastInput) update)
                        .returns(broadcastInput)
                        .uid(Uids.UPDATES_TO_ALL)
                        .name("Updates to all")
                        .setParallelism(1);

        DataStream<BoardReport> reports =
                SideInputs.withoutTime(sources.boards)
                        .uid(Uids.WATCH_WITHOUT_TIME)
                        .name("Watch without time")
                        .setParallelism(1);

        DataStream<PlayerInput> probesByMember =
                reports.flatMap(BoardReport::toMember)
                        .returns(playerInput)
                        .uid(Uids.PROBES_BY_MEMBER)
                        .name("Probes by member")
                        .setParallelism(1);

        DataStream<BroadcastInput> lossesToAll =
                reports.flatMap(BoardReport::toAll)
                        .returns(broadcastInput)
                        .uid(Uids.LOSSES_TO_ALL)
                        .name("Losses to all")
                        .setParallelism(1);

        DataStream<ControlAnswer> watchAnswers =
                reports.flatMap(BoardReport::toStatus)
                        .returns(ScoringTypes.CONTROL_ANSWER)
                        .uid(Uids.WATCH_ANSWERS)
                        .name("Watch answers")
                        .setParallelism(1);

        SingleOutputStreamOperator<BoardCommand> scored =
                replayedRecords
                        .<DataStream<PlayerInput>>map(events::union)
                        .orElse(events)
                        .union(rowsByPlayer, messagesByPlayer, probesByMember)
                        .keyBy(PlayerInput::playerId)
                        .connect(rowsToAll.union(updatesToAll, lossesToAll).broadcast())
                        .transform(
                                "Score players",
                                ModelTypes.BOARD_COMMAND,
                                new ScorePlayersOperator(
                                        config.scoring(), sinks.standings.isPresent()))
                        .uid(Uids.SCORE_PLAYERS);

        SingleOutputStreamOperator<BoardCommand> scoredGroups =
                scored.getSideOutput(ScorePlayersOperator.GROUP_CONTRIBUTIONS)
                        .transform(
                                "Combine contributions",
                                ScoringTypes.GROUP_CONTRIBUTION,
                                new CombineContributionsOperator())
                        .uid(Uids.COMBINE_CONTRIBUTIONS)
                        .keyBy(ScoreGroupsOperator::keyOf)
                        .connect(updatesToAll.union(lossesToAll).broadcast())
                        .transform(
                                "Score groups",
                                ModelTypes.BOARD_COMMAND,
                                new ScoreGroupsOperator(config.scoring()))
                        .uid(Uids.SCORE_GROUPS);

        DataStream<ControlUpdate> boardUpdates =
                controlUpdates
                        .filter(ControlUpdate::isBoard)
                        .uid(Uids.BOARD_UPDATES)
                        .name("Board updates")
                        .setParallelism(1);

        // One per submission of the job: the checkpoints of another are counted otherwise.
        String lineage = UUID.randomUUID().toString();
        Boards boards = new Boards(scored, scoredGroups, boardUpdates, lineage);
        Written written = write(boards, new Target("", "", sinks.boards, config.redis()), config);
        sinks.mirror.ifPresent(
                mirror ->
                        write(
                                boards,
                                new Target(
                                        Uids.MIRROR,
                                        "Mirror: ",
                                        mirror,
                                        config.mirror().orElseThrow()),
                                config));

        controlUpdates
                .getSideOutput(ValidateControlOperator.ANSWERS)
                .union(watchAnswers)
                .sinkTo(sinks.controlStatus)
                .uid(Uids.CONTROL_STATUS)
                .name("Control status")
                .setParallelism(1);

        sinks.results.ifPresent(
                results ->
                        written.boards
                                .flatMap(new PublishResultsFunction(config.redis().prefix()))
                                .returns(ResultRecord.TYPE)
                                .uid(Uids.PUBLISH_RESULTS)
                                .name("Publish results")
                                .union(written.finalWindows)
                                .sinkTo(results)
                                .uid(Uids.RESULTS)
                                .name("Results"));

        sinks.standings.ifPresent(
                standings ->
                        rankStandings(
                                        scored.getSideOutput(ScorePlayersOperator.FINAL_SCORES)
                                                .union(
                                                        scoredGroups.getSideOutput(
                                                                ScoreGroupsOperator.FINAL_SCORES)),
                                        written.standings,
                                        config.standings().map(StandingsConfig::top).orElseThrow())
                                .sinkTo(standings)
                                .uid(Uids.STANDINGS)
                                .name("Standings"));

        DataStream<DeadLetter> unreadable =
                splitRecords.getSideOutput(SplitRecordsFunction.DEAD_LETTERS);
        replayedRecords
                .map(records -> records.getSideOutput(SplitRecordsFunction.DEAD_LETTERS))
                .map(unreadable::union)
                .orElse(unreadable)
                .union(scored.getSideOutput(ScorePlayersOperator.DEAD_LETTERS))
                .sinkTo(sinks.deadLetters)
                .uid(Uids.DEAD_LETTERS)
                .name("Dead letters");
    }

    /** What is to be written, to whichever Redis. */
    private static final class Boards {

        private final DataStream<BoardCommand> ofPlayers;
        private final DataStream<BoardCommand> ofGroups;
        private final DataStream<ControlUpdate> updates;
        private final String lineage;

        private Boards(
                DataStream<BoardCommand> ofPlayers,
                DataStream<BoardCommand> ofGroups,
                DataStream<ControlUpdate> updates,
                String lineage) {
            this.ofPlayers = ofPlayers;
            this.ofGroups = ofGroups;
            this.updates = updates;
            this.lineage = lineage;
        }
    }

    /** One Redis, and what the names and uids of its operators begin with. */
    private static final class Target {

        private final String uids;
        private final String names;
        private final BoardWriterFactory writer;
        private final RedisConfig redis;

        private Target(String uids, String names, BoardWriterFactory writer, RedisConfig redis) {
            this.uids = uids;
            this.names = names;
            this.writer = writer;
            this.redis = redis;
        }
    }

    /** What one Redis has taken, and which windows are final there. */
    private static final class Written {

        private final DataStream<BoardCommand> boards;
        private final DataStream<ResultRecord> finalWindows;
        private final DataStream<FinalWindow> standings;

        private Written(
                DataStream<BoardCommand> boards,
                DataStream<ResultRecord> finalWindows,
                DataStream<FinalWindow> standings) {
            this.boards = boards;
            this.finalWindows = finalWindows;
            this.standings = standings;
        }
    }

    /** What leaves a writer is in Redis; a watermark, too, says that what came before it is. */
    private static Written write(Boards boards, Target target, LeaderboardConfig config) {
        DataStream<BoardCommand> written =
                write(boards.ofPlayers, Uids.WRITE_BOARDS, "Write boards", boards, target);
        DataStream<BoardCommand> writtenGroups =
                write(
                        boards.ofGroups,
                        Uids.WRITE_GROUP_BOARDS,
                        "Write group boards",
                        boards,
                        target);

        SingleOutputStreamOperator<BoardCommand> tracked =
                notices(written, Uids.BOARD_NOTICES, "Board notices", target)
                        .union(
                                notices(
                                        writtenGroups,
                                        Uids.GROUP_BOARD_NOTICES,
                                        "Group board notices",
                                        target))
                        .keyBy(BoardCommand::board)
                        .connect(boards.updates.keyBy(ControlUpdate::name))
                        .process(new TrackBoardsFunction(config.scoring(), target.redis.prefix()))
                        .returns(ModelTypes.BOARD_COMMAND)
                        .uid(target.uids + Uids.TRACK_BOARDS)
                        .name(target.names + "Track boards");

        DataStream<BoardCommand> writtenMeta =
                write(tracked, Uids.WRITE_META, "Write meta", boards, target);
        return new Written(
                written.union(writtenGroups, writtenMeta),
                tracked.getSideOutput(TrackBoardsFunction.WINDOW_FINAL),
                tracked.getSideOutput(TrackBoardsFunction.FINAL_WINDOWS));
    }

    /** Chained to the writer: few of many commands leave its task. */
    private static DataStream<BoardCommand> notices(
            DataStream<BoardCommand> written, String uid, String name, Target target) {
        return written.filter(BoardCommand::isNotice)
                .uid(target.uids + uid)
                .name(target.names + name);
    }

    private static DataStream<BoardCommand> write(
            DataStream<BoardCommand> commands,
            String uid,
            String name,
            Boards boards,
            Target target) {
        String targetUid = target.uids + uid;
        return commands.transform(
                        target.names + name,
                        ModelTypes.BOARD_COMMAND,
                        writer(target, boards.lineage, targetUid))
                .uid(targetUid);
    }

    private static DataStream<StandingRow> rankStandings(
            DataStream<FinalScore> scores, DataStream<FinalWindow> windows, int top) {
        return scores.keyBy(KeepFinalScoresFunction::keyOf)
                .process(new KeepFinalScoresFunction(top))
                .returns(StandingsTypes.SHARD_OF_WINDOW)
                .uid(Uids.KEEP_FINAL_SCORES)
                .name("Keep final scores")
                .keyBy(RankStandingsFunction::keyOf)
                .connect(windows.keyBy(RankStandingsFunction::keyOf))
                .process(new RankStandingsFunction(top))
                .returns(StandingsTypes.STANDING_ROW)
                .uid(Uids.RANK_STANDINGS)
                .name("Rank standings")
                .transform(
                        "Hold standings", StandingsTypes.STANDING_ROW, new HoldStandingsOperator())
                .uid(Uids.HOLD_STANDINGS);
    }

    private static OneInputStreamOperator<BoardCommand, BoardCommand> writer(
            Target target, String lineage, String uid) {
        if (target.redis.delivery() == DeliveryMode.EXACTLY_ONCE) {
            return new CommitBoardsOperator(target.writer, lineage, uid);
        }
        return new WriteBoardsOperator(
                target.writer, target.redis.flushInterval(), target.redis.batchSize());
    }

    private LeaderboardPipeline() {}
}
