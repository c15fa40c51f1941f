package io.rankstream.model.event;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What a session event says: how many events a session had, how long it took, when it began. */
public final class SessionFacts {

    private final long count;
    private final long durationMillis;
    private final long start;

    /**
     * @param durationMillis from the first event to the last
     * @param start of the first event, epoch milliseconds
     */
    public SessionFacts(long count, long durationMillis, long start) {
        this.count = count;
        this.durationMillis = durationMillis;
        this.start = start;
    }

    public long count() {
        return count;
    }

    public long durationMillis() {
        return durationMillis;
    }

    /** Of the first event, epoch milliseconds. */
    public long start() {
        return start;
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeLong(durationMillis);
        out.writeLong(start);
    }

    public static SessionFacts read(DataInput in) throws IOException {
        return new SessionFacts(in.readLong(), in.readLong(), in.readLong());
    }
}
