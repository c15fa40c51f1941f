package io.rankstream.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;

/** Shards cover the hash key space exactly, and nothing is lost or doubled when they change. */
class ReshardingConformanceTest extends KinesisConformance {

    private static final BigInteger SPACE = BigInteger.ONE.shiftLeft(128);
    private static final String FIRST = "shardId-000000000000";
    private static final String SECOND = "shardId-000000000001";

    @Test
    void coversTheHashKeySpaceExactly() {
        assertCoversTheSpace(newStream(1));
        assertCoversTheSpace(newStream(3));
        assertCoversTheSpace(newStream(7));
    }

    @Test
    void splitsAShard() {
        String stream = newStream(1);
        put(stream, "key", "before");

        split(stream, FIRST, SPACE.shiftRight(1));

        assertCoversTheSpace(stream);
        List<Shard> shards = shards(stream);
        assertThat(shards).hasSize(3);
        assertThat(shards.get(0).sequenceNumberRange().endingSequenceNumber()).isNotNull();
        assertThat(shards.subList(1, 3))
                .allSatisfy(child -> assertThat(child.parentShardId()).isEqualTo(FIRST));
        assertThat(shards.get(2).hashKeyRange().startingHashKey())
                .isEqualTo(SPACE.shiftRight(1).toString());
    }

    @Test
    void mergesAdjacentShards() {
        String stream = newStream(2);

        merge(stream, FIRST, SECOND);

        assertCoversTheSpace(stream);
        Shard child = openShards(stream).get(0);
        assertThat(openShards(stream)).hasSize(1);
        assertThat(child.parentShardId()).isEqualTo(FIRST);
        assertThat(child.adjacentParentShardId()).isEqualTo(SECOND);
    }

    @Test
    void drainsAClosedShardAndNamesItsChildren() throws Exception {
        String stream = newStream(1);
        put(stream, "key", "before");
        String iterator = iterator(stream, FIRST, ShardIteratorType.TRIM_HORIZON);
        split(stream, FIRST, SPACE.shiftRight(1));
        put(stream, "key", "after");

        List<String> drained = new ArrayList<>();
        GetRecordsResponse response = read(iterator);
        drained.addAll(texts(response.records()));
        while (response.nextShardIterator() != null) {
            response = read(response.nextShardIterator());
            drained.addAll(texts(response.records()));
        }

        assertThat(drained).containsExactly("before");
        assertThat(response.childShards())
                .extracting(ChildShard::shardId)
                .containsExactlyInAnyOrder(SECOND, "shardId-000000000002");
        assertThat(response.childShards())
                .allSatisfy(child -> assertThat(child.parentShards()).containsExactly(FIRST));
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason = "it does not know the ending sequence number of a closed shard")
    void endsAtTheEndOfAClosedShard() {
        String stream = newStream(1);
        put(stream, "key", "before");
        split(stream, FIRST, SPACE.shiftRight(1));
        String end = shards(stream).get(0).sequenceNumberRange().endingSequenceNumber();

        String iterator =
                kinesis.getShardIterator(
                                r ->
                                        r.streamName(stream)
                                                .shardId(FIRST)
                                                .shardIteratorType(
                                                        ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                                .startingSequenceNumber(end))
                        .shardIterator();

        assertThat(read(iterator).records()).isEmpty();
        assertThat(read(iterator).nextShardIterator()).isNull();
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason = "it ends each closed shard at 2^63 - 1, below its records")
    void numbersChildrenAboveTheirParents() {
        String stream = newStream(1);
        String before = put(stream, "key", "before");
        split(stream, FIRST, SPACE.shiftRight(1));
        Shard parent = shards(stream).get(0);

        String after = put(stream, "key", "after");

        BigInteger end = new BigInteger(parent.sequenceNumberRange().endingSequenceNumber());
        assertThat(new BigInteger(before)).isLessThan(end);
        assertThat(openShards(stream))
                .allSatisfy(
                        child ->
                                assertThat(
                                                new BigInteger(
                                                        child.sequenceNumberRange()
                                                                .startingSequenceNumber()))
                                        .isGreaterThan(end));
        assertThat(new BigInteger(after)).isGreaterThan(end);
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason =
                    "it answers ResourceInUseException for a closed shard of an active stream")
    void refusesWrongSplitsAndMerges() {
        String stream = newStream(3);

        assertRefused(
                "InvalidArgumentException",
                () -> kinesis.splitShard(r -> splitOf(r, stream, FIRST, SPACE.shiftRight(1))));
        assertRefused(
                "ResourceNotFoundException",
                () ->
                        kinesis.splitShard(
                                r -> splitOf(r, stream, "shardId-000000000077", BigInteger.TEN)));
        assertRefused(
                "InvalidArgumentException",
                () ->
                        kinesis.mergeShards(
                                r ->
                                        r.streamName(stream)
                                                .shardToMerge(FIRST)
                                                .adjacentShardToMerge("shardId-000000000002")));
        split(stream, FIRST, BigInteger.valueOf(1_000));
        assertRefused(
                "InvalidArgumentException",
                () -> kinesis.splitShard(r -> splitOf(r, stream, FIRST, BigInteger.TEN)));
    }

    @Test
    void scalesToUniformRanges() throws Exception {
        String stream = newStream(2);

        for (int target : new int[] {4, 3, 5, 3}) {
            scale(stream, target);
            awaitActive(stream);

            assertCoversTheSpace(stream);
            assertThat(openShards(stream)).hasSize(target);
        }
    }

    @Test
    void refusesToScaleBeyondDoubleAndBelowHalf() {
        String stream = newStream(4);

        // The reference lists both errors and does not say which of them is meant for this.
        List<String> outOfRange = List.of("LimitExceededException", "InvalidArgumentException");
        assertRefusedAsOneOf(outOfRange, () -> scale(stream, 9));
        assertRefusedAsOneOf(outOfRange, () -> scale(stream, 1));
        assertThat(openShards(stream)).hasSize(4);
    }

    @Test
    void closesTheParentsAndNamesThemInTheirChildren_whenScaled() throws Exception {
        String stream = newStream(2);
        List<String> parents = openShards(stream).stream().map(Shard::shardId).toList();
        put(stream, "key", "before");

        UpdateShardCountResponse response = scale(stream, 4);

        assertThat(response.currentShardCount()).isEqualTo(2);
        assertThat(response.targetShardCount()).isEqualTo(4);
        awaitActive(stream);
        List<Shard> children = openInOrder(stream);
        BigInteger quarter = SPACE.shiftRight(2);
        for (int i = 0; i < 4; i++) {
            HashKeyRange range = children.get(i).hashKeyRange();
            // Equal parts, however they are rounded.
            assertThat(new BigInteger(range.startingHashKey()))
                    .isCloseTo(
                            quarter.multiply(BigInteger.valueOf(i)), within(BigInteger.valueOf(4)));
            assertThat(children.get(i).parentShardId()).isEqualTo(parents.get(i / 2));
            assertThat(children.get(i).adjacentParentShardId()).isNull();
        }
        assertThat(shards(stream))
                .filteredOn(shard -> parents.contains(shard.shardId()))
                .allSatisfy(
                        parent ->
                                assertThat(parent.sequenceNumberRange().endingSequenceNumber())
                                        .isNotNull());
        assertThat(drainAll(stream).values().stream().flatMap(List::stream).toList()).hasSize(1);
    }

    @Test
    void mergesHalfOfTheShards_whenScaledDown() throws Exception {
        String stream = newStream(4);
        List<String> parents = openInOrder(stream).stream().map(Shard::shardId).toList();

        scale(stream, 2);

        awaitActive(stream);
        List<Shard> children = openInOrder(stream);
        assertCoversTheSpace(stream);
        for (int i = 0; i < 2; i++) {
            assertThat(children.get(i).parentShardId()).isEqualTo(parents.get(2 * i));
            assertThat(children.get(i).adjacentParentShardId()).isEqualTo(parents.get(2 * i + 1));
        }
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason = "it reshards streams on demand")
    void refusesToReshardAStreamOnDemand() throws Exception {
        String stream = newStream(2);
        supported(
                () ->
                        kinesis.updateStreamMode(
                                r ->
                                        r.streamARN(arn(stream))
                                                .streamModeDetails(
                                                        mode ->
                                                                mode.streamMode(
                                                                        StreamMode.ON_DEMAND))));
        awaitActive(stream);

        assertRefused("ValidationException", () -> scale(stream, 4));
        assertRefused(
                "ValidationException",
                () -> kinesis.splitShard(r -> splitOf(r, stream, FIRST, BigInteger.valueOf(9))));
        assertRefused(
                "ValidationException",
                () ->
                        kinesis.mergeShards(
                                r ->
                                        r.streamName(stream)
                                                .shardToMerge(FIRST)
                                                .adjacentShardToMerge(SECOND)));
    }

    @Test
    void listsShardsInPages() {
        String stream = newStream(5);

        ListShardsResponse page = kinesis.listShards(r -> r.streamName(stream).maxResults(2));
        List<String> listed = new ArrayList<>(ids(page));
        while (page.nextToken() != null) {
            String token = page.nextToken();
            page = kinesis.listShards(r -> r.nextToken(token).maxResults(2));
            listed.addAll(ids(page));
        }

        assertThat(listed)
                .containsExactlyElementsOf(
                        IntStream.range(0, 5).mapToObj(i -> "shardId-00000000000" + i).toList());
        assertThat(
                        ids(
                                kinesis.listShards(
                                        r ->
                                                r.streamName(stream)
                                                        .exclusiveStartShardId(
                                                                "shardId-000000000003"))))
                .containsExactly("shardId-000000000004");
    }

    @Test
    void refusesWrongPagesOfShards() {
        String stream = newStream(3);
        String token =
                supported(
                        "NextToken",
                        kinesis.listShards(r -> r.streamName(stream).maxResults(1)).nextToken());

        assertRefused(
                "InvalidArgumentException",
                () -> kinesis.listShards(r -> r.streamName(stream).nextToken(token)));
        assertRefused(
                "InvalidArgumentException", () -> kinesis.listShards(r -> r.nextToken("none")));
        assertRefused(
                "ResourceNotFoundException",
                () -> kinesis.listShards(r -> r.streamName(newName())));
    }

    @Test
    @DisabledIfSystemProperty(
            named = "kinesis.endpoint",
            matches = KINESIS_LOCAL,
            disabledReason = "AT_TRIM_HORIZON finds shards that were opened later")
    void filtersShards() throws Exception {
        String stream = newStream(1);
        Instant created =
                kinesis.describeStream(r -> r.streamName(stream))
                        .streamDescription()
                        .streamCreationTimestamp();
        split(stream, FIRST, SPACE.shiftRight(1));
        String child = SECOND;
        String otherChild = "shardId-000000000002";

        assertThat(filtered(stream, ShardFilterType.AT_LATEST, null))
                .containsExactly(child, otherChild);
        assertThat(filtered(stream, ShardFilterType.AT_TRIM_HORIZON, null)).containsExactly(FIRST);
        assertThat(filtered(stream, ShardFilterType.FROM_TRIM_HORIZON, null))
                .containsExactly(FIRST, child, otherChild);
        assertThat(filtered(stream, ShardFilterType.AT_TIMESTAMP, created)).containsExactly(FIRST);
        assertThat(filtered(stream, ShardFilterType.FROM_TIMESTAMP, created))
                .containsExactly(FIRST, child, otherChild);
        assertThat(filtered(stream, ShardFilterType.FROM_TIMESTAMP, Instant.now().plusMillis(1)))
                .containsExactly(child, otherChild);
        assertThat(
                        ids(
                                kinesis.listShards(
                                        r ->
                                                r.streamName(stream)
                                                        .shardFilter(
                                                                filter ->
                                                                        filter.type(
                                                                                        ShardFilterType
                                                                                                .AFTER_SHARD_ID)
                                                                                .shardId(child)))))
                .containsExactly(otherChild);
    }

    @Test
    void losesAndDoublesNothingWhileShardsChangeUnderConcurrentPuts() throws Exception {
        String stream = newStream(2);
        int producers = 4;
        AtomicBoolean stop = new AtomicBoolean();
        Map<String, List<String>> acknowledged = new LinkedHashMap<>();

        ExecutorService threads = Executors.newFixedThreadPool(producers);
        try {
            Map<String, Future<List<String>>> running = new LinkedHashMap<>();
            for (int producer = 0; producer < producers; producer++) {
                String name = "producer-" + producer;
                running.put(name, threads.submit(() -> produce(stream, name, stop)));
            }
            reshard(stream);
            stop.set(true);
            for (Map.Entry<String, Future<List<String>>> producer : running.entrySet()) {
                acknowledged.put(producer.getKey(), producer.getValue().get());
            }
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }

        assertCoversTheSpace(stream);
        Map<String, List<Record>> stored = drainAll(stream);
        stored.values()
                .forEach(
                        ofShard ->
                                assertThat(ofShard)
                                        .extracting(KinesisConformance::sequence)
                                        .isSorted());
        assertThat(stored.values().stream().mapToInt(List::size).sum())
                .isEqualTo(acknowledged.values().stream().mapToInt(List::size).sum())
                .isPositive();
        acknowledged.forEach(
                (producer, texts) -> assertThat(inOrder(stored, producer)).isEqualTo(texts));
    }

    /** All records with a partition key, over all generations of shards, by sequence number. */
    private static List<String> inOrder(Map<String, List<Record>> stored, String partitionKey) {
        return texts(
                stored.values().stream()
                        .flatMap(List::stream)
                        .filter(taken -> taken.partitionKey().equals(partitionKey))
                        .sorted(Comparator.comparing(KinesisConformance::sequence))
                        .toList());
    }

    private List<String> produce(String stream, String producer, AtomicBoolean stop) {
        List<String> texts = new ArrayList<>();
        while (!stop.get()) {
            List<PutRecordsRequestEntry> entries = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String text = producer + "-" + texts.size();
                texts.add(text);
                entries.add(
                        PutRecordsRequestEntry.builder()
                                .partitionKey(producer)
                                .data(SdkBytes.fromUtf8String(text))
                                .build());
            }
            assertThat(
                            kinesis.putRecords(r -> r.streamName(stream).records(entries))
                                    .failedRecordCount())
                    .isZero();
        }
        return texts;
    }

    private void reshard(String stream) {
        for (int round = 0; round < 4; round++) {
            Shard lower = openInOrder(stream).get(0);
            BigInteger middle =
                    new BigInteger(lower.hashKeyRange().startingHashKey())
                            .add(new BigInteger(lower.hashKeyRange().endingHashKey()))
                            .shiftRight(1);
            split(stream, lower.shardId(), middle);
            List<Shard> open = openInOrder(stream);
            merge(stream, open.get(1).shardId(), open.get(2).shardId());
        }
    }

    private List<Shard> openInOrder(String stream) {
        return openShards(stream).stream()
                .sorted(
                        Comparator.comparing(
                                shard -> new BigInteger(shard.hashKeyRange().startingHashKey())))
                .toList();
    }

    private void assertCoversTheSpace(String stream) {
        BigInteger next = BigInteger.ZERO;
        for (Shard shard : openInOrder(stream)) {
            assertThat(new BigInteger(shard.hashKeyRange().startingHashKey())).isEqualTo(next);
            next = new BigInteger(shard.hashKeyRange().endingHashKey()).add(BigInteger.ONE);
        }
        assertThat(next).isEqualTo(SPACE);
    }

    private void split(String stream, String shard, BigInteger key) {
        kinesis.splitShard(r -> splitOf(r, stream, shard, key));
        awaitActive(stream);
    }

    private static void splitOf(
            SplitShardRequest.Builder request, String stream, String shard, BigInteger key) {
        request.streamName(stream).shardToSplit(shard).newStartingHashKey(key.toString());
    }

    private UpdateShardCountResponse scale(String stream, int target) throws Exception {
        return supported(
                () ->
                        kinesis.updateShardCount(
                                r ->
                                        r.streamName(stream)
                                                .targetShardCount(target)
                                                .scalingType(ScalingType.UNIFORM_SCALING)));
    }

    private void merge(String stream, String shard, String adjacent) {
        kinesis.mergeShards(
                r -> r.streamName(stream).shardToMerge(shard).adjacentShardToMerge(adjacent));
        awaitActive(stream);
    }

    private List<String> filtered(String stream, ShardFilterType type, Instant timestamp)
            throws Exception {
        return ids(
                supported(
                        () ->
                                kinesis.listShards(
                                        r ->
                                                r.streamName(stream)
                                                        .shardFilter(
                                                                filter ->
                                                                        filter.type(type)
                                                                                .timestamp(
                                                                                        timestamp)))));
    }

    private static List<String> ids(ListShardsResponse response) {
        return response.shards().stream().map(Shard::shardId).toList();
    }
}
