package io.rankstream.local.kinesis;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** A valid record on its way into a stream. */
final class NewRecord {

    private final String partitionKey;
    private final BigInteger hashKey;
    private final byte[] data;

    /** Takes ownership of the array. */
    NewRecord(String partitionKey, BigInteger hashKey, byte[] data) {
        this.partitionKey = partitionKey;
        this.hashKey = hashKey;
        this.data = data;
    }

    String partitionKey() {
        return partitionKey;
    }

    BigInteger hashKey() {
        return hashKey;
    }

    /** The record's own array: not to be changed. */
    byte[] data() {
        return data;
    }

    /** What the record counts against the limits: data and key. */
    int size() {
        return data.length + partitionKey.getBytes(StandardCharsets.UTF_8).length;
    }
}
