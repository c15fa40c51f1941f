package io.rankstream.replay.rebuild;

import io.rankstream.flink.archive.ArchiveFile;
import io.rankstream.flink.archive.ArchiveFormat;
import io.rankstream.flink.serialization.BinaryTypeInfo;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.flink.serialization.PlayerInputCodec;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.rebuild.PlayerRecord;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The dataflow of a rebuild, in batch mode.
 *
 * <pre>
 * archived rows ─────┐
 * player messages ───┼──> rebuild players ──┬──────────────────────┬──> write board file
 * archived events ───┘    (key: player)     └──> rebuild groups ───┘     [──> swap boards]
 *                                                (key: group)
 * </pre>
 *
 * <p>Rules are not read here: they come with the plan, complete.
 */
public final class RebuildPipeline {

    /** Rows and messages sort before every event. */
    private static final long FIRST = 0;

    /**
     * Defines the pipeline.
     *
     * @param output the board file, overwritten
     */
    public static void define(StreamExecutionEnvironment env, RebuildPlan plan, String output) {
        end(boardFile(env, plan, output));
    }

    /**
     * Defines the pipeline, with the boards put into Redis when their file is written.
     *
     * @param output the board file, overwritten
     */
    static void defineWithSwap(
            StreamExecutionEnvironment env, RebuildPlan plan, String output, RedisConfig redis) {
        end(
                boardFile(env, plan, output)
                        .map(new SwapBoardsFunction(plan.rules(), plan.scope(), redis))
                        .setParallelism(1)
                        .uid("swap-boards")
                        .name("Swap boards"));
    }

    private static void end(DataStream<String> written) {
        written.sinkTo(new DiscardingSink<>()).setParallelism(1).uid("end").name("End");
    }

    private static SingleOutputStreamOperator<String> boardFile(
            StreamExecutionEnvironment env, RebuildPlan plan, String output) {
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        RebuildRules rules = plan.rules();

        SingleOutputStreamOperator<BoardCommand> players =
                records(env, plan)
                        .keyBy(PlayerRecord::playerId, Types.STRING)
                        .transform(
                                "Rebuild players",
                                ModelTypes.BOARD_COMMAND,
                                new RebuildPlayersOperator(rules, plan.scope(), plan.isAsLive()))
                        .uid("rebuild-players");

        return players.getSideOutput(RebuildPlayersOperator.CONTRIBUTIONS)
                .keyBy(contribution -> contribution.group().toString(), Types.STRING)
                .transform(
                        "Rebuild groups",
                        ModelTypes.BOARD_COMMAND,
                        new RebuildGroupsOperator(rules, plan.scope()))
                .uid("rebuild-groups")
                .union(players)
                .transform(
                        "Write board file",
                        Types.STRING,
                        new WriteBoardFileOperator(plan.scope(), output))
                .setParallelism(1)
                .uid("write-board-file");
    }

    private static DataStream<PlayerRecord> records(
            StreamExecutionEnvironment env, RebuildPlan plan) {
        DataStream<PlayerRecord> records =
                read(env, plan, ArchiveKind.EVENTS, plan.eventFiles(), "events");
        if (!plan.dimensionFiles().isEmpty()) {
            records =
                    records.union(
                            read(env, plan, ArchiveKind.DIMENSIONS, plan.dimensionFiles(), "rows"));
        }
        List<PlayerRecord> messages = plan.control().playerMessages();
        if (!messages.isEmpty()) {
            records =
                    records.union(
                            env.fromData(messages, type(plan))
                                    .uid("player-messages")
                                    .name("Player messages")
                                    .assignTimestampsAndWatermarks(sorting())
                                    .uid("player-messages-first")
                                    .name("Player messages first"));
        }
        return records;
    }

    private static DataStream<PlayerRecord> read(
            StreamExecutionEnvironment env,
            RebuildPlan plan,
            ArchiveKind kind,
            List<ArchiveFile> files,
            String name) {
        FileSource<ArchivedRecord> source =
                FileSource.forBulkFileFormat(
                                new ArchiveFormat(),
                                files.stream().map(ArchiveFile::path).toArray(Path[]::new))
                        .build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "Archived " + name)
                .uid("archived-" + name)
                .flatMap(new ReadRecordsFunction(plan.config(), kind, plan.scope().asOf()))
                .returns(type(plan))
                .uid("read-" + name)
                .name("Read " + name)
                .assignTimestampsAndWatermarks(sorting())
                .uid("sort-" + name)
                .name("Sort " + name);
    }

    /** The runtime sorts the records of a key by these. */
    private static WatermarkStrategy<PlayerRecord> sorting() {
        return WatermarkStrategy.<PlayerRecord>noWatermarks()
                .withTimestampAssigner(
                        (record, ignored) ->
                                record.input() instanceof GameplayEvent
                                        ? Math.max(FIRST + 1, record.arrivalTime())
                                        : FIRST);
    }

    private static TypeInformation<PlayerRecord> type(RebuildPlan plan) {
        return BinaryTypeInfo.of(
                PlayerRecord.class,
                new PlayerRecordCodec(
                        new PlayerInputCodec(
                                plan.config().eventFields(), plan.config().profile().columns())));
    }

    private RebuildPipeline() {}
}
