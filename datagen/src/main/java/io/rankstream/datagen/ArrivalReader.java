package io.rankstream.datagen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads everything a stream holds after a load has ended, with the arrival times it gave. */
public final class ArrivalReader {

    /** A shard answers five reads a second. */
    private static final Duration PAUSE_WHEN_THROTTLED = Duration.ofMillis(250);

    private static final int MAX_RECORDS = 10_000;

    private final KinesisClient client;
    private final String stream;

    /** The client stays open. */
    public ArrivalReader(KinesisClient client, String stream) {
        this.client = client;
        this.stream = stream;
    }

    /** All records of all shards, closed ones included, parents before their children. */
    public List<ArrivedRecord> readAll() throws InterruptedException {
        List<ArrivedRecord> records = new ArrayList<>();
        for (Shard shard : parentsFirst(shards())) {
            read(shard.shardId(), records);
        }
        return records;
    }

    private List<Shard> shards() {
        List<Shard> shards = new ArrayList<>();
        ListShardsResponse page =
                client.listShards(ListShardsRequest.builder().streamName(stream).build());
        shards.addAll(page.shards());
        while (page.nextToken() != null) {
            page =
                    client.listShards(
                            ListShardsRequest.builder().nextToken(page.nextToken()).build());
            shards.addAll(page.shards());
        }
        return shards;
    }

    private static List<Shard> parentsFirst(List<Shard> shards) {
        Set<String> waiting = new HashSet<>();
        shards.forEach(shard -> waiting.add(shard.shardId()));
        List<Shard> rest = new ArrayList<>(shards);
        List<Shard> ordered = new ArrayList<>();
        while (!rest.isEmpty()) {
            // A parent that the stream no longer lists is not waited for.
            List<Shard> ready =
                    rest.stream()
                            .filter(shard -> !waiting.contains(shard.parentShardId()))
                            .filter(shard -> !waiting.contains(shard.adjacentParentShardId()))
                            .toList();
            if (ready.isEmpty()) {
                throw new IllegalStateException("the shards of " + rest + " descend in a circle");
            }
            ordered.addAll(ready);
            rest.removeAll(ready);
            ready.forEach(shard -> waiting.remove(shard.shardId()));
        }
        return ordered;
    }

    private void read(String shard, List<ArrivedRecord> records) throws InterruptedException {
        String after = "";
        String iterator = iterator(shard, after);
        while (iterator != null) {
            GetRecordsResponse page;
            try {
                String from = iterator;
                page = client.getRecords(r -> r.shardIterator(from).limit(MAX_RECORDS));
            } catch (ProvisionedThroughputExceededException e) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_WHEN_THROTTLED.toMillis());
                continue;
            } catch (ExpiredIteratorException e) {
                iterator = iterator(shard, after);
                continue;
            }
            for (Record record : page.records()) {
                records.add(
                        new ArrivedRecord(
                                shard,
                                record.sequenceNumber(),
                                record.approximateArrivalTimestamp(),
                                record.data().asByteArrayUnsafe()));
                after = record.sequenceNumber();
            }
            boolean atTip = page.records().isEmpty() && page.millisBehindLatest() == 0;
            iterator = atTip ? null : page.nextShardIterator();
        }
    }

    private String iterator(String shard, String after) {
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamName(stream).shardId(shard);
        if (after.isEmpty()) {
            request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
        } else {
            request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                    .startingSequenceNumber(after);
        }
        return client.getShardIterator(request.build()).shardIterator();
    }
}
