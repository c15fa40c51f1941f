package io.rankstream.flink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.apache.flink.connector.kinesis.sink.KinesisStreamsStateSerializer;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.core.SdkBytes;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import org.junit.jupiter.api.Test;

class KinesisSinksTest {

    @Test
    void keepsAPartitionKeyThatKinesisTakes() {
        String longest = "k".repeat(256);

        assertThat(KinesisSinks.taken(longest)).isEqualTo(longest);
    }

    @Test
    void shortensAPartitionKeyThatIsTooLong_withoutMixingKeys() {
        String one = KinesisSinks.taken("k".repeat(257));
        String other = KinesisSinks.taken("k".repeat(258));

        assertThat(one).hasSizeLessThanOrEqualTo(256).isNotEqualTo(other);
    }

    @Test
    void givesARecordWithoutAPartitionKeyOne() {
        assertThat(KinesisSinks.taken("")).hasSize(64);
    }

    @Test
    void keepsUnsentRecordsReadable_whateverTheirPartitionKeys() throws Exception {
        List<PutRecordsRequestEntry> unsent =
                Stream.of("ada", "Zo\u00eb", "\u65e5\u672c", "\ud83c\udfc6", "bob")
                        .map(
                                key ->
                                        PutRecordsRequestEntry.builder()
                                                .partitionKey(KinesisSinks.taken(key))
                                                .data(SdkBytes.fromUtf8String("of " + key))
                                                .build())
                        .collect(Collectors.toList());
        KinesisStreamsStateSerializer serializer = new KinesisStreamsStateSerializer();

        byte[] checkpoint =
                serializer.serialize(
                        new BufferedRequestState<>(
                                unsent.stream()
                                        .map(
                                                entry ->
                                                        new RequestEntryWrapper<>(
                                                                entry,
                                                                entry.data().asByteArray().length))
                                        .collect(Collectors.toList())));

        assertThat(
                        serializer
                                .deserialize(serializer.getVersion(), checkpoint)
                                .getBufferedRequestEntries())
                .extracting(RequestEntryWrapper::getRequestEntry)
                .isEqualTo(unsent);
    }
}
