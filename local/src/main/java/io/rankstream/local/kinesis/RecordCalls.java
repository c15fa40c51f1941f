package io.rankstream.local.kinesis;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Answers the calls that put and read records. */
final class RecordCalls {

    private static final int MAX_RECORD_BYTES = 1 << 20;
    private static final int MAX_PARTITION_KEY = 256;
    private static final int MAX_PUT_RECORDS = 500;
    private static final int MAX_PUT_BYTES = 5 << 20;
    private static final int MAX_READ_RECORDS = 10_000;
    private static final int MAX_READ_BYTES = 10 << 20;
    private static final int MAX_ITERATOR_LENGTH = 512;

    /** Where a reader may start; the constants are the words of the API. */
    enum IteratorType {
        AT_SEQUENCE_NUMBER,
        AFTER_SEQUENCE_NUMBER,
        TRIM_HORIZON,
        LATEST,
        AT_TIMESTAMP
    }

    private final StreamStore store;
    private final InstantSource clock;
    private final Admission admission;

    RecordCalls(StreamStore store, InstantSource clock, Admission admission) {
        this.store = store;
        this.clock = clock;
        this.admission = admission;
    }

    Answers.PutRecord putRecord(Requests.PutRecord request) {
        NewRecord newRecord =
                newRecord(request.partitionKey(), request.explicitHashKey(), request.data());
        KinesisStream stream = store.findUsable(request);
        KinesisStream.Placement placement = stream.put(List.of(newRecord), admission).get(0);
        store.keepWithinBudget();

        Shard shard = placement.shard();
        if (placement.verdict() == Admission.Verdict.THROTTLED) {
            throw KinesisException.throughputExceeded(stream.rateExceeded(shard));
        }
        if (placement.verdict() == Admission.Verdict.FAILED) {
            throw KinesisException.internalFailure();
        }
        return new Answers.PutRecord(
                shard.id(),
                shard.sequenceNumber(placement.position()),
                StreamCalls.encryptionType(stream));
    }

    Answers.PutRecords putRecords(Requests.PutRecords request) {
        List<NewRecord> records = newRecords(Checks.required("records", request.records()));
        KinesisStream stream = store.findUsable(request);
        List<KinesisStream.Placement> placements = stream.put(records, admission);
        store.keepWithinBudget();

        int failed = 0;
        List<Answers.PutRecordsEntry> entries = new ArrayList<>(placements.size());
        for (KinesisStream.Placement placement : placements) {
            Shard shard = placement.shard();
            if (placement.verdict() != Admission.Verdict.STORED) {
                failed++;
            }
            entries.add(
                    switch (placement.verdict()) {
                        case STORED ->
                                new Answers.PutRecordsEntry(
                                        shard.id(),
                                        shard.sequenceNumber(placement.position()),
                                        null,
                                        null);
                        case THROTTLED ->
                                new Answers.PutRecordsEntry(
                                        null,
                                        null,
                                        Admission.THROUGHPUT_EXCEEDED,
                                        stream.rateExceeded(shard));
                        case FAILED ->
                                new Answers.PutRecordsEntry(
                                        null,
                                        null,
                                        KinesisException.INTERNAL_FAILURE,
                                        "Internal service failure.");
                    });
        }
        return new Answers.PutRecords(failed, entries, StreamCalls.encryptionType(stream));
    }

    Answers.ShardIteratorOnly getShardIterator(Requests.GetShardIterator request) {
        String shardId = Checks.name("shardId", request.shardId());
        IteratorType type =
                Checks.oneOf("shardIteratorType", request.shardIteratorType(), IteratorType.class);
        KinesisStream stream = store.findUsable(request);
        Shard shard = stream.shard(shardId);
        long position = start(type, request, stream, shard);
        return new Answers.ShardIteratorOnly(
                new ShardIterator(stream.name(), shardId, position).text(clock.millis()));
    }

    Answers.ReadRecords getRecords(Requests.GetRecords request) {
        int limit = Checks.range("limit", request.limit(), MAX_READ_RECORDS, 1, MAX_READ_RECORDS);
        String text =
                Checks.length("shardIterator", request.shardIterator(), 1, MAX_ITERATOR_LENGTH);
        long now = clock.millis();
        ShardIterator iterator = ShardIterator.parse(text, now);
        KinesisStream stream = store.find(iterator.streamName());
        Shard shard = stream.shard(iterator.shardId());
        admission.admitRead(stream, shard);

        Shard.Batch batch = shard.read(iterator.position(), limit, MAX_READ_BYTES, now);
        String encryption = stream.encryptionKey().isPresent() ? "KMS" : null;
        List<Answers.ReadRecord> records = new ArrayList<>(batch.records().size());
        long position = batch.firstPosition();
        for (StoredRecord storedRecord : batch.records()) {
            records.add(
                    new Answers.ReadRecord(
                            shard.sequenceNumber(position++),
                            Instant.ofEpochMilli(storedRecord.arrivalMillis()),
                            ByteBuffer.wrap(storedRecord.data()),
                            storedRecord.partitionKey(),
                            encryption));
        }
        if (batch.endOfShard()) {
            return new Answers.ReadRecords(
                    records,
                    null,
                    batch.millisBehindLatest(),
                    shard.children().stream().map(ShardCalls::describeChild).toList());
        }
        String next = new ShardIterator(stream.name(), shard.id(), batch.nextPosition()).text(now);
        return new Answers.ReadRecords(records, next, batch.millisBehindLatest(), null);
    }

    private static List<NewRecord> newRecords(List<Requests.PutRecordsEntry> entries) {
        Checks.size("records", entries.size(), 1, MAX_PUT_RECORDS);
        List<NewRecord> records = new ArrayList<>(entries.size());
        int bytes = 0;
        for (Requests.PutRecordsEntry entry : entries) {
            NewRecord newRecord =
                    newRecord(entry.partitionKey(), entry.explicitHashKey(), entry.data());
            records.add(newRecord);
            bytes += newRecord.size();
        }
        if (bytes > MAX_PUT_BYTES) {
            throw KinesisException.invalidArgument(
                    "Records size exceeds 5 MB limit: " + bytes + " bytes with partition keys");
        }
        return records;
    }

    private static NewRecord newRecord(
            String partitionKey, String explicitHashKey, ByteBuffer data) {
        Checks.length("partitionKey", partitionKey, 1, MAX_PARTITION_KEY);
        Checks.size("data", Checks.required("data", data).remaining(), 0, MAX_RECORD_BYTES);
        BigInteger hashKey =
                explicitHashKey == null
                        ? HashRange.hashKey(partitionKey)
                        : Checks.hashKey("explicitHashKey", explicitHashKey);
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return new NewRecord(partitionKey, hashKey, bytes);
    }

    private long start(
            IteratorType type,
            Requests.GetShardIterator request,
            KinesisStream stream,
            Shard shard) {
        return switch (type) {
            case TRIM_HORIZON -> shard.trimHorizon();
            case LATEST -> shard.latest();
            case AT_SEQUENCE_NUMBER -> position(request, stream, shard);
            // The end of a closed shard has no successor.
            case AFTER_SEQUENCE_NUMBER ->
                    Math.min(position(request, stream, shard), SequenceNumbers.END - 1) + 1;
            case AT_TIMESTAMP -> shard.firstArrivedAt(timestamp(request));
        };
    }

    private static long position(
            Requests.GetShardIterator request, KinesisStream stream, Shard shard) {
        String sequenceNumber =
                Checks.required("startingSequenceNumber", request.startingSequenceNumber());
        try {
            return shard.position(sequenceNumber);
        } catch (IllegalArgumentException e) {
            throw KinesisException.invalidArgument(
                    "StartingSequenceNumber "
                            + sequenceNumber
                            + " used in GetShardIterator on shard "
                            + shard.id()
                            + " in "
                            + stream.description()
                            + " is invalid because it did not come from this shard.");
        }
    }

    private long timestamp(Requests.GetShardIterator request) {
        long millis = Checks.required("timestamp", request.timestamp()).toEpochMilli();
        if (millis > clock.millis()) {
            throw KinesisException.invalidArgument(
                    "The timestampInMillis parameter cannot be greater than the"
                            + " currentTimestampInMillis. timestampInMillis: "
                            + millis
                            + ", currentTimestampInMillis: "
                            + clock.millis());
        }
        return millis;
    }
}
