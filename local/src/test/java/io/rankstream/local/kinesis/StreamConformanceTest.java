package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.Tag;

/** The life and the settings of streams. */
class StreamConformanceTest extends KinesisConformance {

    @Test
    void speaksTheSelectedProtocol() {
        newStream(1);

        assertThat(lastContentType).isEqualTo(protocol.contentType());
    }

    @Test
    void describesANewStream() {
        String stream = newStream(2);

        StreamDescription description =
                kinesis.describeStream(request -> request.streamName(stream)).streamDescription();

        assertThat(description.streamName()).isEqualTo(stream);
        assertThat(description.streamARN())
                .matches("arn:aws:kinesis:[a-z0-9-]+:\\d{12}:stream/" + stream);
        assertThat(description.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(description.retentionPeriodHours()).isEqualTo(24);
        assertThat(description.hasMoreShards()).isFalse();
        assertThat(description.encryptionType()).isEqualTo(EncryptionType.NONE);
        assertThat(description.streamCreationTimestamp())
                .isCloseTo(Instant.now(), within(2, ChronoUnit.MINUTES));
        assertThat(description.shards())
                .extracting(shard -> shard.shardId())
                .containsExactly("shardId-000000000000", "shardId-000000000001");
    }

    @Test
    void pagesTheShardsOfADescription() {
        String stream = newStream(3);

        DescribeStreamResponse first =
                kinesis.describeStream(request -> request.streamName(stream).limit(2));
        DescribeStreamResponse second =
                kinesis.describeStream(
                        request ->
                                request.streamName(stream)
                                        .exclusiveStartShardId("shardId-000000000001"));

        assertThat(first.streamDescription().shards()).hasSize(2);
        assertThat(first.streamDescription().hasMoreShards()).isTrue();
        assertThat(second.streamDescription().shards()).hasSize(1);
        assertThat(second.streamDescription().hasMoreShards()).isFalse();
    }

    @Test
    void summarizesAStream() {
        String stream = newStream(3);

        StreamDescriptionSummary summary =
                kinesis.describeStreamSummary(request -> request.streamName(stream))
                        .streamDescriptionSummary();

        assertThat(summary.openShardCount()).isEqualTo(3);
        assertThat(summary.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
    }

    @Test
    void findsAStreamByItsArn() throws Exception {
        String stream = newStream(1);
        String arn = arn(stream);

        StreamDescriptionSummary summary =
                supported(() -> kinesis.describeStreamSummary(request -> request.streamARN(arn)))
                        .streamDescriptionSummary();

        assertThat(summary.streamName()).isEqualTo(stream);
    }

    @Test
    void listsStreamsInPages() {
        List<String> mine = List.of(newStream(1), newStream(1), newStream(1));

        List<String> listed = new ArrayList<>();
        ListStreamsResponse page = kinesis.listStreams(request -> request.limit(2));
        listed.addAll(page.streamNames());
        while (page.hasMoreStreams()) {
            assertThat(page.streamNames()).hasSize(2);
            String last = listed.get(listed.size() - 1);
            page = kinesis.listStreams(request -> request.limit(2).exclusiveStartStreamName(last));
            listed.addAll(page.streamNames());
        }

        assertThat(listed).containsAll(mine).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void continuesAListOfStreamsByItsToken() {
        List<String> mine = List.of(newStream(1), newStream(1), newStream(1));

        ListStreamsResponse page = kinesis.listStreams(request -> request.limit(1));
        List<String> listed = new ArrayList<>(page.streamNames());
        while (page.hasMoreStreams()) {
            String token = supported("NextToken", page.nextToken());
            page = kinesis.listStreams(request -> request.limit(1).nextToken(token));
            listed.addAll(page.streamNames());
        }

        assertThat(listed).containsAll(mine).doesNotHaveDuplicates();
    }

    @Test
    void forgetsADeletedStream() {
        String stream = newName();
        kinesis.createStream(request -> request.streamName(stream).shardCount(1));
        awaitActive(stream);

        kinesis.deleteStream(request -> request.streamName(stream));
        kinesis.waiter().waitUntilStreamNotExists(request -> request.streamName(stream));

        assertRefused(
                "ResourceNotFoundException",
                () -> kinesis.describeStream(request -> request.streamName(stream)));
    }

    @Test
    void refusesASecondStreamOfTheSameName() {
        String stream = newStream(1);

        assertRefused(
                "ResourceInUseException",
                () -> kinesis.createStream(request -> request.streamName(stream).shardCount(1)));
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason =
                    "it answers InvalidArgumentException for values that the model of the API rules out")
    void refusesWrongNamesAndCounts() {
        assertRefused(
                "ValidationException",
                () -> kinesis.createStream(request -> request.streamName("a b").shardCount(1)));
        assertRefused(
                "ValidationException",
                () ->
                        kinesis.createStream(
                                request -> request.streamName("a".repeat(129)).shardCount(1)));
        assertRefused(
                "ValidationException",
                () -> kinesis.createStream(request -> request.streamName(newName()).shardCount(0)));
        assertRefused(
                "LimitExceededException",
                () ->
                        kinesis.createStream(
                                request -> request.streamName(newName()).shardCount(99_999)));
    }

    @Test
    void createsAnOnDemandStream() throws Exception {
        String stream = newName();
        supported(
                () ->
                        kinesis.createStream(
                                request ->
                                        request.streamName(stream)
                                                .streamModeDetails(
                                                        mode ->
                                                                mode.streamMode(
                                                                        StreamMode.ON_DEMAND))));
        deletesAfterwards(stream);
        awaitActive(stream);

        StreamDescriptionSummary summary =
                kinesis.describeStreamSummary(request -> request.streamName(stream))
                        .streamDescriptionSummary();

        assertThat(summary.streamModeDetails().streamMode()).isEqualTo(StreamMode.ON_DEMAND);
        assertThat(summary.openShardCount()).isEqualTo(4);
    }

    @Test
    void changesTheMode() throws Exception {
        String stream = newStream(1);
        String arn = arn(stream);

        supported(
                () ->
                        kinesis.updateStreamMode(
                                request ->
                                        request.streamARN(arn)
                                                .streamModeDetails(
                                                        mode ->
                                                                mode.streamMode(
                                                                        StreamMode.ON_DEMAND))));
        awaitActive(stream);

        assertThat(
                        kinesis.describeStreamSummary(request -> request.streamName(stream))
                                .streamDescriptionSummary()
                                .streamModeDetails()
                                .streamMode())
                .isEqualTo(StreamMode.ON_DEMAND);
    }

    @Test
    void addsListsAndRemovesTags() {
        String stream = newStream(1);

        kinesis.addTagsToStream(
                request -> request.streamName(stream).tags(Map.of("a", "1", "b", "2", "c", "3")));
        kinesis.removeTagsFromStream(request -> request.streamName(stream).tagKeys("b"));
        ListTagsForStreamResponse first =
                kinesis.listTagsForStream(request -> request.streamName(stream).limit(1));
        ListTagsForStreamResponse second =
                kinesis.listTagsForStream(
                        request -> request.streamName(stream).exclusiveStartTagKey("a"));

        assertThat(first.tags()).containsExactly(tag("a", "1"));
        assertThat(first.hasMoreTags()).isTrue();
        assertThat(second.tags()).containsExactly(tag("c", "3"));
        assertThat(second.hasMoreTags()).isFalse();
    }

    @Test
    void changesTheRetention() {
        String stream = newStream(1);

        kinesis.increaseStreamRetentionPeriod(
                request -> request.streamName(stream).retentionPeriodHours(48));
        awaitActive(stream);
        assertThat(retentionHours(stream)).isEqualTo(48);

        kinesis.decreaseStreamRetentionPeriod(
                request -> request.streamName(stream).retentionPeriodHours(25));
        awaitActive(stream);
        assertThat(retentionHours(stream)).isEqualTo(25);
    }

    @Test
    void refusesRetentionsOutsideTheLimits() {
        String stream = newStream(1);

        assertRefused(
                "InvalidArgumentException",
                () ->
                        kinesis.decreaseStreamRetentionPeriod(
                                request -> request.streamName(stream).retentionPeriodHours(23)));
        assertRefused(
                "InvalidArgumentException",
                () ->
                        kinesis.increaseStreamRetentionPeriod(
                                request -> request.streamName(stream).retentionPeriodHours(8_761)));
        assertRefused(
                "InvalidArgumentException",
                () ->
                        kinesis.decreaseStreamRetentionPeriod(
                                request -> request.streamName(stream).retentionPeriodHours(48)));
    }

    @Test
    void switchesShardMetricsOnAndOff() throws Exception {
        String stream = newStream(1);

        List<MetricsName> enabled =
                supported(
                                () ->
                                        kinesis.enableEnhancedMonitoring(
                                                request ->
                                                        request.streamName(stream)
                                                                .shardLevelMetrics(
                                                                        MetricsName.INCOMING_BYTES,
                                                                        MetricsName
                                                                                .OUTGOING_BYTES)))
                        .desiredShardLevelMetrics();
        awaitActive(stream);
        List<MetricsName> left =
                kinesis.disableEnhancedMonitoring(
                                request ->
                                        request.streamName(stream)
                                                .shardLevelMetrics(MetricsName.INCOMING_BYTES))
                        .desiredShardLevelMetrics();

        assertThat(enabled)
                .containsExactlyInAnyOrder(MetricsName.INCOMING_BYTES, MetricsName.OUTGOING_BYTES);
        assertThat(left).containsExactly(MetricsName.OUTGOING_BYTES);
    }

    @Test
    void startsAndStopsEncryption() throws Exception {
        String stream = newStream(1);

        supported(
                () ->
                        kinesis.startStreamEncryption(
                                request ->
                                        request.streamName(stream)
                                                .encryptionType(EncryptionType.KMS)
                                                .keyId("alias/aws/kinesis")));
        awaitActive(stream);
        assertThat(encryption(stream)).isEqualTo(EncryptionType.KMS);

        kinesis.stopStreamEncryption(
                request ->
                        request.streamName(stream)
                                .encryptionType(EncryptionType.KMS)
                                .keyId("alias/aws/kinesis"));
        awaitActive(stream);
        assertThat(encryption(stream)).isEqualTo(EncryptionType.NONE);
    }

    @Test
    void tellsTheLimits() throws Exception {
        int before = supported(() -> kinesis.describeLimits()).openShardCount();

        newStream(3);

        assertThat(kinesis.describeLimits().openShardCount() - before).isEqualTo(3);
        assertThat(kinesis.describeLimits().shardLimit()).isPositive();
    }

    private int retentionHours(String stream) {
        return kinesis.describeStream(request -> request.streamName(stream))
                .streamDescription()
                .retentionPeriodHours();
    }

    private EncryptionType encryption(String stream) {
        return kinesis.describeStream(request -> request.streamName(stream))
                .streamDescription()
                .encryptionType();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
