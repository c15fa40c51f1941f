package io.rankstream.model.scoring;

import io.rankstream.model.field.Texts;
import io.rankstream.model.player.PlayerMessage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What was said of one player's bans.
 *
 * <p>A message says something of events that are inside the corrections horizon when it arrives,
 * and of later ones. An event is judged by what was said last of its time; whether the player is
 * hidden, by what was said last of all.
 */
final class Bans {

    /** A ban, or its end. */
    private static final class Said {

        private final long effectiveFrom;
        private final long from;
        private final long until;
        private final boolean hides;
        private final long issuedAt;
        private final String id;

        private Said(
                long effectiveFrom,
                long from,
                long until,
                boolean hides,
                long issuedAt,
                String id) {
            this.effectiveFrom = effectiveFrom;
            this.from = from;
            this.until = until;
            this.hides = hides;
            this.issuedAt = issuedAt;
            this.id = id;
        }

        private boolean isLaterThan(Said other) {
            return issuedAt != other.issuedAt
                    ? issuedAt > other.issuedAt
                    : id.compareTo(other.id) > 0;
        }
    }

    /** In the order in which they take effect, which is that in which they were said. */
    private final List<Said> said = new ArrayList<>(1);

    boolean isEmpty() {
        return said.isEmpty();
    }

    /** Whether the player stands on no board, whatever was scored. */
    boolean hides() {
        return !said.isEmpty() && said.get(said.size() - 1).hides;
    }

    /** Whether an event of that time does not count. */
    boolean covers(long eventTime) {
        for (int i = said.size() - 1; i >= 0; i--) {
            Said one = said.get(i);
            if (one.effectiveFrom <= eventTime) {
                return one.from <= eventTime && eventTime < one.until;
            }
        }
        return false;
    }

    /**
     * Notes a ban or its end.
     *
     * @return the earliest event time that it says something of, or {@code Long.MAX_VALUE} if what
     *     was said later leaves it none
     */
    long say(PlayerMessage message, long correctionsHorizonMillis, long dedupHorizonMillis) {
        boolean bans = message.kind() == PlayerMessage.Kind.BAN;
        boolean dated = bans && message.isDated();
        long effectiveFrom = message.arrivalTime() - correctionsHorizonMillis;
        Said more =
                new Said(
                        effectiveFrom,
                        dated ? message.from() : Long.MAX_VALUE,
                        dated ? message.until() : Long.MAX_VALUE,
                        bans && !dated,
                        message.issuedAt(),
                        message.id());
        for (Said other : said) {
            if (other.effectiveFrom <= effectiveFrom && !more.isLaterThan(other)) {
                return Long.MAX_VALUE;
            }
        }
        said.removeIf(other -> other.effectiveFrom >= effectiveFrom && more.isLaterThan(other));
        int at = 0;
        while (at < said.size() && said.get(at).effectiveFrom <= effectiveFrom) {
            at++;
        }
        said.add(at, more);
        // No event that is still counted is older.
        long oldest = effectiveFrom - dedupHorizonMillis;
        while (said.size() > 1 && said.get(1).effectiveFrom <= oldest) {
            said.remove(0);
        }
        return effectiveFrom;
    }

    void write(DataOutput out) throws IOException {
        Texts.writeVarInt(said.size(), out);
        for (Said one : said) {
            out.writeLong(one.effectiveFrom);
            out.writeLong(one.from);
            out.writeLong(one.until);
            out.writeBoolean(one.hides);
            out.writeLong(one.issuedAt);
            Texts.write(one.id, out);
        }
    }

    static Bans read(DataInput in) throws IOException {
        Bans bans = new Bans();
        int size = Texts.readVarInt(in);
        for (int i = 0; i < size; i++) {
            bans.said.add(
                    new Said(
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readBoolean(),
                            in.readLong(),
                            Texts.read(in)));
        }
        return bans;
    }
}
