package io.rankstream.model.standings;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * Where one member of a closed window stands, or that it stands there no more.
 *
 * <p>The scoring says so once when the window closes, and again whenever a correction changes it.
 */
public final class FinalScore {

    private final BoardAddress address;
    private final long closesAt;
    private final String member;
    private final boolean present;
    private final long value;
    private final long checksum;

    private FinalScore(
            BoardAddress address,
            long closesAt,
            String member,
            boolean present,
            long value,
            long checksum) {
        this.address = Objects.requireNonNull(address);
        this.closesAt = closesAt;
        this.member = Objects.requireNonNull(member);
        this.present = present;
        this.value = value;
        this.checksum = checksum;
    }

    /**
     * A member that stands in the window.
     *
     * @param closesAt when the window is closed on the arrival clock, epoch milliseconds
     * @param value what it is ranked by: the score times 10^decimals, or where ties are ranked by
     *     time the Redis score
     * @param checksum what the member adds to the checksum of the window
     */
    public static FinalScore of(
            BoardAddress address, long closesAt, String member, long value, long checksum) {
        return new FinalScore(address, closesAt, member, true, value, checksum);
    }

    /** A member that no longer stands in the partition of the window that the address names. */
    public static FinalScore withdrawn(BoardAddress address, long closesAt, String member) {
        return new FinalScore(address, closesAt, member, false, 0, 0);
    }

    public BoardAddress address() {
        return address;
    }

    /** When the window is closed on the arrival clock, epoch milliseconds. */
    public long closesAt() {
        return closesAt;
    }

    public String member() {
        return member;
    }

    /** Whether the member stands there. */
    public boolean isPresent() {
        return present;
    }

    /** What it is ranked by; see {@link #of}. */
    public long value() {
        return value;
    }

    /** What the member adds to the checksum of the window. */
    public long checksum() {
        return checksum;
    }

    public void write(DataOutput out) throws IOException {
        address.write(out);
        out.writeLong(closesAt);
        Texts.write(member, out);
        out.writeBoolean(present);
        if (present) {
            out.writeLong(value);
            out.writeLong(checksum);
        }
    }

    public static FinalScore read(DataInput in) throws IOException {
        BoardAddress address = BoardAddress.read(in);
        long closesAt = in.readLong();
        String member = Texts.read(in);
        boolean present = in.readBoolean();
        return present
                ? of(address, closesAt, member, in.readLong(), in.readLong())
                : withdrawn(address, closesAt, member);
    }
}
