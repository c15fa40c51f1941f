package io.rankstream.flink.kinesis;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.model.archive.ArchivedRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/** Takes records as they are, with everything the stream says of them. */
final class ArchivedRecordSchema implements KinesisDeserializationSchema<ArchivedRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public ArchivedRecord deserialize(
            byte[] record,
            String partitionKey,
            String sequenceNumber,
            long arrivalTime,
            String stream,
            String shard) {
        return new ArchivedRecord(
                stream,
                shard,
                sequenceNumber,
                0,
                partitionKey,
                arrivalTime,
                arrivalTime,
                arrivalTime,
                0,
                record);
    }

    @Override
    public TypeInformation<ArchivedRecord> getProducedType() {
        return ModelTypes.ARCHIVED_RECORD;
    }
}
