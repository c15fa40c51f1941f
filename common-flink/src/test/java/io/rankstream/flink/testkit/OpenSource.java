package io.rankstream.flink.testkit;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * A source that a test feeds while the job runs, and that stays open until the test closes it.
 *
 * <p>It has no state: what a job had not checkpointed when it failed is not sent again.
 */
@SuppressWarnings(
        "deprecation") // Of the interface; a split-based source would be ten times longer.
public final class OpenSource<T> implements AutoCloseable {

    private static final long POLL_MILLIS = 10;

    private static final Map<String, BlockingQueue<Object>> QUEUES = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final TypeInformation<T> type;

    OpenSource(TypeInformation<T> type) {
        this.type = type;
        QUEUES.put(id, new LinkedBlockingQueue<>());
    }

    public DataStreamSource<T> addTo(StreamExecutionEnvironment env, String name) {
        return env.addSource(new Function<>(id), name, type);
    }

    public OpenSource<T> send(T value) {
        return add(context -> context.collect(value));
    }

    /** Sends a value with a timestamp, epoch milliseconds. */
    public OpenSource<T> send(T value, long timestamp) {
        return add(context -> context.collectWithTimestamp(value, timestamp));
    }

    public OpenSource<T> sendWatermark(long timestamp) {
        return add(context -> context.emitWatermark(new Watermark(timestamp)));
    }

    public OpenSource<T> sendIdle() {
        return add(SourceFunction.SourceContext::markAsTemporarilyIdle);
    }

    private OpenSource<T> add(Consumer<SourceFunction.SourceContext<T>> step) {
        QUEUES.get(id).add(step);
        return this;
    }

    /** Ends the input. */
    @Override
    public void close() {
        QUEUES.remove(id);
    }

    private static final class Function<T> implements SourceFunction<T> {

        private static final long serialVersionUID = 1L;

        private final String id;
        private volatile boolean cancelled;

        private Function(String id) {
            this.id = id;
        }

        @Override
        @SuppressWarnings("unchecked") // The queue of this id holds steps for values of type T.
        public void run(SourceContext<T> context) throws InterruptedException {
            while (!cancelled) {
                BlockingQueue<Object> queue = QUEUES.get(id);
                if (queue == null) {
                    return;
                }
                Object step = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (step != null) {
                    synchronized (context.getCheckpointLock()) {
                        ((Consumer<SourceContext<T>>) step).accept(context);
                    }
                }
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
