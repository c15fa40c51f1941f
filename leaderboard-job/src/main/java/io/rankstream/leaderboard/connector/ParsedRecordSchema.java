package io.rankstream.leaderboard.connector;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/** Parses records once, where they are read; each stream by its own mapping. */
final class ParsedRecordSchema implements KinesisDeserializationSchema<ParsedRecord> {

    private static final long serialVersionUID = 1L;

    private final ScoringConfig config;
    private transient Map<String, EventParser> parsers;

    ParsedRecordSchema(ScoringConfig config) {
        this.config = config;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        parsers = config.newParsers();
    }

    @Override
    public ParsedRecord deserialize(
            byte[] record,
            String partitionKey,
            String sequenceNumber,
            long arrivalTime,
            String stream,
            String shard) {
        return parsers.get(stream)
                .parse(record, new RecordOrigin(stream, shard, sequenceNumber), arrivalTime);
    }

    @Override
    public TypeInformation<ParsedRecord> getProducedType() {
        return ModelTypes.parsedRecord(config.eventFields());
    }
}
