package io.rankstream.model.scoring;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.event.EventId;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What contributions add up to, whatever the order they come in.
 *
 * <p>Two numbers hold every aggregation: a sum, the best score or that of the first or last event,
 * and how many contributed. Where it matters, the time at which the score was reached is kept, and
 * the id of the event that decides among those of one time. A board that counts distinct values
 * keeps these as hashes.
 */
public final class Accumulator {

    private static final long HEAP_BYTES = 48;
    private static final long DISTINCT_HEAP_BYTES = 72;

    private static final int TIMED = 1;
    private static final int DECIDED = 2;
    private static final int DISTINCT = 4;
    private static final int COUNT_SHIFT = 3;

    /** A count from here on does not fit into the byte of the flags. */
    private static final int LARGE_COUNT = 30;

    /** In the place of the count: it follows, and so does how often the sum has left 64 bits. */
    private static final int CARRIED = 31;

    /** What one is compared with that follows no other; it stays as it is. */
    static final Accumulator UNUSED = new Accumulator();

    private long value;

    /** How often the sum of several has left 64 bits upwards; negative for downwards. */
    private long carries;

    private long count;
    private long time;
    private EventId decider;
    private Set<TextHash> distinct;

    /** How many contributions there are. */
    public long count() {
        return count;
    }

    /** The sum, or the score of the contribution that decides, scaled by 10^decimals. */
    public long value() {
        return value;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether the sum of several is known as {@link #value}; if not, it is beyond any score. */
    boolean isWithin64Bits() {
        return carries == 0;
    }

    /** When the score was reached, epoch milliseconds; 0 on a board that does not ask. */
    public long reachedAt() {
        return time;
    }

    /**
     * Whether one more distinct value would be one too many.
     *
     * @param limit how many there may be
     */
    boolean isFullFor(Contribution more, int limit) {
        return more.distinct != null
                && distinct != null
                && distinct.size() >= limit
                && !distinct.contains(more.distinct);
    }

    /**
     * Adds one contribution.
     *
     * @throws ArithmeticException if a sum leaves 64 bits; the sum then is as before
     */
    void add(Aggregation aggregation, Contribution more) {
        add(aggregation, more.score, 1, more.time, more.id);
        if (more.distinct != null) {
            distinct().add(more.distinct);
        }
    }

    /**
     * Adds one contribution, unless it is one distinct value too many or the sum leaves 64 bits.
     *
     * @param limit how many distinct values there may be
     * @return whether it was added
     */
    boolean addIfItFits(Aggregation aggregation, Contribution more, int limit) {
        if (isFullFor(more, limit)) {
            return false;
        }
        try {
            add(aggregation, more);
            return true;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    /** Adds everything that another one has; the sum may leave 64 bits and come back. */
    public void merge(Aggregation aggregation, Accumulator more) {
        if (more.isEmpty()) {
            return;
        }
        if (aggregation == Aggregation.SUM || aggregation == Aggregation.AVG) {
            carry(more.value);
            carries += more.carries;
            time = count == 0 ? more.time : Math.max(time, more.time);
            count += more.count;
            return;
        }
        add(aggregation, more.value, more.count, more.time, more.decider);
        if (more.distinct != null) {
            distinct().addAll(more.distinct);
        }
    }

    private void carry(long more) {
        long sum = value + more;
        if (((value ^ sum) & (more ^ sum)) < 0) {
            carries += Long.signum(more);
        }
        value = sum;
    }

    private void carryBack(long less) {
        long sum = value - less;
        if (((value ^ less) & (value ^ sum)) < 0) {
            carries -= Long.signum(less);
        }
        value = sum;
    }

    private void add(Aggregation aggregation, long score, long times, long reachedAt, EventId id) {
        switch (aggregation) {
            case SUM:
            case AVG:
                value = Math.addExact(value, score);
                time = count == 0 ? reachedAt : Math.max(time, reachedAt);
                break;
            case COUNT:
            case COUNT_DISTINCT:
                time = count == 0 ? reachedAt : Math.max(time, reachedAt);
                break;
            case MAX:
                addBest(score, reachedAt, score > value);
                break;
            case MIN:
                addBest(score, reachedAt, score < value);
                break;
            case LAST:
                addDeciding(score, reachedAt, id, comparedTo(reachedAt, id) > 0);
                break;
            case FIRST:
                addDeciding(score, reachedAt, id, comparedTo(reachedAt, id) < 0);
                break;
        }
        count += times;
    }

    private void addBest(long score, long reachedAt, boolean better) {
        if (count == 0 || better) {
            value = score;
            time = reachedAt;
        } else if (score == value) {
            time = Math.min(time, reachedAt);
        }
    }

    private int comparedTo(long reachedAt, EventId id) {
        if (count == 0) {
            return 0;
        }
        int byTime = Long.compare(reachedAt, time);
        return byTime != 0 ? byTime : id.compareTo(decider);
    }

    private void addDeciding(long score, long reachedAt, EventId id, boolean decides) {
        if (count == 0 || decides) {
            value = score;
            time = reachedAt;
            decider = id;
        }
    }

    private Set<TextHash> distinct() {
        if (distinct == null) {
            distinct = new HashSet<>();
        }
        return distinct;
    }

    /** The hashes of the distinct values; none on a board that does not count them. */
    Set<TextHash> distinctValues() {
        return distinct == null ? Set.of() : distinct;
    }

    /**
     * The score to publish, scaled by 10^decimals.
     *
     * @param unit 10^decimals: what one event counts on a board that counts
     * @throws ArithmeticException if a count leaves 64 bits so scaled
     */
    public long score(Aggregation aggregation, long unit) {
        if (count == 0) {
            return 0;
        }
        switch (aggregation) {
            case COUNT:
                return Math.multiplyExact(count, unit);
            case COUNT_DISTINCT:
                return Math.multiplyExact((long) distinct.size(), unit);
            case AVG:
                return divideHalfEven(value, count);
            default:
                return value;
        }
    }

    private static long divideHalfEven(long dividend, long divisor) {
        long quotient = Math.floorDiv(dividend, divisor);
        long remainder = Math.floorMod(dividend, divisor);
        // The same as comparing 2 x remainder with the divisor, without overflow.
        int toHalf = Long.compare(remainder, divisor - remainder);
        boolean up = toHalf > 0 || (toHalf == 0 && (quotient & 1) != 0);
        return up ? quotient + 1 : quotient;
    }

    Accumulator copy() {
        Accumulator copy = new Accumulator();
        copy.value = value;
        copy.carries = carries;
        copy.count = count;
        copy.time = time;
        copy.decider = decider;
        copy.distinct = distinct == null ? null : new HashSet<>(distinct);
        return copy;
    }

    /** Adds, or takes back, what can just be added up; the sum may leave 64 bits and come back. */
    void addDifference(long more, long contributions) {
        carry(more);
        count += contributions;
    }

    /**
     * Whether a total that contains {@code before} is known with this one in its place, without a
     * look at the other parts.
     */
    boolean takesOver(Aggregation aggregation, Accumulator before, Accumulator total) {
        boolean decided = total.value == before.value && total.time == before.time;
        switch (aggregation) {
            case MAX:
                return !decided || value > total.value || isSameEarlier(total);
            case MIN:
                return !decided || value < total.value || isSameEarlier(total);
            case LAST:
                return !before.decider.equals(total.decider)
                        || total.comparedTo(time, decider) >= 0;
            case FIRST:
                return !before.decider.equals(total.decider)
                        || total.comparedTo(time, decider) <= 0;
            default:
                return before.time < total.time || time >= total.time;
        }
    }

    private boolean isSameEarlier(Accumulator total) {
        return value == total.value && time <= total.time;
    }

    /** Puts what a player contributes in the place of what it was; it {@link #takesOver}. */
    void replace(Aggregation aggregation, Accumulator before, Accumulator after) {
        switch (aggregation) {
            case SUM:
            case AVG:
                carry(after.value);
                carryBack(before.value);
                time = Math.max(time, after.time);
                break;
            case COUNT:
            case COUNT_DISTINCT:
                time = Math.max(time, after.time);
                break;
            case LAST:
            case FIRST:
                if (comparedTo(after.time, after.decider) == 0) {
                    // The same event, judged otherwise.
                    value = after.value;
                }
                add(aggregation, after.value, 0, after.time, after.decider);
                break;
            default:
                add(aggregation, after.value, 0, after.time, after.decider);
                break;
        }
        count += after.count - before.count;
    }

    /** This one, without the values themselves: they are counted elsewhere. */
    Accumulator withoutDistinctValues() {
        distinct = null;
        return this;
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return HEAP_BYTES + (distinct == null ? 0 : distinct.size() * DISTINCT_HEAP_BYTES);
    }

    /** Whether it is as one that nothing was ever added to. */
    boolean isUnused() {
        return value == 0 && count == 0 && time == 0 && decider == null && distinct == null;
    }

    public void write(DataOutput out) throws IOException {
        PackedOutput bytes = new PackedOutput(32);
        write(UNUSED, 0, bytes);
        bytes.writeTo(out);
    }

    public static Accumulator read(DataInput in) throws IOException {
        return read(UNUSED, 0, PackedInput.of(in));
    }

    /**
     * Writes this one as that by which it differs from another.
     *
     * @param before what most of this one is made of
     * @param near a time that most others are near to, epoch milliseconds
     */
    void write(Accumulator before, long near, PackedOutput out) {
        long more = count - before.count;
        boolean small = more >= 0 && more < LARGE_COUNT;
        int head = carries != 0 ? CARRIED : small ? (int) more : LARGE_COUNT;
        out.write(
                (time == 0 ? 0 : TIMED)
                        | (decider == null ? 0 : DECIDED)
                        | (distinct == null ? 0 : DISTINCT)
                        | (head << COUNT_SHIFT));
        out.writeSigned(value - before.value);
        if (head >= LARGE_COUNT) {
            out.writeSigned(more);
        }
        if (head == CARRIED) {
            out.writeSigned(carries);
        }
        if (time != 0) {
            out.writeSigned(time - before.timeOr(near));
        }
        if (decider != null) {
            decider.pack(out);
        }
        if (distinct != null) {
            writeDistinct(before.distinctValues(), out);
        }
    }

    private long timeOr(long near) {
        return time == 0 ? near : time;
    }

    private void writeDistinct(Set<TextHash> before, PackedOutput out) {
        boolean all = distinct.containsAll(before);
        int count = all ? distinct.size() - before.size() : distinct.size();
        out.writeUnsigned(((long) count << 1) | (all ? 1 : 0));
        for (TextHash hash : distinct) {
            if (!all || !before.contains(hash)) {
                hash.write(out);
            }
        }
    }

    /**
     * Reads what {@link #write(Accumulator, long, PackedOutput)} wrote, with the same arguments.
     */
    static Accumulator read(Accumulator before, long near, PackedInput in) throws IOException {
        Accumulator read = new Accumulator();
        int flags = in.readByte() & 0xff;
        int head = flags >>> COUNT_SHIFT;
        read.value = before.value + in.readSigned();
        read.count = before.count + (head >= LARGE_COUNT ? in.readSigned() : head);
        read.carries = head == CARRIED ? in.readSigned() : 0;
        if ((flags & TIMED) != 0) {
            read.time = before.timeOr(near) + in.readSigned();
        }
        if ((flags & DECIDED) != 0) {
            read.decider = EventId.unpack(in);
        }
        if ((flags & DISTINCT) != 0) {
            read.distinct = readDistinct(before.distinctValues(), in);
        }
        return read;
    }

    private static Set<TextHash> readDistinct(Set<TextHash> before, PackedInput in)
            throws IOException {
        long head = in.readUnsigned();
        Set<TextHash> read = new HashSet<>();
        if ((head & 1) != 0) {
            read.addAll(before);
        }
        for (long i = head >>> 1; i > 0; i--) {
            read.add(TextHash.read(in));
        }
        return read;
    }
}
