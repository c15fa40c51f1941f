package io.rankstream.flink.kinesis;

import java.util.List;
import java.util.Properties;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/**
 * Reads Kinesis streams, exactly once into state; records aggregated by the producer library are
 * taken apart.
 *
 * <p>The one place that knows {@link FlinkKinesisConsumer}: the newer source neither takes records
 * apart nor survives a change of the shards, and Flink 2 drops this one.
 */
public final class KinesisSources {

    private final StreamExecutionEnvironment env;
    private final KinesisConnection connection;

    public KinesisSources(StreamExecutionEnvironment env, KinesisConnection connection) {
        this.env = env;
        this.connection = connection;
    }

    /**
     * Records with their arrival as timestamp and watermarks that follow the slowest shard that is
     * not idle. The caller gives it a uid.
     */
    public <T> DataStreamSource<T> readWithTime(
            List<String> streams,
            KinesisDeserializationSchema<T> schema,
            ArrivalTime<T> arrivalTime,
            StartPosition start,
            ReadingPace pace) {
        FlinkKinesisConsumer<T> consumer = consumer(streams, schema, start, pace);
        consumer.setPeriodicWatermarkAssigner(new ArrivalWatermarks<>(arrivalTime));
        return source(consumer, streams);
    }

    /** Records that carry no time; see {@link io.rankstream.flink.time.SideInputs}. */
    public <T> DataStreamSource<T> read(
            List<String> streams,
            KinesisDeserializationSchema<T> schema,
            StartPosition start,
            ReadingPace pace) {
        return source(consumer(streams, schema, start, pace), streams);
    }

    @SuppressWarnings("deprecation") // Of all sources of this form; see the class comment.
    private <T> DataStreamSource<T> source(FlinkKinesisConsumer<T> consumer, List<String> streams) {
        return env.addSource(consumer, String.join(", ", streams));
    }

    private <T> FlinkKinesisConsumer<T> consumer(
            List<String> streams,
            KinesisDeserializationSchema<T> schema,
            StartPosition start,
            ReadingPace pace) {
        Properties properties = connection.toProperties();
        start.addTo(properties);
        pace.addTo(properties);
        return new FlinkKinesisConsumer<>(streams, schema, properties);
    }
}
