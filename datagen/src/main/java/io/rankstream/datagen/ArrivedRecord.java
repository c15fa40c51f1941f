package io.rankstream.datagen;

import java.time.Instant;

/** A record as the events stream holds it. */
public final class ArrivedRecord {

    private final String shard;
    private final Instant arrival;
    private final byte[] data;

    public ArrivedRecord(String shard, Instant arrival, byte[] data) {
        this.shard = shard;
        this.arrival = arrival;
        this.data = data;
    }

    public String shard() {
        return shard;
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
