package io.rankstream.local.kinesis;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The bodies of the requests as the API names their members; what a client left out is null. */
final class Requests {

    /** A request about one stream, given by name or ARN. */
    interface AboutStream {
        String streamName();

        String streamARN();
    }

    record StreamModeDetails(String streamMode) {}

    record CreateStream(
            String streamName,
            Integer shardCount,
            StreamModeDetails streamModeDetails,
            Map<String, String> tags) {}

    /** For calls that need no more than the stream. */
    record StreamOnly(String streamName, String streamARN) implements AboutStream {}

    record Nothing() {}

    record DeleteStream(String streamName, String streamARN, Boolean enforceConsumerDeletion)
            implements AboutStream {}

    record ListStreams(Integer limit, String exclusiveStartStreamName, String nextToken) {}

    record DescribeStream(
            String streamName, String streamARN, Integer limit, String exclusiveStartShardId)
            implements AboutStream {}

    record ShardFilter(String type, String shardId, Instant timestamp) {}

    record ListShards(
            String streamName,
            String streamARN,
            String nextToken,
            String exclusiveStartShardId,
            Integer maxResults,
            ShardFilter shardFilter)
            implements AboutStream {}

    record PutRecord(
            String streamName,
            String streamARN,
            String partitionKey,
            String explicitHashKey,
            ByteBuffer data)
            implements AboutStream {}

    record PutRecordsEntry(String partitionKey, String explicitHashKey, ByteBuffer data) {}

    record PutRecords(String streamName, String streamARN, List<PutRecordsEntry> records)
            implements AboutStream {}

    record GetShardIterator(
            String streamName,
            String streamARN,
            String shardId,
            String shardIteratorType,
            String startingSequenceNumber,
            Instant timestamp)
            implements AboutStream {}

    record GetRecords(String shardIterator, Integer limit) {}

    record SplitShard(
            String streamName, String streamARN, String shardToSplit, String newStartingHashKey)
            implements AboutStream {}

    record MergeShards(
            String streamName, String streamARN, String shardToMerge, String adjacentShardToMerge)
            implements AboutStream {}

    record UpdateShardCount(
            String streamName, String streamARN, Integer targetShardCount, String scalingType)
            implements AboutStream {}

    record AddTags(String streamName, String streamARN, Map<String, String> tags)
            implements AboutStream {}

    record RemoveTags(String streamName, String streamARN, List<String> tagKeys)
            implements AboutStream {}

    record ListTags(String streamName, String streamARN, String exclusiveStartTagKey, Integer limit)
            implements AboutStream {}

    record ChangeRetention(String streamName, String streamARN, Integer retentionPeriodHours)
            implements AboutStream {}

    record ChangeMonitoring(String streamName, String streamARN, List<String> shardLevelMetrics)
            implements AboutStream {}

    record UpdateStreamMode(
            String streamName, String streamARN, StreamModeDetails streamModeDetails)
            implements AboutStream {}

    record ChangeEncryption(
            String streamName, String streamARN, String encryptionType, String keyId)
            implements AboutStream {}

    record RegisterConsumer(String streamARN, String consumerName) {}

    /** A consumer is given by its ARN, or by its name and the stream's ARN. */
    record ConsumerOnly(String streamARN, String consumerName, String consumerARN) {}

    record ListConsumers(String streamARN, String nextToken, Integer maxResults) {}

    private Requests() {}
}
