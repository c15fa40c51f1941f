package io.rankstream.local.kinesis;

/**
 * Decides which calls, reads and records the server takes: every refusal and delay that does not
 * follow from the request itself is decided here, be it a limit of the service or an injected
 * fault.
 */
interface Admission {

    String THROUGHPUT_EXCEEDED = "ProvisionedThroughputExceededException";

    /** Takes everything. */
    Admission ALL = new Admission() {};

    /**
     * Called before each API call, on the thread that answers it: may block to delay the answer.
     *
     * @throws KinesisException the error the client gets instead
     */
    default void admitCall(String operation) {}

    /**
     * Called before a read of a shard.
     *
     * @throws KinesisException the error the client gets instead
     */
    default void admitRead(KinesisStream stream, Shard shard) {}

    /**
     * Called when an API call has been carried out, before its answer is sent.
     *
     * @throws KinesisException the error the client gets instead of the answer
     */
    default void admitAnswer(String operation) {}

    /** What becomes of one record of a put. */
    enum Verdict {
        STORED,
        THROTTLED,
        FAILED
    }

    /** Called for each record of a put with its size, key included. */
    default Verdict judge(KinesisStream stream, Shard shard, int bytes) {
        return Verdict.STORED;
    }
}
