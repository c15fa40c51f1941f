package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.Board;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.Collector;

/**
 * The boards as one writes them first: duplicates out by their identity, then a state of its own
 * for each board, with Flink's windows. They are exact here, as no event comes close to being late.
 */
final class NaiveJob implements FlinkJob {

    private static final Duration DEDUPLICATION = Duration.ofDays(8);

    private final List<Board> boards;
    private final int parallelism;

    NaiveJob(List<Board> boards, int parallelism) {
        this.boards = boards;
        this.parallelism = parallelism;
    }

    @Override
    @SuppressWarnings("deprecation") // The source of our own job, and a sink as thin.
    public JobGraph graph(TimedRun run, Path folder) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.configure(JobSettings.flink(folder, parallelism), getClass().getClassLoader());
        env.getConfig().enableObjectReuse();
        DataStream<RaceEvent> unique =
                env.addSource(
                                new RecordSource<>(
                                        run.id(), timed -> new RaceEventReader(timed.records())),
                                "Events",
                                TypeInformation.of(RaceEvent.class))
                        .keyBy(RaceEvent::identity)
                        .process(new DropCopies())
                        .name("Drop copies");
        for (Board board : boards) {
            scores(unique, board)
                    .addSink(new NaiveScoreSink(run.id(), board.name()))
                    .name("Discard " + board.name());
        }
        return env.getStreamGraph().getJobGraph();
    }

    private static DataStream<NaiveScore> scores(DataStream<RaceEvent> unique, Board board) {
        NaiveFold fold = new NaiveFold(board.measure());
        DataStream<RaceEvent> counted = unique.filter(fold::counts).name("Filter");
        if (!board.span().isWindow()) {
            return counted.keyBy(event -> event.playerId)
                    .process(new NaiveTotal(fold))
                    .name(board.name());
        }
        return counted.keyBy(event -> event.playerId)
                .window(TumblingEventTimeWindows.of(board.span().size()))
                .allowedLateness(board.span().lateness())
                .trigger(new EveryEventTrigger())
                .aggregate(
                        fold,
                        new NaiveWindow(),
                        Types.DOUBLE,
                        Types.DOUBLE,
                        TypeInformation.of(NaiveScore.class))
                .name(board.name());
    }

    /** Lets the first of several copies through. */
    private static final class DropCopies
            extends KeyedProcessFunction<String, RaceEvent, RaceEvent> {

        private static final long serialVersionUID = 1L;

        private transient ValueState<Boolean> seen;

        @Override
        public void open(Configuration parameters) {
            ValueStateDescriptor<Boolean> descriptor =
                    new ValueStateDescriptor<>("seen", Types.BOOLEAN);
            descriptor.enableTimeToLive(StateTtlConfig.newBuilder(DEDUPLICATION).build());
            seen = getRuntimeContext().getState(descriptor);
        }

        @Override
        public void processElement(RaceEvent event, Context context, Collector<RaceEvent> out)
                throws Exception {
            if (seen.value() == null) {
                seen.update(true);
                out.collect(event);
            }
        }
    }
}
