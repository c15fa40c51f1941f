package io.rankstream.leaderboard.operator;

import io.rankstream.model.scoring.PlayerState;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The players that were touched last, decoded and on the heap, in front of the keyed state: a
 * bounded write-back cache.
 *
 * <p>A player that changed is written when it leaves the cache, when too many wait for that, and
 * before anybody looks at the keyed state as a whole: a checkpoint, or a walk over all keys. The
 * number that may wait bounds how long such a look is held up.
 */
final class HotPlayers {

    /** The keyed state behind the cache; it leaves the current key as it was. */
    interface Backing {

        /** Writes the state of a player who need not be the current key. */
        void write(String playerId, PlayerState state) throws Exception;
    }

    private static final class Entry {

        private final String playerId;
        private final PlayerState state;
        private boolean unwritten;
        private boolean gone;

        private Entry(String playerId, PlayerState state) {
            this.playerId = playerId;
            this.state = state;
        }
    }

    private final int capacity;
    private final int mostUnwritten;
    private final Backing backing;

    /** Least recently used first. */
    private final Map<String, Entry> entries;

    /** In the order in which they first changed, those that have gone since among them. */
    private final ArrayDeque<Entry> unwritten = new ArrayDeque<>();

    private int waiting;

    /**
     * @param capacity how many players it holds at most; with 0 everything is written at once
     * @param mostUnwritten how many of them may wait to be written
     */
    HotPlayers(int capacity, int mostUnwritten, Backing backing) {
        this.capacity = capacity;
        this.mostUnwritten = mostUnwritten;
        this.backing = backing;
        this.entries = new LinkedHashMap<>(1024, 0.75f, true);
    }

    /** The player's state, or null if only the keyed state knows. */
    PlayerState get(String playerId) {
        Entry entry = entries.get(playerId);
        return entry == null ? null : entry.state;
    }

    /** Keeps a state that may have changed since it was got from here or read. */
    void put(String playerId, PlayerState state) throws Exception {
        if (capacity == 0) {
            backing.write(playerId, state);
            return;
        }
        Entry entry = entries.get(playerId);
        if (entry == null) {
            entry = new Entry(playerId, state);
            entries.put(playerId, entry);
            if (entries.size() > capacity) {
                removeLeastRecentlyUsed();
            }
        }
        if (!entry.unwritten) {
            entry.unwritten = true;
            unwritten.add(entry);
            waiting++;
            while (waiting > mostUnwritten) {
                writeOldest();
            }
        }
    }

    /** Forgets a player without writing: the caller clears the keyed state. */
    void remove(String playerId) {
        Entry entry = entries.remove(playerId);
        if (entry != null) {
            leave(entry);
        }
    }

    /** Writes all that changed, so that the keyed state is whole. */
    void writeAll() throws Exception {
        while (!unwritten.isEmpty()) {
            writeOldest();
        }
    }

    /** How many players it holds. */
    int size() {
        return entries.size();
    }

    private void removeLeastRecentlyUsed() throws Exception {
        Iterator<Entry> least = entries.values().iterator();
        Entry entry = least.next();
        least.remove();
        if (entry.unwritten) {
            backing.write(entry.playerId, entry.state);
        }
        leave(entry);
    }

    private void leave(Entry entry) {
        if (entry.unwritten) {
            entry.unwritten = false;
            entry.gone = true;
            waiting--;
        }
    }

    private void writeOldest() throws Exception {
        Entry oldest = unwritten.remove();
        if (!oldest.gone) {
            backing.write(oldest.playerId, oldest.state);
            oldest.unwritten = false;
            waiting--;
        }
    }
}
