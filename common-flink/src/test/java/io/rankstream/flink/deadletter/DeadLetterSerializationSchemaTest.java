package io.rankstream.flink.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.flink.kinesis.KinesisSinks;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.RecordOrigin;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterSerializationSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DeadLetterSerializationSchema schema = new DeadLetterSerializationSchema();

    @Test
    void writesTheLetterAsItsJson() {
        DeadLetter letter = letter(new byte[] {1, 2, 3});

        assertThat(schema.serialize(letter)).isEqualTo(letter.toJson());
    }

    @ParameterizedTest
    @ValueSource(ints = {785_000, 786_000, 1_048_576, 10_485_760})
    void fitsTheLargestRecordsIntoTheStream(int size) throws IOException {
        byte[] record = new byte[size];
        new Random(7).nextBytes(record);

        byte[] json = schema.serialize(letter(record));

        assertThat(json.length)
                .isLessThanOrEqualTo(
                        KinesisSinks.MAX_RECORD_BYTES - "shardId-000000000007".length());
        JsonNode letter = JSON.readTree(json);
        byte[] kept = letter.get("record").binaryValue();
        assertThat(kept).isEqualTo(Arrays.copyOf(record, kept.length));
        assertThat(kept.length).isGreaterThan(784_000);
        assertThat(letter.path("record_length").asInt(size)).isEqualTo(size);
        assertThat(letter.has("record_length")).isEqualTo(kept.length < size);
        assertThat(letter.get("reason").textValue()).isEqualTo("too_large");
    }

    @Test
    void isDistributedByTheShardItWasReadFrom() {
        assertThat(DeadLetterSerializationSchema.partitionKey(letter(new byte[0])))
                .isEqualTo("shardId-000000000007");
    }

    private static DeadLetter letter(byte[] record) {
        return DeadLetter.ofRecord(
                DeadLetter.Reason.TOO_LARGE,
                null,
                record.length + " bytes",
                new RecordOrigin("events", "shardId-000000000007", "42"),
                1_000,
                record);
    }
}
