package io.rankstream.leaderboard.operator;

import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.scoring.PlayerState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The players that were touched last, decoded and on the heap, in front of the keyed state: a
 * bounded write-back cache.
 *
 * <p>A player that changed is written when it leaves the cache, when too many wait for that, and
 * before anybody looks at the keyed state as a whole: a checkpoint, or a walk over all keys. The
 * number that may wait bounds how long such a look is held up.
 *
 * <p>Deadlines of players that are here are kept here too: most are reached, or are moved, before
 * the player is ever written.
 */
final class HotPlayers {

    /** No deadline. */
    static final long NEVER = Long.MAX_VALUE;

    /** How many players are looked at together: {@link #lookAhead}. */
    static final int TOGETHER = 32;

    /** So many that have gone may be among those that wait, and as many again as wait. */
    private static final int MOST_GONE = 64;

    /** The keyed state behind the cache; it leaves the current key as it was. */
    interface Backing {

        /**
         * Writes the state of a player who need not be the current key.
         *
         * @param deadline when the player is to be looked at on the arrival clock, or {@link
         *     #NEVER}
         */
        void write(String playerId, PlayerState state, long deadline) throws Exception;
    }

    /** A player on the heap. */
    static final class Player {

        private final String id;
        private final PlayerState state;
        private long deadline = NEVER;
        private long bytes;
        private boolean unwritten;

        /** Whether it was asked for since the search for room last came by. */
        private boolean used;

        /** Whether it changed again since it began to wait, or was last left waiting. */
        private boolean changedAgain;

        /** Its place in {@link #all}; -1 if it has gone. */
        private int index = -1;

        private Player previous;
        private Player next;

        private Player(String id, PlayerState state) {
            this.id = id;
            this.state = state;
        }

        String id() {
            return id;
        }

        PlayerState state() {
            return state;
        }

        /** When it is to be looked at on the arrival clock, or {@link #NEVER}. */
        long deadline() {
            return deadline;
        }
    }

    private final long maxBytes;
    private final int mostUnwritten;
    private final Backing backing;
    private final Map<String, Player> byId = new HashMap<>();

    /** In no order; {@link #hand} goes round it. */
    private final List<Player> all = new ArrayList<>();

    private int hand;
    private long bytes;

    /** In the order in which they began to wait, those that have gone since among them. */
    private final ArrayDeque<Player> unwritten = new ArrayDeque<>();

    private int waiting;

    private final Player[] ahead = new Player[TOGETHER];

    /** The first of the players with a deadline; they are linked. */
    private final TreeMap<Long, Player> due = new TreeMap<>();

    /**
     * @param maxBytes how much memory the players may take, about; one player always has room, but
     *     with 0 none is kept and everything is written at once
     * @param mostUnwritten how many of them may wait to be written
     */
    HotPlayers(long maxBytes, int mostUnwritten, Backing backing) {
        this.maxBytes = maxBytes;
        this.mostUnwritten = mostUnwritten;
        this.backing = backing;
    }

    /** The player, or null if only the keyed state knows. */
    Player get(String playerId) {
        Player player = byId.get(playerId);
        if (player != null) {
            player.used = true;
        }
        return player;
    }

    /**
     * Looks at everything that these inputs will look at of players who are here, and notes how
     * much memory each takes.
     *
     * <p>Players lie all over the heap, and the processor waits for each part of one that is not in
     * its cache. Here it can wait for many at a time, since nothing is done with them in between:
     * group prefetching, after Chen, Ailamaki, Gibbons and Mowry, "Improving hash join performance
     * through prefetching", ICDE 2004.
     *
     * @param inputs at most {@link #TOGETHER}
     */
    void lookAhead(List<? extends PlayerInput> inputs) {
        int count = inputs.size();
        for (int i = 0; i < count; i++) {
            ahead[i] = byId.get(inputs.get(i).playerId());
        }
        lookAt(count);
    }

    private void lookAt(int count) {
        for (int i = 0; i < count; i++) {
            if (ahead[i] != null) {
                measure(ahead[i]);
                ahead[i] = null;
            }
        }
    }

    private void measure(Player player) {
        long before = player.bytes;
        player.bytes = player.state.heapBytes();
        bytes += player.bytes - before;
    }

    /** Takes in a player who was read, or is new; it stays at least until the next one comes. */
    Player add(String playerId, PlayerState state) throws Exception {
        Player player = new Player(playerId, state);
        if (maxBytes == 0) {
            return player;
        }
        player.bytes = state.heapBytes();
        bytes += player.bytes;
        makeRoom(null);
        player.index = all.size();
        all.add(player);
        byId.put(playerId, player);
        return player;
    }

    /**
     * Keeps a player that may have changed.
     *
     * @param deadline when it is to be looked at on the arrival clock, or {@link #NEVER}
     */
    void changed(Player player, long deadline) throws Exception {
        if (player.index < 0) {
            backing.write(player.id, player.state, deadline);
            return;
        }
        if (deadline != player.deadline) {
            unlink(player);
            player.deadline = deadline;
            link(player);
        }
        if (bytes > maxBytes) {
            makeRoom(player);
        }
        if (player.unwritten) {
            player.changedAgain = true;
            return;
        }
        player.unwritten = true;
        player.changedAgain = false;
        unwritten.add(player);
        waiting++;
        while (waiting > mostUnwritten) {
            writeOldest();
        }
    }

    /** Forgets a player without writing: the caller clears the keyed state. */
    void remove(Player player) {
        if (player.index >= 0) {
            leave(player);
        }
    }

    /** Looks ahead at the next players of the earliest deadline, if it is up to a time. */
    void lookAheadDue(long time) {
        Map.Entry<Long, Player> first = due.firstEntry();
        if (first == null || first.getKey() > time) {
            return;
        }
        int count = 0;
        for (Player next = first.getValue(); next != null && count < TOGETHER; next = next.next) {
            ahead[count] = next;
            count++;
        }
        lookAt(count);
    }

    /** The player with the earliest deadline up to a time, or null; it has none from then on. */
    Player takeDue(long time) {
        Map.Entry<Long, Player> first = due.firstEntry();
        if (first == null || first.getKey() > time) {
            return null;
        }
        Player player = first.getValue();
        unlink(player);
        player.deadline = NEVER;
        return player;
    }

    /** Writes all that changed, so that the keyed state is whole. */
    void writeAll() throws Exception {
        List<Player> next = new ArrayList<>(TOGETHER);
        while (!unwritten.isEmpty()) {
            while (next.size() < TOGETHER && !unwritten.isEmpty()) {
                Player player = unwritten.remove();
                if (player.unwritten) {
                    next.add(player);
                }
            }
            // As in lookAhead. One that has gone is not measured: its bytes do not count any more.
            next.forEach(this::measure);
            for (Player player : next) {
                write(player);
            }
            next.clear();
        }
    }

    /** How many players it holds. */
    int size() {
        return all.size();
    }

    /** How much memory they take, about. */
    long bytes() {
        return bytes;
    }

    /** Lets players go, those that were not asked for lately first. */
    private void makeRoom(Player kept) throws Exception {
        int left = kept == null ? 0 : 1;
        while (bytes > maxBytes && all.size() > left) {
            if (hand >= all.size()) {
                hand = 0;
            }
            Player player = all.get(hand);
            if (player == kept || player.used) {
                player.used = false;
                hand++;
            } else {
                write(player);
                leave(player);
            }
        }
    }

    private void leave(Player player) {
        byId.remove(player.id);
        Player last = all.remove(all.size() - 1);
        if (last != player) {
            all.set(player.index, last);
            last.index = player.index;
        }
        player.index = -1;
        bytes -= player.bytes;
        unlink(player);
        player.deadline = NEVER;
        if (player.unwritten) {
            player.unwritten = false;
            waiting--;
        }
        if (unwritten.size() > 2 * waiting + MOST_GONE) {
            unwritten.removeIf(one -> !one.unwritten);
        }
    }

    /** One that keeps changing waits on: it would soon have to be written again. */
    private void writeOldest() throws Exception {
        Player oldest = unwritten.remove();
        if (oldest.unwritten && oldest.changedAgain) {
            oldest.changedAgain = false;
            unwritten.add(oldest);
        } else {
            write(oldest);
        }
    }

    private void write(Player player) throws Exception {
        if (player.unwritten) {
            backing.write(player.id, player.state, player.deadline);
            player.unwritten = false;
            waiting--;
        }
    }

    private void link(Player player) {
        if (player.deadline != NEVER) {
            player.next = due.put(player.deadline, player);
            if (player.next != null) {
                player.next.previous = player;
            }
        }
    }

    private void unlink(Player player) {
        if (player.deadline == NEVER) {
            return;
        }
        if (player.next != null) {
            player.next.previous = player.previous;
        }
        if (player.previous != null) {
            player.previous.next = player.next;
        } else if (player.next != null) {
            due.put(player.deadline, player.next);
        } else {
            due.remove(player.deadline);
        }
        player.previous = null;
        player.next = null;
    }
}
