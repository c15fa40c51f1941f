package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Recognises the events of one player that were seen before, exactly, within the deduplication
 * horizon.
 *
 * <p>An event that carries its own time repeats it when it is sent again, so its id is looked for
 * among those of its minute only. The ids of the last minutes are held here, with the player's hot
 * state; those of a minute that has passed are written away once, packed. So the usual event costs
 * no access to colder state, and a late one costs one read and one write.
 *
 * <p>Two kinds of ids are kept in an index as well, one entry an id: those given by the producer,
 * whose event may come back with another time, and those of a minute with more than {@link
 * #MAX_PACKED} ids. Packed ids then only say what leaves the index when the minute expires.
 */
final class SeenIds {

    /** A minute with more ids than these is indexed: a packed one stays small to read and write. */
    static final int MAX_PACKED = 64;

    /** How many minutes before the newest arrival stay in the hot state. */
    private static final int HOT_MINUTES = 2;

    /** After so many empty minutes in a row, the next one that is not is looked for. */
    private static final int MAX_EMPTY_MINUTES = 60;

    /**
     * How much longer than the horizon ids are kept: so far may the clock be ahead of an arrival
     * without an event being refused that could still be told from a duplicate.
     */
    private static final int GRACE_MINUTES = 30;

    /** How many minutes expire at a time, at least. */
    private static final int EXPIRED_MINUTES = 30;

    private static final long MILLIS_PER_MINUTE = 60_000L;
    private static final int CHUNK_BITS = 16;
    private static final int ID_BYTES = 16;
    private static final byte PLAIN = 0;
    private static final byte INDEXED = 1;
    private static final long NOTHING_STORED = Long.MAX_VALUE;

    /** The ids of one minute that are held hot. */
    private static final class Minute {

        private final long minute;
        private final List<EventId> ids = new ArrayList<>(4);

        /** Chunks written away already, all of them full: the ids of this minute are indexed. */
        private int chunks;

        /** Whether any of the held ids is in the index. */
        private boolean indexed;

        private Minute(long minute) {
            this.minute = minute;
        }
    }

    private final List<Minute> minutes = new ArrayList<>(HOT_MINUTES + 1);

    /** Minutes before this one are in the store. */
    private long hotFrom = Long.MIN_VALUE;

    private long oldestStored = NOTHING_STORED;

    /** No minute after this one is stored; of no meaning while nothing is. */
    private long newestStored;

    /**
     * Notes an event.
     *
     * @return whether it is new
     */
    boolean add(EventId id, long eventTime, long arrivalTime, PlayerStore store)
            throws IOException {
        advance(minuteOf(arrivalTime) - HOT_MINUTES, store);
        long minute = minuteOf(eventTime);
        if (isNamed(id)) {
            return addIndexed(id, Math.max(minute, hotFrom), store);
        }
        return minute >= hotFrom ? addHot(id, minute, store) : addStored(id, minute, store);
    }

    /** Whether it was given a name, under which it may come back with another time. */
    private static boolean isNamed(EventId id) {
        return id.source() == EventId.Source.EVENT_ID || id.source() == EventId.Source.CONTROL;
    }

    private static long minuteOf(long time) {
        return Math.floorDiv(time, MILLIS_PER_MINUTE);
    }

    private boolean addIndexed(EventId id, long hotMinute, PlayerStore store) throws IOException {
        if (store.isIdIndexed(id)) {
            return false;
        }
        store.indexId(id);
        Minute minute = hot(hotMinute);
        minute.ids.add(id);
        minute.indexed = true;
        storeIfFull(minute, store);
        return true;
    }

    private boolean addHot(EventId id, long at, PlayerStore store) throws IOException {
        Minute minute = hot(at);
        if (minute.chunks > 0) {
            return addIndexed(id, at, store);
        }
        if (minute.ids.contains(id)) {
            return false;
        }
        minute.ids.add(id);
        storeIfFull(minute, store);
        return true;
    }

    private boolean addStored(EventId id, long minute, PlayerStore store) throws IOException {
        byte[] packed = store.idChunk(chunkKey(minute, 0));
        if (packed == null) {
            store.putIdChunk(chunkKey(minute, 0), pack(List.of(id), PLAIN));
            noteStored(minute);
            return true;
        }
        if (countOf(packed) >= MAX_PACKED) {
            return addIndexed(id, hotFrom, store);
        }
        List<EventId> ids = unpack(packed);
        if (ids.contains(id)) {
            return false;
        }
        ids.add(id);
        byte flag = packed[0];
        if (ids.size() >= MAX_PACKED) {
            flag = INDEXED;
            index(ids, store);
        }
        store.putIdChunk(chunkKey(minute, 0), pack(ids, flag));
        return true;
    }

    private Minute hot(long at) {
        for (Minute minute : minutes) {
            if (minute.minute == at) {
                return minute;
            }
        }
        Minute minute = new Minute(at);
        minutes.add(minute);
        return minute;
    }

    private void storeIfFull(Minute minute, PlayerStore store) throws IOException {
        if (minute.ids.size() < MAX_PACKED) {
            return;
        }
        index(minute.ids, store);
        minute.indexed = true;
        storeChunk(minute, store);
    }

    private void storeChunk(Minute minute, PlayerStore store) throws IOException {
        store.putIdChunk(
                chunkKey(minute.minute, minute.chunks),
                pack(minute.ids, minute.indexed ? INDEXED : PLAIN));
        minute.chunks++;
        minute.ids.clear();
    }

    private void noteStored(long minute) {
        newestStored = oldestStored == NOTHING_STORED ? minute : Math.max(newestStored, minute);
        oldestStored = Math.min(oldestStored, minute);
    }

    private static void index(List<EventId> ids, PlayerStore store) throws IOException {
        for (EventId id : ids) {
            store.indexId(id);
        }
    }

    /**
     * Writes the minutes before {@code from} away; they were hot until now, so nothing is there
     * yet.
     */
    private void advance(long from, PlayerStore store) throws IOException {
        if (from <= hotFrom) {
            return;
        }
        hotFrom = from;
        for (int i = minutes.size() - 1; i >= 0; i--) {
            Minute minute = minutes.get(i);
            if (minute.minute < from) {
                if (!minute.ids.isEmpty()) {
                    storeChunk(minute, store);
                }
                noteStored(minute.minute);
                minutes.remove(i);
            }
        }
    }

    /**
     * When {@link #expire} has something to do, on the arrival clock, or {@code Long.MAX_VALUE}.
     *
     * <p>Time is let pass, so that minutes do not expire one by one.
     */
    long expiresAt(long horizonMillis) {
        long oldest = oldestStored;
        for (Minute minute : minutes) {
            oldest = Math.min(oldest, minute.minute);
        }
        if (oldest == NOTHING_STORED) {
            return Long.MAX_VALUE;
        }
        return (oldest + 1 + GRACE_MINUTES + EXPIRED_MINUTES) * MILLIS_PER_MINUTE + horizonMillis;
    }

    /**
     * Whether ids of events of a time may have been forgotten when the arrival clock shows {@code
     * clock}: an event that comes so long after its arrival, by a replay, cannot be told from one
     * that was counted.
     */
    static boolean isForgotten(long eventTime, long clock, long horizonMillis) {
        return eventTime + horizonMillis + GRACE_MINUTES * MILLIS_PER_MINUTE < clock;
    }

    /**
     * Forgets the minutes that no event can belong to any more when the arrival clock shows {@code
     * clock}; {@link #isForgotten} says so of all of them.
     */
    void expire(long clock, long horizonMillis, PlayerStore store) throws IOException {
        long end = minuteOf(clock - horizonMillis) - GRACE_MINUTES;
        advance(end, store);
        if (oldestStored == NOTHING_STORED) {
            return;
        }
        long stop = Math.min(end, newestStored + 1);
        int empty = 0;
        while (oldestStored < stop) {
            empty = expireMinute(oldestStored, store) ? 0 : empty + 1;
            oldestStored++;
            if (empty == MAX_EMPTY_MINUTES) {
                long next = store.leastIdChunk() >> CHUNK_BITS;
                oldestStored = Math.max(oldestStored, Math.min(next, stop));
                empty = 0;
            }
        }
        if (oldestStored > newestStored) {
            oldestStored = NOTHING_STORED;
        }
    }

    /** Returns whether there was anything. */
    private static boolean expireMinute(long minute, PlayerStore store) throws IOException {
        for (int chunk = 0; ; chunk++) {
            byte[] packed = store.idChunk(chunkKey(minute, chunk));
            if (packed == null) {
                return chunk > 0;
            }
            if (packed[0] == INDEXED) {
                for (EventId id : unpack(packed)) {
                    store.removeIndexedId(id);
                }
            }
            store.removeIdChunk(chunkKey(minute, chunk));
        }
    }

    private static long chunkKey(long minute, int chunk) {
        return (minute << CHUNK_BITS) + chunk;
    }

    private static byte[] pack(List<EventId> ids, byte flag) {
        ByteBuffer packed = ByteBuffer.allocate(1 + ids.size() * (ID_BYTES + 1));
        packed.put(flag);
        for (EventId id : ids) {
            packed.put(id.source().code()).putLong(id.high()).putLong(id.low());
        }
        return packed.array();
    }

    private static int countOf(byte[] packed) {
        return (packed.length - 1) / (ID_BYTES + 1);
    }

    private static List<EventId> unpack(byte[] bytes) {
        ByteBuffer packed = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        List<EventId> ids = new ArrayList<>(countOf(bytes) + 1);
        while (packed.hasRemaining()) {
            ids.add(
                    new EventId(
                            EventId.Source.ofCode(packed.get()),
                            packed.getLong(),
                            packed.getLong()));
        }
        return ids;
    }

    boolean isEmpty() {
        return minutes.isEmpty() && oldestStored == NOTHING_STORED;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(hotFrom);
        out.writeLong(oldestStored);
        out.writeLong(newestStored);
        Texts.writeVarInt(minutes.size(), out);
        for (Minute minute : minutes) {
            out.writeLong(minute.minute);
            Texts.writeVarInt(minute.chunks, out);
            out.writeBoolean(minute.indexed);
            Texts.writeVarInt(minute.ids.size(), out);
            for (EventId id : minute.ids) {
                id.write(out);
            }
        }
    }

    static SeenIds read(DataInput in) throws IOException {
        SeenIds seen = new SeenIds();
        seen.hotFrom = in.readLong();
        seen.oldestStored = in.readLong();
        seen.newestStored = in.readLong();
        int count = Texts.readVarInt(in);
        for (int i = 0; i < count; i++) {
            Minute minute = new Minute(in.readLong());
            minute.chunks = Texts.readVarInt(in);
            minute.indexed = in.readBoolean();
            int ids = Texts.readVarInt(in);
            for (int j = 0; j < ids; j++) {
                minute.ids.add(EventId.read(in));
            }
            seen.minutes.add(minute);
        }
        return seen;
    }
}
