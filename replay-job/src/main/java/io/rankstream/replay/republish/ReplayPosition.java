package io.rankstream.replay.republish;

import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;

/**
 * A record's place in a replay: by the hour of its event time; within the hour by arrival, and then
 * by its name.
 */
final class ReplayPosition {

    /** The order of the records of one hour; no two records are equal. */
    static final Comparator<ArchivedRecord> ORDER =
            Comparator.comparingLong(ArchivedRecord::arrivalTime)
                    .thenComparing(ArchivedRecord::source)
                    .thenComparing(ArchivedRecord::shard)
                    .thenComparing(ArchivedRecord::sequenceNumber, ReplayPosition::compareNumbers)
                    .thenComparingInt(ArchivedRecord::subSequence);

    private static final byte[] NO_BYTES = {};

    private final ArchivedRecord record;

    private ReplayPosition(ArchivedRecord record) {
        this.record = record;
    }

    static ReplayPosition of(ArchivedRecord record) {
        return new ReplayPosition(record);
    }

    /** Sequence numbers are integers of any length, without leading zeros. */
    private static int compareNumbers(String one, String other) {
        return one.length() != other.length()
                ? Integer.compare(one.length(), other.length())
                : one.compareTo(other);
    }

    /** The start of the hour that the record lies in, epoch milliseconds. */
    long hour() {
        return hourOf(record.eventTime());
    }

    static long hourOf(long eventTime) {
        return Math.floorDiv(eventTime, ArchiveHour.MILLIS) * ArchiveHour.MILLIS;
    }

    /** Whether a record of the same hour comes after this position. */
    boolean isBefore(ArchivedRecord other) {
        return ORDER.compare(record, other) < 0;
    }

    void write(DataOutput out) throws IOException {
        Texts.write(record.source(), out);
        Texts.write(record.shard(), out);
        Texts.write(record.sequenceNumber(), out);
        out.writeInt(record.subSequence());
        out.writeLong(record.arrivalTime());
        out.writeLong(record.eventTime());
    }

    static ReplayPosition read(DataInput in) throws IOException {
        String source = Texts.read(in);
        String shard = Texts.read(in);
        String sequenceNumber = Texts.read(in);
        int subSequence = in.readInt();
        long arrivalTime = in.readLong();
        long eventTime = in.readLong();
        return of(
                new ArchivedRecord(
                        source,
                        shard,
                        sequenceNumber,
                        subSequence,
                        "",
                        arrivalTime,
                        eventTime,
                        eventTime,
                        0,
                        NO_BYTES));
    }

    @Override
    public String toString() {
        return record.toString();
    }
}
