package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** What goes into a stream comes out of it: once, unchanged, in order, from where one asks. */
class RecordConformanceTest extends KinesisConformance {

    private static final String SHARD = "shardId-000000000000";
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void returnsARecordAsItWasPut() {
        String stream = newStream(1);
        byte[] bytes = new byte[1_000];
        new Random(1).nextBytes(bytes);

        PutRecordResponse put =
                kinesis.putRecord(
                        request ->
                                request.streamName(stream)
                                        .partitionKey("key-é")
                                        .data(SdkBytes.fromByteArray(bytes)));
        List<Record> records = drain(iterator(stream, SHARD, ShardIteratorType.TRIM_HORIZON));

        assertThat(put.shardId()).isEqualTo(SHARD);
        assertThat(records).hasSize(1);
        Record taken = records.get(0);
        assertThat(taken.data().asByteArray()).isEqualTo(bytes);
        assertThat(taken.partitionKey()).isEqualTo("key-é");
        assertThat(taken.sequenceNumber()).isEqualTo(put.sequenceNumber());
        assertThat(taken.approximateArrivalTimestamp())
                .isCloseTo(Instant.now(), within(2, ChronoUnit.MINUTES));
    }

    @Test
    void takesAnEmptyRecord() {
        String stream = newStream(1);

        put(stream, "key", "");

        assertThat(texts(drain(iterator(stream, SHARD, ShardIteratorType.TRIM_HORIZON))))
                .containsExactly("");
    }

    @Test
    void numbersRecordsWith56Digits() {
        String stream = newStream(1);

        String first = put(stream, "key", "1");
        String second = put(stream, "key", "2");

        assertThat(first).matches("\\d{56}");
        assertThat(new BigInteger(second)).isGreaterThan(new BigInteger(first));
    }

    @Test
    void routesByTheMd5OfThePartitionKey() throws Exception {
        String stream = newStream(4);
        Map<String, Shard> shards =
                shards(stream).stream()
                        .collect(Collectors.toMap(Shard::shardId, Function.identity()));

        for (int i = 0; i < 50; i++) {
            String key = "player-" + i;
            PutRecordResponse put =
                    kinesis.putRecord(
                            request ->
                                    request.streamName(stream)
                                            .partitionKey(key)
                                            .data(SdkBytes.fromUtf8String("x")));

            Shard shard = shards.get(put.shardId());
            assertThat(md5(key))
                    .isBetween(
                            new BigInteger(shard.hashKeyRange().startingHashKey()),
                            new BigInteger(shard.hashKeyRange().endingHashKey()));
        }
    }

    @Test
    void routesByAnExplicitHashKey() {
        String stream = newStream(2);
        Shard second = shards(stream).get(1);

        PutRecordResponse put =
                kinesis.putRecord(
                        request ->
                                request.streamName(stream)
                                        .partitionKey("same")
                                        .explicitHashKey(second.hashKeyRange().startingHashKey())
                                        .data(SdkBytes.fromUtf8String("x")));

        assertThat(put.shardId()).isEqualTo(second.shardId());
    }

    @Test
    void answersEachRecordOfAPutInItsPlace() {
        String stream = newStream(4);
        List<PutRecordsRequestEntry> entries = entries(500);

        PutRecordsResponse response =
                kinesis.putRecords(request -> request.streamName(stream).records(entries));

        assertThat(response.failedRecordCount()).isZero();
        assertThat(response.records()).hasSize(500);
        Map<String, List<Record>> stored = drainAll(stream);
        for (int i = 0; i < 500; i++) {
            String sequenceNumber = response.records().get(i).sequenceNumber();
            assertThat(stored.get(response.records().get(i).shardId()))
                    .filteredOn(taken -> taken.sequenceNumber().equals(sequenceNumber))
                    .extracting(taken -> taken.data().asUtf8String())
                    .containsExactly("text-" + i);
        }
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason = "it takes a put of 501 records")
    void refusesPutsBeyondTheLimits() {
        String stream = newStream(1);
        SdkBytes data = SdkBytes.fromUtf8String("x");

        assertRefused(
                "ValidationException",
                () -> kinesis.putRecords(r -> r.streamName(stream).records(entries(501))));
        assertRefused(
                "ValidationException",
                () -> kinesis.putRecords(r -> r.streamName(stream).records(List.of())));
        assertRefused(
                "ValidationException",
                () ->
                        kinesis.putRecord(
                                r ->
                                        r.streamName(stream)
                                                .partitionKey("k")
                                                .data(bytes(MEBIBYTE + 1))));
        assertRefused(
                "ValidationException",
                () -> kinesis.putRecord(r -> r.streamName(stream).partitionKey("").data(data)));
        assertRefused(
                "ValidationException",
                () ->
                        kinesis.putRecord(
                                r ->
                                        r.streamName(stream)
                                                .partitionKey("k".repeat(257))
                                                .data(data)));
        assertRefused(
                "ValidationException",
                () ->
                        kinesis.putRecord(
                                r ->
                                        r.streamName(stream)
                                                .partitionKey("k")
                                                .explicitHashKey("-1")
                                                .data(data)));
        assertRefused(
                "InvalidArgumentException",
                () ->
                        kinesis.putRecord(
                                r ->
                                        r.streamName(stream)
                                                .partitionKey("k")
                                                .explicitHashKey(
                                                        BigInteger.ONE.shiftLeft(128).toString())
                                                .data(data)));
        assertThat(drain(iterator(stream, SHARD, ShardIteratorType.TRIM_HORIZON))).isEmpty();
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason = "it takes a put beyond the limit of its bytes")
    void takesTheLargestRecordAndTheLargestPut() {
        String stream = newStream(1);
        PutRecordsRequestEntry megabyte =
                PutRecordsRequestEntry.builder()
                        .partitionKey("k")
                        .data(bytes(MEBIBYTE - 1))
                        .build();

        PutRecordsResponse fitting =
                kinesis.putRecords(
                        r -> r.streamName(stream).records(Collections.nCopies(5, megabyte)));
        kinesis.putRecord(r -> r.streamName(stream).partitionKey("k").data(bytes(MEBIBYTE)));

        assertThat(fitting.records()).hasSize(5);
        assertRefused(
                "InvalidArgumentException",
                () ->
                        kinesis.putRecords(
                                r ->
                                        r.streamName(stream)
                                                .records(Collections.nCopies(6, megabyte))));
        assertThat(drain(iterator(stream, SHARD, ShardIteratorType.TRIM_HORIZON))).hasSize(6);
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason = "it counts the keys in the 10 MiB, and takes 20 s")
    void readsAtMostTenMebibytesAtOnce() {
        String stream = newStream(1);
        for (int i = 0; i < 12; i++) {
            kinesis.putRecord(r -> r.streamName(stream).partitionKey("k").data(bytes(MEBIBYTE)));
        }

        GetRecordsResponse first = read(iterator(stream, SHARD, ShardIteratorType.TRIM_HORIZON));
        GetRecordsResponse second = read(first.nextShardIterator());

        assertThat(first.records()).hasSize(10);
        assertThat(first.millisBehindLatest()).isPositive();
        assertThat(second.records()).hasSize(2);
        assertThat(second.millisBehindLatest()).isZero();
    }

    @Test
    void readsAtMostTheLimit() {
        String stream = newStream(1);
        kinesis.putRecords(r -> r.streamName(stream).records(entries(10)));

        GetRecordsResponse first =
                kinesis.getRecords(
                        r ->
                                r.shardIterator(
                                                iterator(
                                                        stream,
                                                        SHARD,
                                                        ShardIteratorType.TRIM_HORIZON))
                                        .limit(4));

        assertThat(texts(first.records())).containsExactly("text-0", "text-1", "text-2", "text-3");
        assertThat(drain(first.nextShardIterator())).hasSize(6);
        // The model of the API calls for the first, the text of its reference for the second.
        assertRefusedAsOneOf(
                List.of("ValidationException", "InvalidArgumentException"),
                () ->
                        kinesis.getRecords(
                                r -> r.shardIterator(first.nextShardIterator()).limit(10_001)));
    }

    @Test
    void startsAtEveryTypeOfIterator() {
        String stream = newStream(1);
        put(stream, "k", "before");
        String middle = put(stream, "k", "middle");
        put(stream, "k", "after");
        String latest = iterator(stream, SHARD, ShardIteratorType.LATEST);
        put(stream, "k", "new");

        assertThat(texts(drain(iterator(stream, SHARD, ShardIteratorType.TRIM_HORIZON))))
                .containsExactly("before", "middle", "after", "new");
        assertThat(texts(drain(latest))).containsExactly("new");
        assertThat(texts(drain(at(stream, ShardIteratorType.AT_SEQUENCE_NUMBER, middle))))
                .containsExactly("middle", "after", "new");
        assertThat(texts(drain(at(stream, ShardIteratorType.AFTER_SEQUENCE_NUMBER, middle))))
                .containsExactly("after", "new");
        String start = shards(stream).get(0).sequenceNumberRange().startingSequenceNumber();
        assertThat(texts(drain(at(stream, ShardIteratorType.AT_SEQUENCE_NUMBER, start))))
                .hasSize(4);
    }

    @Test
    void startsAtATimestamp() {
        String stream = newStream(1);
        List<Record> records = new ArrayList<>();
        while (records.isEmpty() || !spreadOverTime(records)) {
            put(stream, "k", "text-" + records.size());
            records = drain(iterator(stream, SHARD, ShardIteratorType.TRIM_HORIZON));
        }
        Instant last = records.get(records.size() - 1).approximateArrivalTimestamp();

        assertThat(texts(drain(at(stream, last))))
                .isEqualTo(
                        texts(
                                records.stream()
                                        .filter(
                                                r ->
                                                        !r.approximateArrivalTimestamp()
                                                                .isBefore(last))
                                        .toList()));
        assertThat(drain(at(stream, Instant.EPOCH.plusSeconds(1)))).hasSize(records.size());
        assertRefused(
                "InvalidArgumentException",
                () -> at(stream, Instant.now().plus(1, ChronoUnit.DAYS)));
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason = "it takes a sequence number of another shard")
    void refusesIteratorsItCannotMake() {
        String stream = newStream(2);
        String ofFirstShard =
                kinesis.putRecord(
                                r ->
                                        r.streamName(stream)
                                                .partitionKey("k")
                                                .explicitHashKey("0")
                                                .data(bytes(1)))
                        .sequenceNumber();

        assertRefused(
                "ResourceNotFoundException",
                () -> iterator(newName(), SHARD, ShardIteratorType.LATEST));
        assertRefused(
                "ResourceNotFoundException",
                () -> iterator(stream, "shardId-000000000099", ShardIteratorType.LATEST));
        assertRefused(
                "InvalidArgumentException",
                () ->
                        kinesis.getShardIterator(
                                r ->
                                        r.streamName(stream)
                                                .shardId("shardId-000000000001")
                                                .shardIteratorType(
                                                        ShardIteratorType.AT_SEQUENCE_NUMBER)
                                                .startingSequenceNumber(ofFirstShard)));
        assertRefused(
                "ValidationException",
                () ->
                        kinesis.getShardIterator(
                                r ->
                                        r.streamName(stream)
                                                .shardId(SHARD)
                                                .shardIteratorType("NO_SUCH_TYPE")));
        assertRefused("InvalidArgumentException", () -> read("bm8gaXRlcmF0b3I="));
    }

    @Test
    void refusesRecordsForAMissingStream() {
        assertRefused("ResourceNotFoundException", () -> put(newName(), "k", "x"));
        assertRefused(
                "ResourceNotFoundException",
                () -> kinesis.putRecords(r -> r.streamName(newName()).records(entries(1))));
    }

    @Test
    void keepsEveryRecordOfConcurrentPutsInOrder() throws Exception {
        String stream = newStream(2);
        int producers = 4;
        int batches = 20;
        int batchSize = 100;

        ExecutorService threads = Executors.newFixedThreadPool(producers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int producer = 0; producer < producers; producer++) {
                String name = "producer-" + producer;
                running.add(
                        threads.submit(
                                () -> {
                                    for (int batch = 0; batch < batches; batch++) {
                                        putBatch(stream, name, batch, batchSize);
                                    }
                                }));
            }
            for (Future<?> producer : running) {
                producer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        List<String> all = new ArrayList<>();
        for (List<Record> ofShard : drainAll(stream).values()) {
            assertThat(ofShard).extracting(KinesisConformance::sequence).isSorted();
            assertThat(ofShard).extracting(Record::sequenceNumber).doesNotHaveDuplicates();
            assertThat(ofShard).extracting(Record::approximateArrivalTimestamp).isSorted();
            all.addAll(texts(ofShard));
        }
        assertThat(all).hasSize(producers * batches * batchSize).doesNotHaveDuplicates();
        for (int producer = 0; producer < producers; producer++) {
            String name = "producer-" + producer;
            assertThat(all.stream().filter(text -> text.startsWith(name)).toList())
                    .containsExactlyElementsOf(
                            IntStream.range(0, batches * batchSize)
                                    .mapToObj(i -> name + "-" + i)
                                    .toList());
        }
    }

    private void putBatch(String stream, String producer, int batch, int size) {
        List<PutRecordsRequestEntry> entries =
                IntStream.range(batch * size, (batch + 1) * size)
                        .mapToObj(i -> entry(producer, producer + "-" + i))
                        .toList();
        assertThat(
                        kinesis.putRecords(r -> r.streamName(stream).records(entries))
                                .failedRecordCount())
                .isZero();
    }

    private static boolean spreadOverTime(List<Record> records) {
        Instant first = records.get(0).approximateArrivalTimestamp();
        Instant last = records.get(records.size() - 1).approximateArrivalTimestamp();
        return last.isAfter(first);
    }

    private String at(String stream, ShardIteratorType type, String sequenceNumber) {
        return kinesis.getShardIterator(
                        r ->
                                r.streamName(stream)
                                        .shardId(SHARD)
                                        .shardIteratorType(type)
                                        .startingSequenceNumber(sequenceNumber))
                .shardIterator();
    }

    private String at(String stream, Instant timestamp) {
        return kinesis.getShardIterator(
                        r ->
                                r.streamName(stream)
                                        .shardId(SHARD)
                                        .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                                        .timestamp(timestamp))
                .shardIterator();
    }

    private static List<PutRecordsRequestEntry> entries(int count) {
        return IntStream.range(0, count).mapToObj(i -> entry("key-" + i, "text-" + i)).toList();
    }

    private static PutRecordsRequestEntry entry(String key, String text) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .data(SdkBytes.fromUtf8String(text))
                .build();
    }

    private static SdkBytes bytes(int size) {
        return SdkBytes.fromByteBuffer(ByteBuffer.allocate(size));
    }

    private static BigInteger md5(String key) throws Exception {
        return new BigInteger(
                1, MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8)));
    }
}
