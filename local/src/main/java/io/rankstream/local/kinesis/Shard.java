package io.rankstream.local.kinesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One shard: an ordered log of the records whose hash keys lie in its range.
 *
 * <p>Thread-safe. The owning stream makes sure that nobody appends to a closed shard.
 */
final class Shard {

    /** Position 0 is the shard's starting sequence number, which belongs to no record. */
    private static final long FIRST_POSITION = 1;

    private static final long OPEN = Long.MAX_VALUE;

    private final String id;
    private final HashRange range;
    private final List<Shard> parents;
    private final long createdAtMillis;
    private final SequenceNumbers sequenceNumbers;
    private final AtomicLong retainedBytesOfServer;

    private final RecordLog log = new RecordLog(FIRST_POSITION);
    private long retainedBytes;
    private long lastArrivalMillis;
    private long closedAtMillis = OPEN;
    private List<Shard> children = List.of();

    /**
     * @param parents none, the split one, or the two merged ones
     * @param retainedBytesOfServer grows and shrinks with what this shard retains
     */
    Shard(
            int number,
            HashRange range,
            List<Shard> parents,
            long nowMillis,
            AtomicLong retainedBytesOfServer) {
        this.id = String.format(Locale.ROOT, "shardId-%012d", number);
        this.range = range;
        this.parents = List.copyOf(parents);
        this.createdAtMillis = nowMillis;
        this.retainedBytesOfServer = retainedBytesOfServer;

        long createdAtSeconds = nowMillis / 1000;
        for (Shard parent : parents) {
            createdAtSeconds =
                    Math.max(createdAtSeconds, parent.sequenceNumbers.createdAtSeconds() + 1);
            lastArrivalMillis = Math.max(lastArrivalMillis, parent.lastArrivalMillis());
        }
        this.sequenceNumbers = new SequenceNumbers(createdAtSeconds, number);
    }

    /** What a read found, and where the next one continues. */
    record Batch(
            List<StoredRecord> records,
            long firstPosition,
            long nextPosition,
            long millisBehindLatest,
            boolean endOfShard) {}

    String id() {
        return id;
    }

    HashRange range() {
        return range;
    }

    List<Shard> parents() {
        return parents;
    }

    long createdAtMillis() {
        return createdAtMillis;
    }

    String sequenceNumber(long position) {
        return sequenceNumbers.at(position);
    }

    String startingSequenceNumber() {
        return sequenceNumbers.at(0);
    }

    /** The sequence number after the last record of a closed shard. */
    String endingSequenceNumber() {
        return sequenceNumbers.at(SequenceNumbers.END);
    }

    /**
     * Position of a sequence number of this shard.
     *
     * @throws IllegalArgumentException if it is not one
     */
    long position(String sequenceNumber) {
        return sequenceNumbers.position(sequenceNumber);
    }

    synchronized boolean isOpen() {
        return closedAtMillis == OPEN;
    }

    /** When the shard was closed, {@link Long#MAX_VALUE} while it is open. */
    synchronized long closedAtMillis() {
        return closedAtMillis;
    }

    synchronized List<Shard> children() {
        return children;
    }

    synchronized long retainedBytes() {
        return retainedBytes;
    }

    synchronized long trimHorizon() {
        return log.first();
    }

    synchronized long latest() {
        return log.next();
    }

    synchronized long firstArrivedAt(long millis) {
        return log.firstArrivedAt(millis);
    }

    /** Takes a record and returns its position; its arrival time is never before its elder's. */
    synchronized long append(String partitionKey, byte[] data, long nowMillis) {
        if (closedAtMillis != OPEN) {
            throw new IllegalStateException(id + " is closed");
        }
        lastArrivalMillis = Math.max(lastArrivalMillis, nowMillis);
        StoredRecord storedRecord = new StoredRecord(partitionKey, data, lastArrivalMillis);
        count(storedRecord.retainedBytes());
        return log.append(storedRecord);
    }

    /** Reads at least one record if there is one, even if it alone exceeds the bytes. */
    synchronized Batch read(long position, int maxRecords, long maxBytes, long nowMillis) {
        long from = Math.min(Math.max(position, log.first()), log.next());
        List<StoredRecord> records = new ArrayList<>();
        long bytes = 0;
        long next = from;
        while (next < log.next() && records.size() < maxRecords) {
            StoredRecord candidate = log.get(next);
            bytes += candidate.data().length;
            if (bytes > maxBytes && !records.isEmpty()) {
                break;
            }
            records.add(candidate);
            next++;
        }
        boolean caughtUp = next == log.next();
        // 0 means that nothing is left, even for what arrived in this very millisecond.
        long behind = caughtUp ? 0 : Math.max(1, nowMillis - log.get(next).arrivalMillis());
        return new Batch(records, from, next, behind, caughtUp && closedAtMillis != OPEN);
    }

    synchronized void close(List<Shard> successors, long nowMillis) {
        children = List.copyOf(successors);
        closedAtMillis = nowMillis;
    }

    /** Drops the records that arrived before the given time. */
    synchronized void dropArrivedBefore(long millis) {
        while (!log.isEmpty() && log.get(log.first()).arrivalMillis() < millis) {
            count(-log.dropFirst().retainedBytes());
        }
    }

    /** Drops the oldest records until about the given number of bytes is free, or none is left. */
    synchronized void dropOldest(long bytes) {
        long target = retainedBytes - bytes;
        while (!log.isEmpty() && retainedBytes > target) {
            count(-log.dropFirst().retainedBytes());
        }
    }

    private synchronized long lastArrivalMillis() {
        return lastArrivalMillis;
    }

    private void count(long bytes) {
        retainedBytes += bytes;
        retainedBytesOfServer.addAndGet(bytes);
    }
}
