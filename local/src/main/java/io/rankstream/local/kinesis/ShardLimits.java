package io.rankstream.local.kinesis;

import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/** Enforces what the service allows one shard within one second. */
final class ShardLimits implements Admission {

    private static final int RECORDS_PER_SECOND = 1_000;
    private static final int BYTES_PER_SECOND = 1 << 20;
    private static final int READS_PER_SECOND = 5;

    private final InstantSource clock;
    private final Map<Shard, Usage> usages = Collections.synchronizedMap(new WeakHashMap<>());

    ShardLimits(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void admitRead(KinesisStream stream, Shard shard) {
        if (!usage(shard).takesRead(clock.millis() / 1000)) {
            throw KinesisException.throughputExceeded(stream.rateExceeded(shard));
        }
    }

    @Override
    public Verdict judge(KinesisStream stream, Shard shard, int bytes) {
        return usage(shard).takesRecord(clock.millis() / 1000, bytes)
                ? Verdict.STORED
                : Verdict.THROTTLED;
    }

    private Usage usage(Shard shard) {
        return usages.computeIfAbsent(shard, ignored -> new Usage());
    }

    /** What one shard has served in the current second. */
    private static final class Usage {

        private long second;
        private int records;
        private int bytes;
        private int reads;

        synchronized boolean takesRead(long now) {
            startSecond(now);
            if (reads == READS_PER_SECOND) {
                return false;
            }
            reads++;
            return true;
        }

        synchronized boolean takesRecord(long now, int size) {
            startSecond(now);
            // The largest record with its key is more than a second's worth: alone it may pass.
            boolean full = bytes > 0 && bytes + size > BYTES_PER_SECOND;
            if (records == RECORDS_PER_SECOND || full) {
                return false;
            }
            records++;
            bytes += size;
            return true;
        }

        private void startSecond(long now) {
            if (second != now) {
                second = now;
                records = 0;
                bytes = 0;
                reads = 0;
            }
        }
    }
}
