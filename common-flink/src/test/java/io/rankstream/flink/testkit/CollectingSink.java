package io.rankstream.flink.testkit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Collects what a job in this JVM writes, at any parallelism; close it when the test is over. */
public final class CollectingSink<T> implements Sink<T>, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private static final Map<String, List<Object>> COLLECTED = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();

    public CollectingSink() {
        COLLECTED.put(id, new CopyOnWriteArrayList<>());
    }

    /** What was written until now, in the order of writing. */
    @SuppressWarnings("unchecked") // Only the writers below add to it.
    public List<T> values() {
        return (List<T>) new ArrayList<>(COLLECTED.get(id));
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer<>(id);
    }

    @Override
    @Deprecated // By Flink, which still declares it abstract.
    public SinkWriter<T> createWriter(InitContext context) {
        return new Writer<>(id);
    }

    @Override
    public void close() {
        COLLECTED.remove(id);
    }

    private record Writer<T>(String id) implements SinkWriter<T>, Serializable {

        @Override
        public void write(T element, Context context) {
            List<Object> values = COLLECTED.get(id);
            // The job may still run while the test is being closed.
            if (values != null) {
                values.add(element);
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
