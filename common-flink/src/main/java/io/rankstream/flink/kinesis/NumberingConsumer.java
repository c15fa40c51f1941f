package io.rankstream.flink.kinesis;

import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.model.SequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/**
 * Tells records their place among those that travelled as one.
 *
 * <p>The schema does not learn it, and cannot count it: after a restore reading may go on in the
 * middle of an aggregated record.
 */
final class NumberingConsumer<T> extends FlinkKinesisConsumer<T> {

    private static final long serialVersionUID = 1L;

    private final SubSequence<T> subSequence;

    NumberingConsumer(
            List<String> streams,
            KinesisDeserializationSchema<T> schema,
            Properties properties,
            SubSequence<T> subSequence) {
        super(streams, schema, properties);
        this.subSequence = subSequence;
    }

    @Override
    @SuppressWarnings("deprecation") // Of the assigner of watermarks; see ArrivalWatermarks.
    protected KinesisDataFetcher<T> createFetcher(
            List<String> streams,
            SourceContext<T> output,
            RuntimeContext context,
            Properties properties,
            KinesisDeserializationSchema<T> schema) {
        return new KinesisDataFetcher<>(
                streams,
                output,
                context,
                properties,
                schema,
                getShardAssigner(),
                getPeriodicWatermarkAssigner(),
                getWatermarkTracker()) {
            @Override
            protected void emitRecordAndUpdateState(
                    T record, long arrivalTime, int shard, SequenceNumber number) {
                super.emitRecordAndUpdateState(
                        record == null || !number.isAggregated()
                                ? record
                                : subSequence.tell(record, (int) number.getSubSequenceNumber()),
                        arrivalTime,
                        shard,
                        number);
            }
        };
    }
}
