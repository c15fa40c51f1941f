package io.rankstream.model.archive;

import java.util.Objects;

/**
 * One record as it is kept for good: where it came from, when, and its bytes as they were read.
 *
 * <p>{@code source}, {@code shard}, {@code sequenceNumber} and {@code subSequence} name it; the
 * archive holds each name once.
 */
public final class ArchivedRecord {

    private final String source;
    private final String shard;
    private final String sequenceNumber;
    private final int subSequence;
    private final String partitionKey;
    private final long arrivalTime;
    private final long eventTime;
    private final long latestEventTime;
    private final int events;
    private final byte[] bytes;

    /**
     * @param source the stream, or the table of a dimension
     * @param shard of the stream; empty for a dimension
     * @param sequenceNumber in the shard, or the position in the binlog
     * @param subSequence the place among the records that travelled as one, from 0
     * @param partitionKey of the stream, or the primary key of a dimension's row
     * @param arrivalTime when the stream took it, epoch milliseconds
     * @param eventTime of its earliest event, epoch milliseconds; the arrival time if it has none
     * @param latestEventTime of its latest event, epoch milliseconds
     * @param events how many usable events it holds; 0 for a record that is not of events
     * @param bytes as they were read
     */
    public ArchivedRecord(
            String source,
            String shard,
            String sequenceNumber,
            int subSequence,
            String partitionKey,
            long arrivalTime,
            long eventTime,
            long latestEventTime,
            int events,
            byte[] bytes) {
        this.source = Objects.requireNonNull(source);
        this.shard = Objects.requireNonNull(shard);
        this.sequenceNumber = Objects.requireNonNull(sequenceNumber);
        this.subSequence = subSequence;
        this.partitionKey = Objects.requireNonNull(partitionKey);
        this.arrivalTime = arrivalTime;
        this.eventTime = eventTime;
        this.latestEventTime = latestEventTime;
        this.events = events;
        this.bytes = Objects.requireNonNull(bytes);
    }

    public String source() {
        return source;
    }

    public String shard() {
        return shard;
    }

    public String sequenceNumber() {
        return sequenceNumber;
    }

    /** The place among the records that travelled as one, from 0. */
    public int subSequence() {
        return subSequence;
    }

    public String partitionKey() {
        return partitionKey;
    }

    /** When the stream took it, epoch milliseconds. */
    public long arrivalTime() {
        return arrivalTime;
    }

    /** Of its earliest event, epoch milliseconds: it lies in the folder of this hour. */
    public long eventTime() {
        return eventTime;
    }

    /** Of its latest event, epoch milliseconds. */
    public long latestEventTime() {
        return latestEventTime;
    }

    /** How many usable events it holds. */
    public int events() {
        return events;
    }

    /** As they were read, not copied. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return source + "/" + shard + "/" + sequenceNumber + "/" + subSequence;
    }
}
