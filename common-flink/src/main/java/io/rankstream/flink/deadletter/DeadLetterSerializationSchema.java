package io.rankstream.flink.deadletter;

import io.rankstream.flink.kinesis.KinesisSinks;
import io.rankstream.model.event.DeadLetter;
import org.apache.flink.api.common.serialization.SerializationSchema;

/**
 * Writes a dead letter as a record of the dead-letter stream.
 *
 * <p>Base64 makes a record a third longer, so the largest records would not fit into the stream.
 * Those are cut, and {@code record_length} says how long they were; the whole one is in the input
 * stream by its sequence number.
 */
public final class DeadLetterSerializationSchema implements SerializationSchema<DeadLetter> {

    private static final long serialVersionUID = 1L;

    /** Leaves room for the partition key, a shard's id. */
    private static final int MAX_JSON_BYTES = KinesisSinks.MAX_RECORD_BYTES - 1024;

    /** What {@code record_length} and padding add. */
    private static final int CUT_OVERHEAD = 64;

    @Override
    public byte[] serialize(DeadLetter letter) {
        byte[] json = letter.toJson();
        if (json.length <= MAX_JSON_BYTES) {
            return json;
        }
        int excess = json.length + CUT_OVERHEAD - MAX_JSON_BYTES;
        // Four characters of base64 are three bytes.
        return letter.cutTo(letter.bytes().length - (excess / 4 + 1) * 3).toJson();
    }

    /** What the records are distributed by: the shard they were read from, so its order is kept. */
    public static String partitionKey(DeadLetter letter) {
        return letter.origin().shard();
    }
}
