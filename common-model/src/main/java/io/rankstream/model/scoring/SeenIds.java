package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Recognises the events of one player that were seen before, exactly, within the deduplication
 * horizon.
 *
 * <p>An event that carries its own time repeats it when it is sent again, so its id is looked for
 * among those of its minute only. The ids of the last minutes are held here, with the player's hot
 * state, and so are a few older ones. What is older still is stored away as chunks of many ids, by
 * one of two rules:
 *
 * <ul>
 *   <li>a minute of more than {@link #MOST_HELD} ids at once, in as many parts as leave about as
 *       many to each: an id says which part it belongs to;
 *   <li>all others in the chunks of their hour (of {@value #MINUTES_PER_HOUR} minutes), which are
 *       looked through one after the other.
 * </ul>
 *
 * <p>So the usual event costs no access to colder state, and a late one some reads.
 *
 * <p>Two kinds of ids are kept in an index as well, one entry an id: those given by the producer,
 * whose event may come back with another time, and those that a minute or an hour has no room for.
 * The chunks of indexed ids only say what leaves the index when their hour expires.
 */
final class SeenIds {

    /** So many ids of earlier minutes are held here; a minute with more is stored by itself. */
    static final int MOST_HELD = 64;

    /** A minute with more ids than these is indexed: it is written with the player. */
    static final int MOST_OF_A_MINUTE = 4_096;

    static final int MOST_OF_A_CHUNK = 512;

    /** How many chunks of one hour are looked through; what comes then is indexed. */
    private static final int MOST_CHUNKS = 8;

    private static final int MINUTES_PER_HOUR = 64;

    /** How many minutes before the newest arrival are not stored yet. */
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
    private static final int KIND_BITS = 2;
    private static final int CHUNK_BITS = 16;
    private static final int OF_A_MINUTE = 0;
    private static final int OF_AN_HOUR = 1;
    private static final int INDEXED = 2;

    /** Stands in the place of the parts of a minute whose ids are in the index. */
    private static final byte[] ALL_INDEXED = {};

    private static final long NOTHING_STORED = Long.MAX_VALUE;
    private static final long MINUTE_HEAP_BYTES = 48;

    /** The place of an id that is none of those here. */
    static final int NOT_HERE = -1;

    /** After so many in a row that are not here, {@link Places} searches no more. */
    private static final int MOST_MISSED = 2;

    private static final int HAS_BEGUN = 1;
    private static final int HAS_STORED = 1 << 1;
    private static final int HAS_HELD = 1 << 2;
    private static final int HAS_INDEXED = 1 << 3;
    private static final int FLAG_BITS = 4;

    /** The ids of one of the last minutes. */
    private static final class Minute {

        private final long minute;
        private final IdList ids;

        /** Whether its ids are in the index, and none is held here. */
        private boolean indexed;

        private Minute(long minute, IdList ids) {
            this.minute = minute;
            this.ids = ids;
        }
    }

    /** From {@link #hotFrom} on, in the order in which they were begun. */
    private final List<Minute> minutes = new ArrayList<>(HOT_MINUTES + 1);

    /** Only minutes before this one are stored. */
    private long hotFrom = Long.MIN_VALUE;

    /** Ids of earlier minutes that are not stored yet, and those minutes. */
    private IdList held = new IdList();

    private long[] heldMinutes = {};
    private long oldestHeld = Long.MAX_VALUE;

    private long oldestStored = NOTHING_STORED;

    /** No minute after this one is stored; of no meaning while nothing is. */
    private long newestStored;

    /** Those in the index that no chunk names yet, the hour they expire with, and its chunks. */
    private IdList indexed = new IdList();

    private long indexedHour = Long.MIN_VALUE;
    private int indexedChunks;

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
            return addIndexed(id, minute, store);
        }
        return minute >= hotFrom ? addHot(id, minute, store) : addLate(id, minute, store);
    }

    /** Whether it was given a name, under which it may come back with another time. */
    private static boolean isNamed(EventId id) {
        return id.source() == EventId.Source.EVENT_ID || id.source() == EventId.Source.CONTROL;
    }

    private static long minuteOf(long time) {
        return Math.floorDiv(time, MILLIS_PER_MINUTE);
    }

    private static long hourOf(long minute) {
        return Math.floorDiv(minute, MINUTES_PER_HOUR);
    }

    /** What is of a whole hour is stored under this minute of it, and expires with it. */
    private static long lastMinuteOf(long hour) {
        return hour * MINUTES_PER_HOUR + MINUTES_PER_HOUR - 1;
    }

    private boolean addIndexed(EventId id, long minute, PlayerStore store) throws IOException {
        if (store.isIdIndexed(id)) {
            return false;
        }
        index(id, minute, store);
        return true;
    }

    /** Indexes an id and notes that it is to expire, not before its minute and that of now. */
    private void index(EventId id, long minute, PlayerStore store) throws IOException {
        store.indexId(id);
        long hour = hourOf(Math.max(minute, hotFrom));
        if (hour > indexedHour) {
            storeIndexed(store);
            indexedHour = hour;
            indexedChunks = 0;
        }
        indexed.add(id);
        if (indexed.size() >= MOST_HELD) {
            storeIndexed(store);
        }
    }

    private void storeIndexed(PlayerStore store) throws IOException {
        if (!indexed.isEmpty()) {
            long minute = lastMinuteOf(indexedHour);
            store.putIdChunk(chunkKey(minute, INDEXED, indexedChunks), indexed.toBytes());
            noteStored(minute);
            indexedChunks++;
            indexed.clear();
        }
    }

    private boolean addHot(EventId id, long at, PlayerStore store) throws IOException {
        Minute minute = minute(at);
        if (minute.indexed) {
            return addIndexed(id, at, store);
        }
        if (minute.ids.contains(id)) {
            return false;
        }
        minute.ids.add(id);
        if (minute.ids.size() > MOST_OF_A_MINUTE) {
            for (int i = 0; i < minute.ids.size(); i++) {
                index(minute.ids.get(i), at, store);
            }
            minute.ids.clear();
            minute.indexed = true;
        }
        return true;
    }

    private Minute minute(long at) {
        for (int i = minutes.size() - 1; i >= 0; i--) {
            if (minutes.get(i).minute == at) {
                return minutes.get(i);
            }
        }
        Minute minute = new Minute(at, new IdList());
        minutes.add(minute);
        return minute;
    }

    private boolean addLate(EventId id, long at, PlayerStore store) throws IOException {
        if (held.contains(id)) {
            return false;
        }
        if (oldestStored != NOTHING_STORED && at <= newestStored) {
            byte[] parts = store.idChunk(chunkKey(at, OF_A_MINUTE, 0));
            if (parts != null && parts.length == ALL_INDEXED.length) {
                return addIndexed(id, at, store);
            }
            if (parts != null && isInPart(id, at, parts, store)) {
                return false;
            }
            if (isInHour(id, hourOf(at), store)) {
                return false;
            }
        }
        hold(id, at);
        storeIfTooMany(store);
        return true;
    }

    /** The first byte of each part says into how many there are. */
    private static boolean isInPart(EventId id, long minute, byte[] first, PlayerStore store)
            throws IOException {
        int part = IdList.spread(id) & (first[0] - 1);
        byte[] bytes = part == 0 ? first : store.idChunk(chunkKey(minute, OF_A_MINUTE, part));
        return IdList.contains(bytes, 1, id);
    }

    private static boolean isInHour(EventId id, long hour, PlayerStore store) throws IOException {
        for (int chunk = 0; chunk < MOST_CHUNKS; chunk++) {
            byte[] bytes = store.idChunk(chunkKey(lastMinuteOf(hour), OF_AN_HOUR, chunk));
            if (bytes == null) {
                return false;
            }
            if (IdList.contains(bytes, 0, id)) {
                return true;
            }
        }
        return store.isIdIndexed(id);
    }

    private void hold(EventId id, long minute) {
        noteHeld(minute);
        held.add(id);
    }

    /** Holds the id at a position of another list. */
    private void hold(IdList ids, int index, long minute) {
        noteHeld(minute);
        held.addFrom(ids, index);
    }

    private void noteHeld(long minute) {
        if (held.size() == heldMinutes.length) {
            heldMinutes = Arrays.copyOf(heldMinutes, Math.max(2, 2 * held.size()));
        }
        heldMinutes[held.size()] = minute;
        oldestHeld = Math.min(oldestHeld, minute);
    }

    private void noteStored(long minute) {
        newestStored = oldestStored == NOTHING_STORED ? minute : Math.max(newestStored, minute);
        oldestStored = Math.min(oldestStored, minute);
    }

    /** Lets the minutes before {@code from} cool: those of many ids are stored at once. */
    private void advance(long from, PlayerStore store) throws IOException {
        if (from <= hotFrom) {
            return;
        }
        hotFrom = from;
        for (int i = 0; i < minutes.size(); ) {
            Minute minute = minutes.get(i);
            if (minute.minute >= from) {
                i++;
            } else {
                minutes.remove(i);
                if (minute.indexed || minute.ids.size() > MOST_HELD) {
                    storeMinute(minute, store);
                } else {
                    for (int j = 0; j < minute.ids.size(); j++) {
                        hold(minute.ids, j, minute.minute);
                    }
                }
            }
        }
        storeIfTooMany(store);
    }

    /** It was hot until now, so nothing of it is stored. */
    private void storeMinute(Minute minute, PlayerStore store) throws IOException {
        noteStored(minute.minute);
        if (minute.indexed) {
            store.putIdChunk(chunkKey(minute.minute, OF_A_MINUTE, 0), ALL_INDEXED);
            return;
        }
        int parts = Integer.highestOneBit(minute.ids.size() / MOST_HELD);
        IdList[] lists = new IdList[parts];
        for (int part = 0; part < parts; part++) {
            lists[part] = new IdList();
        }
        for (int i = 0; i < minute.ids.size(); i++) {
            lists[minute.ids.spread(i) & (parts - 1)].addFrom(minute.ids, i);
        }
        for (int part = 0; part < parts; part++) {
            store.putIdChunk(
                    chunkKey(minute.minute, OF_A_MINUTE, part), lists[part].toBytes((byte) parts));
        }
    }

    /** Stores the held ids of earlier minutes once there are many, in the chunks of their hours. */
    private void storeIfTooMany(PlayerStore store) throws IOException {
        if (held.size() <= MOST_HELD) {
            return;
        }
        Map<Long, IdList> hours = new TreeMap<>();
        for (int i = 0; i < held.size(); i++) {
            hours.computeIfAbsent(hourOf(heldMinutes[i]), hour -> new IdList()).addFrom(held, i);
        }
        forgetHeld(Long.MAX_VALUE);
        for (Map.Entry<Long, IdList> hour : hours.entrySet()) {
            storeInHour(hour.getKey(), hour.getValue(), store);
        }
    }

    private void storeInHour(long hour, IdList ids, PlayerStore store) throws IOException {
        long minute = lastMinuteOf(hour);
        boolean none = oldestStored == NOTHING_STORED || minute > newestStored;
        for (int chunk = 0; chunk < MOST_CHUNKS; chunk++) {
            long key = chunkKey(minute, OF_AN_HOUR, chunk);
            byte[] before = none ? null : store.idChunk(key);
            if (before == null) {
                store.putIdChunk(key, ids.toBytes());
                noteStored(minute);
                return;
            }
            if (IdList.sizeOf(before) + ids.size() <= MOST_OF_A_CHUNK) {
                store.putIdChunk(key, ids.addedTo(before));
                return;
            }
        }
        for (int i = 0; i < ids.size(); i++) {
            index(ids.get(i), minute, store);
        }
    }

    /**
     * When {@link #expire} has something to do, on the arrival clock, or {@code Long.MAX_VALUE}.
     *
     * <p>Time is let pass, so that minutes do not expire one by one.
     */
    long expiresAt(long horizonMillis) {
        long oldest = Math.min(oldestStored, oldestHeld);
        for (Minute minute : minutes) {
            oldest = Math.min(oldest, minute.minute);
        }
        if (!indexed.isEmpty()) {
            oldest = Math.min(oldest, lastMinuteOf(indexedHour));
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
        forgetHeld(end);
        if (!indexed.isEmpty() && lastMinuteOf(indexedHour) < end) {
            for (int i = 0; i < indexed.size(); i++) {
                store.removeIndexedId(indexed.get(i));
            }
            indexed.clear();
        }
        if (oldestStored == NOTHING_STORED) {
            return;
        }
        long stop = Math.min(end, newestStored + 1);
        int empty = 0;
        while (oldestStored < stop) {
            empty = expireMinute(oldestStored, store) ? 0 : empty + 1;
            oldestStored++;
            if (empty == MAX_EMPTY_MINUTES) {
                long next = store.leastIdChunk() >> (KIND_BITS + CHUNK_BITS);
                oldestStored = Math.max(oldestStored, Math.min(next, stop));
                empty = 0;
            }
        }
        if (oldestStored > newestStored) {
            oldestStored = NOTHING_STORED;
        }
    }

    /** Forgets the held ids of the minutes before one. */
    private void forgetHeld(long end) {
        if (oldestHeld >= end) {
            return;
        }
        IdList all = held;
        long[] allMinutes = heldMinutes;
        held = new IdList();
        heldMinutes = new long[0];
        oldestHeld = Long.MAX_VALUE;
        for (int i = 0; i < all.size(); i++) {
            if (allMinutes[i] >= end) {
                hold(all, i, allMinutes[i]);
            }
        }
    }

    /** Returns whether there was anything. */
    private static boolean expireMinute(long minute, PlayerStore store) throws IOException {
        boolean any = removeChunks(minute, OF_A_MINUTE, store);
        if (minute == lastMinuteOf(hourOf(minute))) {
            any |= removeChunks(minute, OF_AN_HOUR, store);
            any |= removeChunks(minute, INDEXED, store);
        }
        return any;
    }

    private static boolean removeChunks(long minute, int kind, PlayerStore store)
            throws IOException {
        for (int chunk = 0; ; chunk++) {
            byte[] bytes = store.idChunk(chunkKey(minute, kind, chunk));
            if (bytes == null) {
                return chunk > 0;
            }
            if (kind == INDEXED) {
                IdList ids = IdList.of(bytes);
                for (int i = 0; i < ids.size(); i++) {
                    store.removeIndexedId(ids.get(i));
                }
            }
            store.removeIdChunk(chunkKey(minute, kind, chunk));
        }
    }

    private static long chunkKey(long minute, int kind, int chunk) {
        return (minute << (KIND_BITS + CHUNK_BITS)) + ((long) kind << CHUNK_BITS) + chunk;
    }

    boolean isEmpty() {
        return minutes.isEmpty()
                && held.isEmpty()
                && indexed.isEmpty()
                && oldestStored == NOTHING_STORED;
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        long bytes = indexed.heapBytes() + held.heapBytes();
        bytes += (long) Long.BYTES * heldMinutes.length;
        for (Minute minute : minutes) {
            bytes += MINUTE_HEAP_BYTES + minute.ids.heapBytes();
        }
        return bytes;
    }

    /**
     * A full minute near to which the player's events are, epoch milliseconds; 0 if there were
     * none.
     */
    long near() {
        return hotFrom == Long.MIN_VALUE ? 0 : hotFrom * MILLIS_PER_MINUTE;
    }

    /**
     * Where ids are among those that are here. It is asked for one after the other, the latest
     * first, and knows of each list which id to expect next.
     */
    final class Places {

        /** How many ids of each list, from its end, are behind those that were asked for. */
        private final int[] passed = new int[lists()];

        private int missedInARow;

        /**
         * How many ids came after one, or about so many; {@link #NOT_HERE} if it is not here, or
         * not where it was expected and the last few were not here either: those were stored, and
         * so were most that came before.
         */
        int of(IdList ids, int index) {
            int later = 0;
            for (int i = 0; i < passed.length; i++) {
                IdList list = list(i);
                int next = list.size() - 1 - passed[i];
                if (next >= 0 && list.isAt(next, ids, index)) {
                    missedInARow = 0;
                    return later + passed[i]++;
                }
                later += list.size();
            }
            int place = missedInARow < MOST_MISSED ? search(ids, index) : NOT_HERE;
            missedInARow = place == NOT_HERE ? missedInARow + 1 : 0;
            return place;
        }

        private int search(IdList ids, int index) {
            int later = 0;
            for (int i = 0; i < passed.length; i++) {
                IdList list = list(i);
                int at = list.indexOf(ids, index);
                if (at >= 0) {
                    passed[i] = list.size() - at;
                    return later + list.size() - 1 - at;
                }
                later += list.size();
            }
            return NOT_HERE;
        }
    }

    /** Looks ids up among those that are here, as they are now. */
    Places places() {
        return new Places();
    }

    /** The ids that are here by their {@link Places}, each near to the one asked for before. */
    final class ByPlace {

        private IdList list = list(0);
        private int number;

        /** How many ids are in the lists before. */
        private int later;

        /**
         * Puts the id of a place at a position of another list.
         *
         * @throws IOException if there is none
         */
        void copy(int place, IdList ids, int index) throws IOException {
            while (place < later && number > 0) {
                number--;
                list = list(number);
                later -= list.size();
            }
            while (place >= later + list.size() && number < lists() - 1) {
                later += list.size();
                number++;
                list = list(number);
            }
            int after = place - later;
            if (after < 0 || after >= list.size()) {
                throw new IOException("no id has the place " + place);
            }
            ids.setFrom(index, list, list.size() - 1 - after);
        }
    }

    /** Hands out those that are here, as they are now. */
    ByPlace byPlace() {
        return new ByPlace();
    }

    private int lists() {
        return minutes.size() + 2;
    }

    /** The latest first. */
    private IdList list(int number) {
        int minute = minutes.size() - 1 - number;
        return minute >= 0 ? minutes.get(minute).ids : minute == -1 ? held : indexed;
    }

    void write(PackedOutput out) {
        boolean hasIndexed = indexedHour != Long.MIN_VALUE;
        out.writeUnsigned(
                (hotFrom == Long.MIN_VALUE ? 0 : HAS_BEGUN)
                        | (oldestStored == NOTHING_STORED ? 0 : HAS_STORED)
                        | (held.isEmpty() ? 0 : HAS_HELD)
                        | (hasIndexed ? HAS_INDEXED : 0)
                        | ((long) minutes.size() << FLAG_BITS));
        if (hotFrom != Long.MIN_VALUE) {
            out.writeSigned(hotFrom);
        }
        if (oldestStored != NOTHING_STORED) {
            out.writeSigned(hotFrom - oldestStored);
            out.writeSigned(hotFrom - newestStored);
        }
        if (!held.isEmpty()) {
            held.write(out);
            for (int i = 0; i < held.size(); i++) {
                out.writeUnsigned(hotFrom - heldMinutes[i]);
            }
        }
        if (hasIndexed) {
            out.writeSigned(hourOf(hotFrom) - indexedHour);
            out.writeUnsigned(indexedChunks);
            indexed.write(out);
        }
        for (Minute minute : minutes) {
            out.writeSigned(minute.minute - hotFrom);
            out.write(minute.indexed ? 1 : 0);
            minute.ids.write(out);
        }
    }

    private void readHeld(PackedInput in) throws IOException {
        held = IdList.read(in);
        heldMinutes = new long[held.size()];
        for (int i = 0; i < heldMinutes.length; i++) {
            heldMinutes[i] = hotFrom - in.readUnsigned();
            oldestHeld = Math.min(oldestHeld, heldMinutes[i]);
        }
    }

    static SeenIds read(PackedInput in) throws IOException {
        SeenIds seen = new SeenIds();
        long head = in.readUnsigned();
        if ((head & HAS_BEGUN) != 0) {
            seen.hotFrom = in.readSigned();
        }
        if ((head & HAS_STORED) != 0) {
            seen.oldestStored = seen.hotFrom - in.readSigned();
            seen.newestStored = seen.hotFrom - in.readSigned();
        }
        if ((head & HAS_HELD) != 0) {
            seen.readHeld(in);
        }
        if ((head & HAS_INDEXED) != 0) {
            seen.indexedHour = hourOf(seen.hotFrom) - in.readSigned();
            seen.indexedChunks = in.readCount();
            seen.indexed = IdList.read(in);
        }
        for (long i = head >>> FLAG_BITS; i > 0; i--) {
            long at = seen.hotFrom + in.readSigned();
            boolean indexed = in.readByte() != 0;
            Minute minute = new Minute(at, IdList.read(in));
            minute.indexed = indexed;
            seen.minutes.add(minute);
        }
        return seen;
    }
}
