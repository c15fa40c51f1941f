package io.rankstream.replay.rebuild;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.leaderboard.config.RedisConfig;
import io.rankstream.model.scoring.ScoringCount;
import io.rankstream.replay.config.RebuildOptions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobExecutionResult;
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
        run(JobEnvironment.strict(), runtime, out);
    }

    static void run(
            StreamExecutionEnvironment env, RuntimeConfiguration runtime, Consumer<String> out)
            throws Exception {
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
        if (options.get(RebuildOptions.SWAP)) {
            RebuildPipeline.defineWithSwap(
                    env, plan, output, RedisConfig.from(runtime.group("redis")));
        } else {
            RebuildPipeline.define(env, plan, output);
        }
        JobExecutionResult result = env.execute("rebuild");
        if (!result.isJobExecutionResult()) {
            out.accept("the rebuild to " + output + " goes on without this program");
            return;
        }
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
            Long swapped = result.getAccumulatorResult(SwapBoardsFunction.SWAPPED_SETS);
            out.accept("swapped " + swapped + " sets into Redis");
        }
    }
}
