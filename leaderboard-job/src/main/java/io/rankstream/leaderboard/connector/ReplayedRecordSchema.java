package io.rankstream.leaderboard.connector;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.archive.ReplayEnvelope;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.event.RecordOrigin;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/**
 * Parses records of the replay stream as they were parsed when they were read first: by the mapping
 * of their own stream, with the arrival and the origin that they had, so that each event has the
 * identity that it had.
 */
final class ReplayedRecordSchema implements KinesisDeserializationSchema<ParsedRecord> {

    private static final long serialVersionUID = 1L;

    private final ScoringConfig config;
    private transient Map<String, EventParser> parsers;

    ReplayedRecordSchema(ScoringConfig config) {
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
        RecordOrigin place = new RecordOrigin(stream, shard, sequenceNumber);
        ReplayEnvelope envelope;
        try {
            envelope = ReplayEnvelope.parse(record);
        } catch (IllegalArgumentException e) {
            return refused("envelope", e.getMessage(), place, arrivalTime, record);
        }
        EventParser parser = parsers.get(envelope.origin().stream());
        if (parser == null) {
            return refused("stream", envelope.origin().stream(), place, arrivalTime, record);
        }
        return parser.parsePart(
                envelope.bytes(), envelope.origin(), envelope.arrivalTime(), envelope.eventIndex());
    }

    private static ParsedRecord refused(
            String field, String value, RecordOrigin place, long arrivalTime, byte[] record) {
        DeadLetter letter =
                DeadLetter.ofRecord(
                        DeadLetter.Reason.BAD_ENVELOPE, field, value, place, arrivalTime, record);
        return new ParsedRecord(List.of(), List.of(letter), arrivalTime);
    }

    @Override
    public TypeInformation<ParsedRecord> getProducedType() {
        return ModelTypes.parsedRecord(config.eventFields());
    }
}
