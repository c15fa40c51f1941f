import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.DiscardingSink;
import org.apache.flink.streaming.api.functions.source.RichSourceFunction;

/** Counts, remembers in its state how far it is, and prints its arguments and where it starts. */
public class CountingJob {

    public static class Numbers extends RichSourceFunction<Long> implements CheckpointedFunction {
        private volatile boolean running = true;
        private long next;
        private ListState<Long> state;

        @Override
        public void run(SourceContext<Long> context) throws Exception {
            while (running) {
                synchronized (context.getCheckpointLock()) {
                    context.collect(next++);
                }
                Thread.sleep(1);
            }
        }

        @Override
        public void cancel() {
            running = false;
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
            state.update(List.of(next));
        }

        @Override
        public void initializeState(FunctionInitializationContext context) throws Exception {
            state =
                    context.getOperatorStateStore()
                            .getListState(new ListStateDescriptor<>("next", Types.LONG));
            for (long restored : state.get()) {
                next = restored;
            }
            System.out.println("starts at " + next);
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[1].contains("broken")) {
            throw new IllegalArgumentException("events.stream is missing");
        }
        System.out.println("arguments " + List.of(args));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.addSource(new Numbers()).uid("numbers").addSink(new DiscardingSink<>()).uid("drop");
        env.execute("counting");
    }
}
