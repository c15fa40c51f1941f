package io.rankstream.replay.rebuild;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.leaderboard.connector.RedisBoardSets;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.rebuild.BoardFile;
import io.rankstream.model.rebuild.RebuildScope;
import io.rankstream.model.rebuild.RebuiltBoards;
import io.rankstream.model.scoring.ScoringCount;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import io.rankstream.replay.config.RebuildOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Rebuilds boards by a job, and swaps them into Redis if that is asked for. */
public final class RebuildRun {

    private RebuildRun() {}

    /**
     * Rebuilds.
     *
     * @param runtime with the properties of the leaderboard job, the archive and what to rebuild
     * @param out takes what was done, line by line
     * @throws io.rankstream.flink.archive.ArchiveException naming what of the archive cannot be
     *     used
     * @throws IllegalArgumentException naming an option that is wrong
     */
    public static void run(RuntimeConfiguration runtime, Consumer<String> out) throws Exception {
        PropertyGroup options = runtime.group(RebuildOptions.REBUILD.name());
        String output =
                options.find(RebuildOptions.OUTPUT)
                        .orElseThrow(
                                () ->
                                        options.refusal(
                                                RebuildOptions.OUTPUT,
                                                "is missing: name the board file to write"));
        RebuildPlan plan = RebuildPlan.of(runtime);
        out.accept("archive: " + plan.archiveInWords());
        StreamExecutionEnvironment env = JobEnvironment.strict();
        RebuildPipeline.define(env, plan, output);
        JobExecutionResult result = env.execute("rebuild");
        for (ScoringCount count :
                List.of(
                        ScoringCount.EVENTS,
                        ScoringCount.DUPLICATES,
                        ScoringCount.ERASED_EVENTS,
                        ScoringCount.BEYOND_HORIZON)) {
            Long counted = result.getAccumulatorResult(count.name());
            out.accept(count.name().toLowerCase(Locale.ROOT) + ": " + counted);
        }
        out.accept("rebuilt as of " + Instant.ofEpochMilli(plan.scope().asOf()) + " to " + output);
        if (options.get(RebuildOptions.SWAP)) {
            long now = System.currentTimeMillis();
            long swapped = swap(plan, read(output), RedisConfig.from(runtime.group("redis")), now);
            out.accept("swapped " + swapped + " sets into Redis");
        }
    }

    private static RebuiltBoards read(String file) throws IOException {
        Path path = new Path(file);
        try (InputStream in = new BufferedInputStream(FileSystem.get(path.toUri()).open(path))) {
            return BoardFile.read(in, file);
        }
    }

    private static long swap(RebuildPlan plan, RebuiltBoards boards, RedisConfig redis, long now) {
        ScoringRules rules = plan.newRules();
        RebuiltBoards addressed = new RebuiltBoards();
        for (Map.Entry<BoardAddress, SortedMap<String, Double>> board : boards.all().entrySet()) {
            ScoringTrack track = track(rules, board.getKey());
            BoardAddress address =
                    track.address(
                            track.window().startOf(board.getKey().window()),
                            board.getKey().partition());
            board.getValue().forEach((member, score) -> addressed.put(address, member, score));
        }
        RebuildScope scope = plan.scope();
        try (RedisBoardSets sets = RedisBoardSets.open(redis)) {
            return sets.swap(
                    addressed,
                    address -> {
                        ScoringTrack track = track(rules, address);
                        return track == null
                                ? scope.boards().isEmpty() && !scope.isRanged()
                                : scope.includes(address, track)
                                        && !track.isPausedAt(now)
                                        && !isOver(track, address, now);
                    },
                    plan.boards(),
                    now);
        }
    }

    private static boolean isOver(ScoringTrack track, BoardAddress address, long now) {
        long start = track.window().startOf(address.window());
        return start != BoardWindow.NONE && track.retainedUntil(start) <= now;
    }

    private static ScoringTrack track(ScoringRules rules, BoardAddress address) {
        return rules.activeTrack(address.board(), address.shadowVersion());
    }
}
