package io.rankstream.flink.kinesis;

import io.rankstream.model.archive.ArchivedRecord;
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

    /**
     * Records as they are, with everything the stream says of them; timestamps and watermarks as by
     * {@link #readWithTime}. The caller gives it a uid.
     */
    public DataStreamSource<ArchivedRecord> readRawWithTime(
            List<String> streams, StartPosition start, ReadingPace pace) {
        FlinkKinesisConsumer<ArchivedRecord> consumer = rawConsumer(streams, start, pace);
        consumer.setPeriodicWatermarkAssigner(new ArrivalWatermarks<>(ArchivedRecord::arrivalTime));
        return source(consumer, streams);
    }

    /** Records as they are, that carry no time; see {@link #read}. */
    public DataStreamSource<ArchivedRecord> readRaw(
            List<String> streams, StartPosition start, ReadingPace pace) {
        return source(rawConsumer(streams, start, pace), streams);
    }

    private FlinkKinesisConsumer<ArchivedRecord> rawConsumer(
            List<String> streams, StartPosition start, ReadingPace pace) {
        return new NumberingConsumer<>(
                streams,
                new ArchivedRecordSchema(),
                properties(start, pace),
                ArchivedRecord::withSubSequence);
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
        return new FlinkKinesisConsumer<>(streams, schema, properties(start, pace));
    }

    private Properties properties(StartPosition start, ReadingPace pace) {
        Properties properties = connection.toProperties();
        start.addTo(properties);
        pace.addTo(properties);
        return properties;
    }
}
