package io.rankstream.model.player;

import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * Says that Redis does not hold what the job wrote: every published value has to be written again.
 */
public final class BoardsLost implements BroadcastInput {

    /** What the mark of this job in Redis looked like. */
    public enum Reason {
        /** There is none: Redis was emptied, or its data are lost. */
        MISSING(1),
        /** It is of an earlier checkpoint: Redis was restored from an older snapshot. */
        OLDER(2),
        /** It is of a later checkpoint: the job was restored from an older savepoint. */
        NEWER(3),
        /** It belongs to another history of the job. */
        FOREIGN(4);

        /** What stored messages call it, for good. */
        private final byte code;

        Reason(int code) {
            this.code = (byte) code;
        }

        private static Reason of(byte code) throws IOException {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return reason;
                }
            }
            throw new IOException("unknown reason for boards to be lost: " + code);
        }
    }

    private final Reason reason;
    private final String lineage;

    /**
     * @param lineage what the job's history is called from here on; names this loss, so that one
     *     that is said twice is known again
     */
    public BoardsLost(Reason reason, String lineage) {
        this.reason = Objects.requireNonNull(reason);
        this.lineage = Objects.requireNonNull(lineage);
    }

    public Reason reason() {
        return reason;
    }

    public String lineage() {
        return lineage;
    }

    /** Writes what {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(reason.code);
        Texts.write(lineage, out);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is of a later release
     */
    public static BoardsLost read(DataInput in) throws IOException {
        return new BoardsLost(Reason.of(in.readByte()), Texts.read(in));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoardsLost
                && reason == ((BoardsLost) other).reason
                && lineage.equals(((BoardsLost) other).lineage);
    }

    @Override
    public int hashCode() {
        return Objects.hash(reason, lineage);
    }

    @Override
    public String toString() {
        return reason + " " + lineage;
    }
}
