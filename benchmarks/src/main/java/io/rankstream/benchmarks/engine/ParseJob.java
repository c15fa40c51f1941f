package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.InexactRunException;
import io.rankstream.benchmarks.load.RacingRecords;
import io.rankstream.flink.JobEnvironment;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.model.event.ParsedRecord;
import java.nio.file.Path;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;

/**
 * Reads and parses the records as the leaderboard job does, and discards them: its limit, in the
 * same task or in that of their player.
 */
final class ParseJob implements FlinkJob {

    private final LeaderboardConfig config;
    private final int parallelism;
    private final boolean shuffles;

    /**
     * @param shuffles whether each record is sent to the task of its player
     */
    ParseJob(LeaderboardConfig config, int parallelism, boolean shuffles) {
        this.config = config;
        this.parallelism = parallelism;
        this.shuffles = shuffles;
    }

    @Override
    @SuppressWarnings("deprecation") // Its sink function has no counterpart that is as thin.
    public JobGraph graph(TimedRun run, Path folder) {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.configure(JobSettings.flink(folder, parallelism), getClass().getClassLoader());
        DataStream<ParsedRecord> events = PipelineJob.events(env, run.id(), config);
        (shuffles ? events.keyBy(ParseJob::player, Types.STRING) : events)
                .addSink(new Discard(run.id()))
                .name("Discard")
                .uid("discard");
        return env.getStreamGraph().getJobGraph();
    }

    private static String player(ParsedRecord record) {
        return record.events().get(0).playerId();
    }

    @Override
    public boolean writesBoards() {
        return false;
    }

    /** Takes note of the markers, and that each record is one event. */
    @SuppressWarnings("deprecation")
    private static final class Discard extends RichSinkFunction<ParsedRecord> {

        private static final long serialVersionUID = 1L;

        private final String run;
        private transient TimedRun timed;

        private Discard(String run) {
            this.run = run;
        }

        @Override
        public void open(Configuration parameters) {
            timed = TimedRun.of(run);
        }

        @Override
        public void invoke(ParsedRecord record, Context context) {
            if (record.events().size() != 1) {
                throw new InexactRunException("a record is " + record.events().size() + " events");
            }
            String player = player(record);
            if (RacingRecords.isFirst(player) || RacingRecords.isLast(player)) {
                timed.wrote();
                timed.marker(player, "");
            }
        }
    }
}
