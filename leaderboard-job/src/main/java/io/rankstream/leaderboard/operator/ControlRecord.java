package io.rankstream.leaderboard.operator;

import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A record of the control stream, as it was read. */
public final class ControlRecord {

    private final byte[] bytes;
    private final long arrivalTime;
    private final RecordOrigin origin;

    /**
     * @param arrivalTime when the stream took it, epoch milliseconds
     */
    public ControlRecord(byte[] bytes, long arrivalTime, RecordOrigin origin) {
        this.bytes = bytes;
        this.arrivalTime = arrivalTime;
        this.origin = origin;
    }

    byte[] bytes() {
        return bytes;
    }

    long arrivalTime() {
        return arrivalTime;
    }

    RecordOrigin origin() {
        return origin;
    }

    void write(DataOutput out) throws IOException {
        Texts.writeBytes(bytes, out);
        out.writeLong(arrivalTime);
        RecordOrigin.write(origin, out);
    }

    static ControlRecord read(DataInput in) throws IOException {
        return new ControlRecord(Texts.readBytes(in), in.readLong(), RecordOrigin.read(in));
    }
}
