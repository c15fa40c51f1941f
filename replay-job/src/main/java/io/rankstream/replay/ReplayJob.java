package io.rankstream.replay;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.replay.config.ReplayMode;
import io.rankstream.replay.config.ReplayOptions;
import io.rankstream.replay.config.RepublishConfig;
import io.rankstream.replay.rebuild.RebuildRun;
import io.rankstream.replay.republish.RepublishPipeline;
import java.time.Instant;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry point: reads what the archive is brought back for, and does that. */
public final class ReplayJob {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayJob.class);

    public static void main(String[] args) throws Exception {
        RuntimeConfiguration runtime = ReplayOptions.declare(RuntimeConfiguration.load(args));
        ReplayMode mode = runtime.group(ReplayOptions.REPLAY_JOB.name()).get(ReplayOptions.MODE);
        switch (mode) {
            case REPUBLISH:
                republish(runtime);
                return;
            case REBUILD:
                RebuildRun.run(runtime, LOG::info);
                return;
        }
        throw new IllegalStateException("no such mode: " + mode);
    }

    private static void republish(RuntimeConfiguration runtime) throws Exception {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        RepublishPipeline.define(env, RepublishConfig.from(runtime, Instant.now()));
        env.execute("republish");
    }

    private ReplayJob() {}
}
