package io.rankstream.local.kinesis;

/** One record as a shard keeps it; the arrival time is in epoch milliseconds. */
final class StoredRecord {

    /** What a record costs on the heap beside its data and key, about: objects, headers, slot. */
    private static final long OVERHEAD_BYTES = 112;

    private final String partitionKey;
    private final byte[] data;
    private final long arrivalMillis;

    /** Takes ownership of the array. */
    StoredRecord(String partitionKey, byte[] data, long arrivalMillis) {
        this.partitionKey = partitionKey;
        this.data = data;
        this.arrivalMillis = arrivalMillis;
    }

    String partitionKey() {
        return partitionKey;
    }

    /** The record's own array: not to be changed. */
    byte[] data() {
        return data;
    }

    long arrivalMillis() {
        return arrivalMillis;
    }

    long retainedBytes() {
        return OVERHEAD_BYTES + partitionKey.length() + data.length;
    }
}
