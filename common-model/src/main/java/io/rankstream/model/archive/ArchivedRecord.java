package io.rankstream.model.archive;

import io.rankstream.model.bytes.Murmur;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
    private final String playerId;
    private final String eventType;

    /**
     * A record that is not of events, or none of whose events is usable.
     *
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
        this(
                source,
                shard,
                sequenceNumber,
                subSequence,
                partitionKey,
                arrivalTime,
                eventTime,
                latestEventTime,
                events,
                bytes,
                null,
                null);
    }

    private ArchivedRecord(
            String source,
            String shard,
            String sequenceNumber,
            int subSequence,
            String partitionKey,
            long arrivalTime,
            long eventTime,
            long latestEventTime,
            int events,
            byte[] bytes,
            String playerId,
            String eventType) {
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
        this.playerId = playerId;
        this.eventType = eventType;
    }

    /**
     * The same record with what is known of its events.
     *
     * @param eventTime of the earliest, epoch milliseconds
     * @param latestEventTime of the latest, epoch milliseconds
     * @param events how many are usable
     * @param playerId of the first; null if there is none
     * @param eventType of the first; null if it says none
     */
    public ArchivedRecord withEvents(
            long eventTime, long latestEventTime, int events, String playerId, String eventType) {
        return new ArchivedRecord(
                source,
                shard,
                sequenceNumber,
                subSequence,
                partitionKey,
                arrivalTime,
                eventTime,
                latestEventTime,
                events,
                bytes,
                playerId,
                eventType);
    }

    /** The same record at another place among those that travelled as one. */
    public ArchivedRecord withSubSequence(int subSequence) {
        return with(subSequence, partitionKey, bytes);
    }

    /** The same record with other bytes. */
    public ArchivedRecord withBytes(byte[] bytes) {
        return with(subSequence, partitionKey, bytes);
    }

    /** The same record with another partition key. */
    public ArchivedRecord withPartitionKey(String partitionKey) {
        return with(subSequence, partitionKey, bytes);
    }

    private ArchivedRecord with(int newSubSequence, String newPartitionKey, byte[] newBytes) {
        return new ArchivedRecord(
                source,
                shard,
                sequenceNumber,
                newSubSequence,
                newPartitionKey,
                arrivalTime,
                eventTime,
                latestEventTime,
                events,
                newBytes,
                playerId,
                eventType);
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

    /** The player of its first event, or null if it has none. */
    public String playerId() {
        return playerId;
    }

    /** The type of its first event, or null if that says none. */
    public String eventType() {
        return eventType;
    }

    /**
     * What it adds to the checksum of its file, which is a sum modulo 2^64 and so does not depend
     * on order: the first half of MurmurHash3 x64 128 over the bytes, seeded with 31 times the hash
     * code of the sequence number plus the sub-sequence number.
     */
    public long checksum() {
        int seed = 31 * sequenceNumber.hashCode() + subSequence;
        return Murmur.of(bytes, seed).high();
    }

    public void write(DataOutput out) throws IOException {
        Texts.write(source, out);
        Texts.write(shard, out);
        Texts.write(sequenceNumber, out);
        Texts.writeVarInt(subSequence, out);
        Texts.write(partitionKey, out);
        out.writeLong(arrivalTime);
        out.writeLong(eventTime);
        out.writeLong(latestEventTime);
        Texts.writeVarInt(events, out);
        Texts.writeBytes(bytes, out);
        Texts.write(playerId, out);
        Texts.write(eventType, out);
    }

    public static ArchivedRecord read(DataInput in) throws IOException {
        return new ArchivedRecord(
                Texts.read(in),
                Texts.read(in),
                Texts.read(in),
                Texts.readVarInt(in),
                Texts.read(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Texts.readVarInt(in),
                Texts.readBytes(in),
                Texts.read(in),
                Texts.read(in));
    }

    @Override
    public String toString() {
        return source + "/" + shard + "/" + sequenceNumber + "/" + subSequence;
    }
}
