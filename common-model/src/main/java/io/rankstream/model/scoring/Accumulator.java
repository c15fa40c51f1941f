package io.rankstream.model.scoring;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.event.EventId;
import io.rankstream.model.field.Texts;
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
    private static final int LONG_COUNT = 8;

    private long value;
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

    /**
     * Adds everything that another one has.
     *
     * @throws ArithmeticException if a sum leaves 64 bits; the sum then is as before
     */
    public void merge(Aggregation aggregation, Accumulator more) {
        if (more.isEmpty()) {
            return;
        }
        add(aggregation, more.value, more.count, more.time, more.decider);
        if (more.distinct != null) {
            distinct().addAll(more.distinct);
        }
    }

    /**
     * Adds everything that a player contributes to a group. A sum is kept modulo 2^64: what is
     * added can always be taken back.
     */
    void mergePlayer(Aggregation aggregation, Accumulator player) {
        if (aggregation != Aggregation.SUM && aggregation != Aggregation.AVG) {
            merge(aggregation, player);
            return;
        }
        value += player.value;
        time = count == 0 ? player.time : Math.max(time, player.time);
        count += player.count;
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
        copy.count = count;
        copy.time = time;
        copy.decider = decider;
        copy.distinct = distinct == null ? null : new HashSet<>(distinct);
        return copy;
    }

    /** Adds, or takes back, what can just be added up; the sum is kept modulo 2^64. */
    void addDifference(long more, long contributions) {
        value += more;
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
                value += after.value - before.value;
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

    public void write(DataOutput out) throws IOException {
        int flags =
                (time == 0 ? 0 : TIMED)
                        | (decider == null ? 0 : DECIDED)
                        | (distinct == null ? 0 : DISTINCT)
                        | (count >= Integer.MAX_VALUE ? LONG_COUNT : 0);
        out.writeByte(flags);
        out.writeLong(value);
        if ((flags & LONG_COUNT) != 0) {
            out.writeLong(count);
        } else {
            Texts.writeVarInt((int) count, out);
        }
        if (time != 0) {
            out.writeLong(time);
        }
        if (decider != null) {
            decider.write(out);
        }
        if (distinct != null) {
            Texts.writeVarInt(distinct.size(), out);
            for (TextHash hash : distinct) {
                hash.write(out);
            }
        }
    }

    public static Accumulator read(DataInput in) throws IOException {
        Accumulator read = new Accumulator();
        int flags = in.readByte();
        read.value = in.readLong();
        read.count = (flags & LONG_COUNT) != 0 ? in.readLong() : Texts.readVarInt(in);
        if ((flags & TIMED) != 0) {
            read.time = in.readLong();
        }
        if ((flags & DECIDED) != 0) {
            read.decider = EventId.read(in);
        }
        if ((flags & DISTINCT) != 0) {
            int size = Texts.readVarInt(in);
            read.distinct = new HashSet<>(size * 2);
            for (int i = 0; i < size; i++) {
                read.distinct.add(TextHash.read(in));
            }
        }
        return read;
    }
}
