package io.rankstream.leaderboard.operator;

import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.scoring.PlayerState;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The players that were touched last, on the heap, in front of the keyed state: a bounded
 * write-back cache of two levels.
 *
 * <p>Those of the last moments are <em>awake</em>: decoded, some forty objects each. The others are
 * <em>asleep</em>: packed as they are written. Objects that live long and change all the time are
 * what costs a garbage collector most, more than packing and unpacking does; so what lives long
 * here is bytes.
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

    /** What one takes on the heap beside its bytes, or its objects. */
    static final long HEAP_BYTES = 200;

    /** So much of the memory is for those that are awake. */
    private static final int AWAKE_PART = 16;

    /** So many that have gone may be among those that wait, and as many again as wait. */
    private static final int MOST_GONE = 64;

    /** One in so many of those that wait is written ahead, and at most this many at a time. */
    private static final int AHEAD_PART = 32;

    private static final int MOST_AHEAD = 1_000;

    private static final int ASLEEP = -1;

    /** The keyed state behind the cache, and what its values look like. */
    interface Backing {

        void pack(PlayerState state, PackedOutput out);

        PlayerState unpack(PackedInput in) throws IOException;

        /**
         * Writes a player who need not be the current key, and leaves the current key as it was.
         *
         * @param packed the state; may be added to
         */
        void write(Player player, PackedOutput packed) throws Exception;
    }

    /** A player on the heap. */
    final class Player {

        private final String id;

        /** Its place in {@link #all}; -1 if it has gone. */
        private int index = -1;

        /** Its place in {@link #awake}. */
        private int awakeIndex = ASLEEP;

        private long deadline = NEVER;
        private long arrivalTimer = NEVER;
        private long wallTimer = NEVER;

        /** Tells its deadline from those it had before: {@link Due}. */
        private int deadlineNumber;

        /** How much memory it takes awake, about. */
        private long awakeBytes;

        /** The {@link PlayerState#nextCloseAt} that the cells do not hold. */
        private long nextCloseAt;

        private int firstCell = PackedPlayers.NONE;
        private int length;

        /** Whether the cells hold what the state is. */
        private boolean packed;

        private boolean unwritten;

        /** Whether it was asked for since the search for room last came by. */
        private boolean used;

        /** As {@link #used}, among those that are awake. */
        private boolean usedAwake;

        /** Whether it changed again since it began to wait, or was last left waiting. */
        private boolean changedAgain;

        private Player(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }

        /** Of one that was just asked for. */
        PlayerState state() {
            return awakeStates[awakeIndex];
        }

        /** When it is to be looked at on the arrival clock, or {@link #NEVER}. */
        long deadline() {
            return deadline;
        }

        /** The deadline on the arrival clock that a timer is set for, or {@link #NEVER}. */
        long arrivalTimer() {
            return arrivalTimer;
        }

        void setArrivalTimer(long arrivalTimer) {
            this.arrivalTimer = arrivalTimer;
        }

        /** As {@link #arrivalTimer}, on the wall clock. */
        long wallTimer() {
            return wallTimer;
        }

        void setWallTimer(long wallTimer) {
            this.wallTimer = wallTimer;
        }
    }

    /**
     * The players of one deadline in the order they were given it. Those that have another by now
     * are among them: each has the number that the player's deadline had then.
     */
    private static final class Due {

        /** What a deadline takes on the heap, its place among the others included. */
        private static final long HEAP_BYTES = 180;

        private final List<Player> players = new ArrayList<>();
        private int[] numbers = new int[4];
        private int taken;
        private int waiting;

        private void add(Player player) {
            if (players.size() == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * numbers.length);
            }
            numbers[players.size()] = player.deadlineNumber;
            players.add(player);
            waiting++;
        }

        private boolean isWaiting(int at) {
            return players.get(at).deadlineNumber == numbers[at];
        }

        private void leave() {
            waiting--;
            if (players.size() - taken > 2 * waiting + MOST_GONE) {
                removeGone();
            }
        }

        private void removeGone() {
            int kept = 0;
            for (int at = taken; at < players.size(); at++) {
                if (isWaiting(at)) {
                    numbers[kept] = numbers[at];
                    players.set(kept, players.get(at));
                    kept++;
                }
            }
            players.subList(kept, players.size()).clear();
            taken = 0;
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

    private final PackedPlayers cells = new PackedPlayers();
    private final PackedOutput packing = new PackedOutput(1 << 10);

    /**
     * In no order; {@link #awakeHand} goes round it. The states are not with the players: an old
     * object that is given a young one over and over again is work for the garbage collector.
     */
    private Player[] awake = new Player[2 * TOGETHER];

    private PlayerState[] awakeStates = new PlayerState[2 * TOGETHER];
    private int awakeCount;
    private int awakeHand;
    private long awakeBytes;

    /** In the order in which they began to wait, those that have gone since among them. */
    private final ArrayDeque<Player> unwritten = new ArrayDeque<>();

    private int waiting;

    private final Player[] ahead = new Player[TOGETHER];
    private final Player[] next = new Player[TOGETHER];

    /** Nobody asks for it; without it there would be no need to look. */
    @SuppressWarnings("UnusedVariable")
    private int looked;

    private final TreeMap<Long, Due> dues = new TreeMap<>();

    /**
     * @param maxBytes how much memory the players may take, about; with 0 none is kept and
     *     everything is written at once
     * @param mostUnwritten how many of them may wait to be written
     */
    HotPlayers(long maxBytes, int mostUnwritten, Backing backing) {
        this.maxBytes = maxBytes;
        this.mostUnwritten = mostUnwritten;
        this.backing = backing;
    }

    /** The player, awake until it is kept, or null if only the keyed state knows. */
    Player get(String playerId) throws IOException {
        Player player = byId.get(playerId);
        if (player != null) {
            wake(player);
        }
        return player;
    }

    /** The player as it is, asleep or awake, or null if only the keyed state knows. */
    Player peek(String playerId) {
        return byId.get(playerId);
    }

    /** Takes in a player who was read, or is new; it is awake until it is kept. */
    Player add(String playerId, PlayerState state) {
        Player player = new Player(playerId);
        player.index = all.size();
        all.add(player);
        byId.put(playerId, player);
        bytes += HEAP_BYTES;
        wake(player, state);
        return player;
    }

    private void wake(Player player) throws IOException {
        player.used = true;
        if (player.awakeIndex == ASLEEP) {
            PlayerState state =
                    backing.unpack(cells.read(player.firstCell, player.length, packing));
            state.setNextCloseAt(player.nextCloseAt);
            wake(player, state);
        } else {
            player.usedAwake = true;
        }
    }

    private void wake(Player player, PlayerState state) {
        if (awakeCount == awake.length) {
            awake = Arrays.copyOf(awake, 2 * awakeCount);
            awakeStates = Arrays.copyOf(awakeStates, 2 * awakeCount);
        }
        player.usedAwake = false;
        player.awakeIndex = awakeCount;
        awake[awakeCount] = player;
        awakeStates[awakeCount] = state;
        awakeCount++;
        player.awakeBytes = 0;
        measure(player);
    }

    private void measure(Player player) {
        long more = player.state().heapBytes() - player.awakeBytes;
        player.awakeBytes += more;
        awakeBytes += more;
        bytes += more;
    }

    private void sleep(Player player) {
        pack(player);
        player.nextCloseAt = player.state().nextCloseAt();
        fallAsleep(player);
    }

    private void fallAsleep(Player player) {
        awakeCount--;
        Player last = awake[awakeCount];
        awake[player.awakeIndex] = last;
        awakeStates[player.awakeIndex] = awakeStates[awakeCount];
        last.awakeIndex = player.awakeIndex;
        awake[awakeCount] = null;
        awakeStates[awakeCount] = null;
        player.awakeIndex = ASLEEP;
        awakeBytes -= player.awakeBytes;
        bytes -= player.awakeBytes;
    }

    private void pack(Player player) {
        if (!player.packed) {
            packing.reset();
            backing.pack(player.state(), packing);
            bytes += PackedPlayers.room(packing.size()) - PackedPlayers.room(player.length);
            player.firstCell = cells.put(packing, player.firstCell);
            player.length = packing.size();
            player.packed = true;
        }
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
            Player player = ahead[i];
            if (player == null) {
                continue;
            }
            if (player.awakeIndex == ASLEEP) {
                looked += cells.look(player.firstCell, player.length);
            } else {
                measure(player);
            }
            ahead[i] = null;
        }
    }

    /**
     * Keeps a player that may have changed; it need not be awake any more.
     *
     * @param deadline when the player is to be looked at on the arrival clock, or {@link #NEVER}
     */
    void changed(Player player, long deadline) throws Exception {
        player.packed = false;
        if (deadline != player.deadline) {
            unlink(player);
            link(player, deadline);
        }
        if (player.unwritten) {
            player.changedAgain = true;
        } else {
            letWait(player);
        }
        makeRoom();
        writeTooMany();
    }

    /** Has a player written again whose timers changed. */
    void rewrite(Player player) throws Exception {
        if (!player.unwritten) {
            letWait(player);
            writeTooMany();
        }
    }

    private void letWait(Player player) {
        player.unwritten = true;
        player.changedAgain = false;
        unwritten.add(player);
        waiting++;
    }

    private void writeTooMany() throws Exception {
        while (waiting > mostUnwritten) {
            writeOldest();
        }
    }

    /** Looks ahead at the next players of the earliest deadline, if it is up to a time. */
    void lookAheadDue(long time) {
        Map.Entry<Long, Due> first = dues.firstEntry();
        if (first == null || first.getKey() > time) {
            return;
        }
        Due due = first.getValue();
        int count = 0;
        for (int at = due.taken; at < due.players.size() && count < TOGETHER; at++) {
            if (due.isWaiting(at)) {
                ahead[count] = due.players.get(at);
                count++;
            }
        }
        lookAt(count);
    }

    /**
     * The player with the earliest deadline up to a time, awake until it is kept, or null; it has
     * no deadline from then on.
     */
    Player takeDue(long time) throws IOException {
        Map.Entry<Long, Due> first = dues.firstEntry();
        if (first == null || first.getKey() > time) {
            return null;
        }
        Due due = first.getValue();
        while (!due.isWaiting(due.taken)) {
            due.taken++;
        }
        Player player = due.players.get(due.taken);
        due.taken++;
        unlink(player);
        wake(player);
        return player;
    }

    /** Writes all that changed, so that the keyed state is whole. */
    void writeAll() throws Exception {
        while (!unwritten.isEmpty()) {
            int count = 0;
            while (count < TOGETHER && !unwritten.isEmpty()) {
                Player player = unwritten.remove();
                if (player.unwritten) {
                    next[count] = player;
                    ahead[count] = player;
                    count++;
                }
            }
            lookAt(count);
            for (int i = 0; i < count; i++) {
                write(next[i]);
                next[i] = null;
            }
        }
    }

    /**
     * Writes some of those that have waited longest, so that {@link #writeAll} has fewer to write:
     * called often, all but those of the last few calls.
     */
    void writeAhead() throws Exception {
        int count = Math.min(waiting / AHEAD_PART, MOST_AHEAD);
        for (int i = 0; i < count && waiting > 0; i++) {
            writeOldest();
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

    /** Has players sleep, and lets players go, those that were not asked for lately first. */
    private void makeRoom() throws Exception {
        while (awakeBytes > maxBytes / AWAKE_PART) {
            if (awakeHand >= awakeCount) {
                awakeHand = 0;
            }
            Player player = awake[awakeHand];
            if (player.usedAwake) {
                player.usedAwake = false;
                awakeHand++;
            } else {
                sleep(player);
            }
        }
        while (bytes > maxBytes) {
            if (hand >= all.size()) {
                hand = 0;
            }
            Player player = all.get(hand);
            if (player.used) {
                player.used = false;
                hand++;
            } else {
                write(player);
                remove(player);
            }
        }
    }

    /** Forgets a player without writing: the caller clears the keyed state. */
    void remove(Player player) {
        byId.remove(player.id);
        Player last = all.remove(all.size() - 1);
        if (last != player) {
            all.set(player.index, last);
            last.index = player.index;
        }
        player.index = -1;
        if (player.awakeIndex != ASLEEP) {
            fallAsleep(player);
        }
        cells.free(player.firstCell);
        bytes -= HEAP_BYTES + PackedPlayers.room(player.length);
        unlink(player);
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
            pack(player);
            packing.reset();
            cells.copy(player.firstCell, player.length, packing);
            backing.write(player, packing);
            player.unwritten = false;
            waiting--;
        }
    }

    private void link(Player player, long deadline) {
        player.deadline = deadline;
        if (deadline == NEVER) {
            return;
        }
        Due due = dues.get(deadline);
        if (due == null) {
            due = new Due();
            dues.put(deadline, due);
            bytes += Due.HEAP_BYTES;
        }
        due.add(player);
    }

    private void unlink(Player player) {
        if (player.deadline != NEVER) {
            player.deadlineNumber++;
            Due due = dues.get(player.deadline);
            due.leave();
            if (due.waiting == 0) {
                dues.remove(player.deadline);
                bytes -= Due.HEAP_BYTES;
            }
            player.deadline = NEVER;
        }
    }
}
