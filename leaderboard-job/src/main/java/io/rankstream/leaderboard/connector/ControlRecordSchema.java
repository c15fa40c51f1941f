package io.rankstream.leaderboard.connector;

import io.rankstream.leaderboard.operator.ControlRecord;
import io.rankstream.leaderboard.operator.ScoringTypes;
import io.rankstream.model.event.RecordOrigin;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/** Takes records of the control stream as they are: the validator reads, and answers, them all. */
final class ControlRecordSchema implements KinesisDeserializationSchema<ControlRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public ControlRecord deserialize(
            byte[] record,
            String partitionKey,
            String sequenceNumber,
            long arrivalTime,
            String stream,
            String shard) {
        return new ControlRecord(
                record, arrivalTime, new RecordOrigin(stream, shard, sequenceNumber));
    }

    @Override
    public TypeInformation<ControlRecord> getProducedType() {
        return ScoringTypes.CONTROL_RECORD;
    }
}
