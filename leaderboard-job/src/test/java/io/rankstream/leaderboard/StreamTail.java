package io.rankstream.leaderboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads a stream of JSON records from its beginning, each record once. */
final class StreamTail {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KinesisClient client;
    private final String stream;
    private final Map<String, String> iterators = new HashMap<>();
    private final List<JsonNode> records = new ArrayList<>();

    StreamTail(KinesisClient client, String stream) {
        this.client = client;
        this.stream = stream;
        for (Shard shard : client.listShards(request -> request.streamName(stream)).shards()) {
            iterators.put(
                    shard.shardId(),
                    client.getShardIterator(
                                    request ->
                                            request.streamName(stream)
                                                    .shardId(shard.shardId())
                                                    .shardIteratorType(
                                                            ShardIteratorType.TRIM_HORIZON))
                            .shardIterator());
        }
    }

    /** Everything on the stream by now; of one shard in order. */
    List<JsonNode> records() {
        iterators.replaceAll((shard, iterator) -> readOn(iterator));
        return List.copyOf(records);
    }

    private String readOn(String iterator) {
        String next = iterator;
        while (true) {
            String current = next;
            GetRecordsResponse answer =
                    client.getRecords(request -> request.shardIterator(current));
            for (Record record : answer.records()) {
                records.add(parse(record.data().asByteArray()));
            }
            next = answer.nextShardIterator();
            if (answer.millisBehindLatest() == 0) {
                return next;
            }
        }
    }

    private JsonNode parse(byte[] record) {
        try {
            return JSON.readTree(record);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON on " + stream, e);
        }
    }
}
