package io.rankstream.datagen;

import java.time.Instant;

/** A record as a stream holds it. */
public final class ArrivedRecord {

    private final String shard;
    private final String sequenceNumber;
    private final Instant arrival;
    private final byte[] data;

    public ArrivedRecord(String shard, String sequenceNumber, Instant arrival, byte[] data) {
        this.shard = shard;
        this.sequenceNumber = sequenceNumber;
        this.arrival = arrival;
        this.data = data;
    }

    public String shard() {
        return shard;
    }

    /** Its place in the shard. */
    public String sequenceNumber() {
        return sequenceNumber;
    }

    /** When the stream took it. */
    public Instant arrival() {
        return arrival;
    }

    /** The bytes, shared and not to be changed. */
    public byte[] data() {
        return data;
    }
}
