package io.rankstream.replay.republish;

import io.rankstream.model.archive.ArchiveKind;
import io.rankstream.model.archive.ArchivedRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;

/** Puts an archived record into the envelope in which it is sent. */
final class EnvelopeSerializationSchema implements SerializationSchema<ArchivedRecord> {

    private static final long serialVersionUID = 1L;

    private final ArchiveKind kind;

    EnvelopeSerializationSchema(ArchiveKind kind) {
        this.kind = kind;
    }

    @Override
    public byte[] serialize(ArchivedRecord record) {
        return RecordSelection.envelope(kind, record).toJson();
    }
}
