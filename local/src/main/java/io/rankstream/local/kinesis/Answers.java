package io.rankstream.local.kinesis;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** The bodies of the answers as the API names their members; null members are left out. */
final class Answers {

    record Failure(@JsonProperty("__type") String type, @JsonProperty("message") String message) {}

    record StreamModeDetails(KinesisStream.Mode streamMode) {}

    record StreamSummary(
            String streamName,
            String streamARN,
            KinesisStream.Status streamStatus,
            StreamModeDetails streamModeDetails,
            Instant streamCreationTimestamp) {}

    record StreamList(
            List<String> streamNames,
            List<StreamSummary> streamSummaries,
            boolean hasMoreStreams,
            String nextToken) {}

    record EnhancedMonitoring(List<String> shardLevelMetrics) {}

    record StreamDescription(
            String streamName,
            String streamARN,
            KinesisStream.Status streamStatus,
            StreamModeDetails streamModeDetails,
            int retentionPeriodHours,
            Instant streamCreationTimestamp,
            List<EnhancedMonitoring> enhancedMonitoring,
            String encryptionType,
            String keyId,
            List<ShardDescription> shards,
            boolean hasMoreShards) {}

    record DescribedStream(StreamDescription streamDescription) {}

    record StreamDescriptionSummary(
            String streamName,
            String streamARN,
            KinesisStream.Status streamStatus,
            StreamModeDetails streamModeDetails,
            int retentionPeriodHours,
            Instant streamCreationTimestamp,
            List<EnhancedMonitoring> enhancedMonitoring,
            String encryptionType,
            String keyId,
            int openShardCount,
            int consumerCount) {}

    record SummarizedStream(StreamDescriptionSummary streamDescriptionSummary) {}

    record HashKeyRange(String startingHashKey, String endingHashKey) {}

    record SequenceNumberRange(String startingSequenceNumber, String endingSequenceNumber) {}

    record ShardDescription(
            String shardId,
            String parentShardId,
            String adjacentParentShardId,
            HashKeyRange hashKeyRange,
            SequenceNumberRange sequenceNumberRange) {}

    record ShardList(List<ShardDescription> shards, String nextToken) {}

    record PutRecord(String shardId, String sequenceNumber, String encryptionType) {}

    record PutRecordsEntry(
            String shardId, String sequenceNumber, String errorCode, String errorMessage) {}

    record PutRecords(
            int failedRecordCount, List<PutRecordsEntry> records, String encryptionType) {}

    record ShardIteratorOnly(String shardIterator) {}

    record ReadRecord(
            String sequenceNumber,
            Instant approximateArrivalTimestamp,
            ByteBuffer data,
            String partitionKey,
            String encryptionType) {}

    record ChildShard(String shardId, List<String> parentShards, HashKeyRange hashKeyRange) {}

    record ReadRecords(
            List<ReadRecord> records,
            String nextShardIterator,
            long millisBehindLatest,
            List<ChildShard> childShards) {}

    record UpdatedShardCount(
            String streamName, String streamARN, int currentShardCount, int targetShardCount) {}

    record Tag(String key, String value) {}

    record TagList(List<Tag> tags, boolean hasMoreTags) {}

    record Monitoring(
            String streamName,
            String streamARN,
            List<String> currentShardLevelMetrics,
            List<String> desiredShardLevelMetrics) {}

    record Limits(
            int shardLimit,
            int openShardCount,
            int onDemandStreamCount,
            int onDemandStreamCountLimit) {}

    record ConsumerDescription(
            String consumerName,
            String consumerARN,
            String consumerStatus,
            Instant consumerCreationTimestamp,
            String streamARN) {}

    record RegisteredConsumer(ConsumerDescription consumer) {}

    record DescribedConsumer(ConsumerDescription consumerDescription) {}

    record ConsumerList(List<ConsumerDescription> consumers, String nextToken) {}

    private Answers() {}
}
