package io.rankstream.flink.testkit;

import io.rankstream.flink.kinesis.KinesisConnection;
import io.rankstream.local.kinesis.KinesisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** A Kinesis API server of a test class, with the calls that tests make. */
public final class LocalKinesis implements AutoCloseable {

    private static final String REGION = "eu-central-1";

    private final KinesisServer server;
    private final KinesisClient client;

    private LocalKinesis(KinesisServer server) {
        this.server = server;
        this.client =
                KinesisClient.builder()
                        .endpointOverride(server.endpoint())
                        .region(Region.of(REGION))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("local", "local")))
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
    }

    public static LocalKinesis start() throws IOException {
        return new LocalKinesis(
                KinesisServer.start(KinesisServer.Options.defaults().withRegion(REGION)));
    }

    public KinesisConnection connection() {
        return KinesisConnection.local(REGION, server.endpoint().toString());
    }

    /** As the property {@code aws.endpoint} names it. */
    public String endpoint() {
        return server.endpoint().toString();
    }

    public KinesisClient client() {
        return client;
    }

    /** Creates a stream that can be used at once. */
    public LocalKinesis createStream(String name, int shards) {
        server.createStream(name, shards);
        return this;
    }

    public void put(String stream, String partitionKey, byte[] data) {
        client.putRecord(
                request ->
                        request.streamName(stream)
                                .partitionKey(partitionKey)
                                .data(SdkBytes.fromByteArray(data)));
    }

    /** Puts a text into a shard, whatever the key. */
    public void putInto(Shard shard, String stream, String text) {
        client.putRecord(
                request ->
                        request.streamName(stream)
                                .partitionKey("any")
                                .explicitHashKey(shard.hashKeyRange().startingHashKey())
                                .data(SdkBytes.fromUtf8String(text)));
    }

    /** The shards that take records. */
    public List<Shard> openShards(String stream) {
        List<Shard> open = new ArrayList<>();
        for (Shard shard : client.listShards(request -> request.streamName(stream)).shards()) {
            if (shard.sequenceNumberRange().endingSequenceNumber() == null) {
                open.add(shard);
            }
        }
        return open;
    }

    /** All records of a stream, shard by shard. */
    public List<Record> records(String stream) {
        List<Record> records = new ArrayList<>();
        for (Shard shard : client.listShards(request -> request.streamName(stream)).shards()) {
            String iterator =
                    client.getShardIterator(
                                    request ->
                                            request.streamName(stream)
                                                    .shardId(shard.shardId())
                                                    .shardIteratorType(
                                                            ShardIteratorType.TRIM_HORIZON))
                            .shardIterator();
            String next = iterator;
            boolean more = true;
            while (more) {
                String current = next;
                var answer = client.getRecords(request -> request.shardIterator(current));
                records.addAll(answer.records());
                next = answer.nextShardIterator();
                more = next != null && answer.millisBehindLatest() > 0;
            }
        }
        return records;
    }

    /** The records of a stream as texts. */
    public List<String> texts(String stream) {
        List<String> texts = new ArrayList<>();
        for (Record record : records(stream)) {
            texts.add(record.data().asString(StandardCharsets.UTF_8));
        }
        return texts;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
