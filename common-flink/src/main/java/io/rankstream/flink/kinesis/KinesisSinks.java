package io.rankstream.flink.kinesis;

import java.util.Properties;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kinesis.sink.KinesisStreamsSink;
import org.apache.flink.connector.kinesis.sink.PartitionKeyGenerator;

/**
 * Writes to Kinesis streams, at least once: after a failure records since the last checkpoint are
 * written again, and retries may change their order. Records the service refuses are tried again
 * until it takes them.
 */
public final class KinesisSinks {

    /** What Kinesis takes as one record, partition key included. */
    public static final int MAX_RECORD_BYTES = 1024 * 1024;

    private static final int MAX_PARTITION_KEY = 256;

    /** The most records of one request. */
    private static final int BATCH_RECORDS = 500;

    private static final int REQUESTS_IN_FLIGHT = 8;
    private static final int BUFFERED_RECORDS = 10_000;
    private static final int BUFFERED_MILLIS = 200;

    private final KinesisConnection connection;

    public KinesisSinks(KinesisConnection connection) {
        this.connection = connection;
    }

    /** A sink that writes each element as one record of a stream. */
    public <T> KinesisStreamsSink<T> to(
            String stream, SerializationSchema<T> schema, PartitionKeyGenerator<T> partitionKey) {
        return sink(stream, schema, partitionKey, BATCH_RECORDS, REQUESTS_IN_FLIGHT);
    }

    /**
     * A sink that writes one batch after the other. Within a batch the service may refuse a record
     * and take a later one: the refused one is sent again with the next batch, so only batches of
     * one keep the order in any case.
     *
     * @param batchSize the most records of one batch, at most 500
     */
    public <T> KinesisStreamsSink<T> inOrder(
            String stream,
            SerializationSchema<T> schema,
            PartitionKeyGenerator<T> partitionKey,
            int batchSize) {
        return sink(stream, schema, partitionKey, batchSize, 1);
    }

    @SuppressWarnings("deprecation") // Of the builder, in favour of ARNs, which name an account.
    private <T> KinesisStreamsSink<T> sink(
            String stream,
            SerializationSchema<T> schema,
            PartitionKeyGenerator<T> partitionKey,
            int batchSize,
            int requestsInFlight) {
        Properties properties = connection.toProperties();
        if (connection.isLocal()) {
            // The connector's default, HTTP/2, is only spoken by AWS.
            properties.setProperty("aws.http.protocol.version", "HTTP1_1");
            properties.setProperty("aws.trust.all.certificates", "true");
        }
        return KinesisStreamsSink.<T>builder()
                .setStreamName(stream)
                .setSerializationSchema(schema)
                .setPartitionKeyGenerator(element -> taken(partitionKey.apply(element)))
                .setKinesisClientProperties(properties)
                .setFailOnError(false)
                .setMaxBatchSize(batchSize)
                .setMaxInFlightRequests(requestsInFlight)
                .setMaxBufferedRequests(BUFFERED_RECORDS)
                .setMaxTimeInBufferMS(BUFFERED_MILLIS)
                .build();
    }

    /**
     * A key as Kinesis and the connector take it, or its SHA-256. One that is empty or too long
     * would be refused, and tried for ever. One that is not ASCII would make a checkpoint that
     * cannot be read: what a writer has not sent yet is kept there with the number of a key's
     * characters and read by the number of its bytes.
     */
    static String taken(String partitionKey) {
        return !partitionKey.isEmpty()
                        && partitionKey.length() <= MAX_PARTITION_KEY
                        && isAscii(partitionKey)
                ? partitionKey
                : DigestUtils.sha256Hex(partitionKey);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
