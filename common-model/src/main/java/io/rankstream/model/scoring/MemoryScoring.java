package io.rankstream.model.scoring;

import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.standings.FinalScore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The whole scoring on the heap, without a job: drives {@link PlayerScoring} and {@link
 * GroupScoring} as the operators do, and keeps the boards that their commands make.
 *
 * <p>Time stands still until it is advanced. A board stays when its retention is over. Not safe for
 * several threads.
 */
public final class MemoryScoring {

    /** What is announced of a closed window, all partitions together. */
    public static final class Announced {

        long members;
        long checksum;

        /** How many members stand in it. */
        public long members() {
            return members;
        }

        /** As {@link WindowChecksum} defines it. */
        public long checksum() {
            return checksum;
        }
    }

    private static final class Player {

        private PlayerState state = new PlayerState();
        private final MemoryPlayerStore store;
        private long arrivalTimer = PlayerState.NEVER;
        private long wallTimer = PlayerState.NEVER;

        private Player(MemoryPlayerStore store) {
            this.store = store;
        }
    }

    private List<GroupState> siblingsOf(Group group) {
        List<GroupState> siblings = new ArrayList<>();
        for (Group other : groups.values()) {
            if (other != group && other.state.key().place().equals(group.state.key().place())) {
                siblings.add(other.state);
            }
        }
        return siblings;
    }

    private final class Group {

        private GroupState state;
        private final MemoryGroupStore store = new MemoryGroupStore(() -> siblingsOf(this));

        private Group(GroupKey key) {
            state = new GroupState(key);
        }
    }

    /** The deadlines of a kind of keys, earliest first; one that was moved is left in and stale. */
    private static final class Timers<K> {

        private static final class Timer<K> {

            private final long deadline;
            private final long number;
            private final K key;

            private Timer(long deadline, long number, K key) {
                this.deadline = deadline;
                this.number = number;
                this.key = key;
            }
        }

        private final PriorityQueue<Timer<K>> queue =
                new PriorityQueue<>(
                        (a, b) ->
                                a.deadline == b.deadline
                                        ? Long.compare(a.number, b.number)
                                        : Long.compare(a.deadline, b.deadline));

        private long numbers;

        private void add(long deadline, K key) {
            if (deadline != PlayerState.NEVER) {
                queue.add(new Timer<>(deadline, numbers++, key));
            }
        }

        /** Takes out the earliest that is due, or null if none is. */
        private Timer<K> pollDue(long now) {
            Timer<K> earliest = queue.peek();
            return earliest == null || earliest.deadline > now ? null : queue.poll();
        }
    }

    private final Map<String, Player> players = new LinkedHashMap<>();
    private final Map<GroupKey, Group> groups = new LinkedHashMap<>();
    private final Timers<String> arrivalTimers = new Timers<>();
    private final Timers<String> wallTimers = new Timers<>();
    private final Timers<GroupKey> groupTimers = new Timers<>();
    private final Map<String, DimensionRow> broadcast = new HashMap<>();
    private final Map<BoardAddress, Map<String, Double>> boards = new HashMap<>();
    private final Map<String, Announced> windows = new TreeMap<>();
    private final WindowShares shares = new WindowShares();
    private final Map<ScoringCount, Long> counts = new EnumMap<>(ScoringCount.class);
    private final Consumer<BoardCommand> commands;
    private final Consumer<DeadLetter> deadLetters;
    private final Consumer<FinalScore> finalScores;
    private final Supplier<MemoryPlayerStore> stores;
    private final ScoringRules rules;
    private final PlayerScoring scoring;
    private final GroupScoring groupScoring;

    private long arrivalClock = Long.MIN_VALUE;
    private long wallClock;
    private long revision;

    /**
     * @param rules may change at any time; {@link #sweep} brings everybody in line with them
     * @param commands takes each command, after the boards here have followed it
     * @param deadLetters takes what could not be used
     */
    public MemoryScoring(
            ScoringRules rules,
            ScoringLimits limits,
            Consumer<BoardCommand> commands,
            Consumer<DeadLetter> deadLetters) {
        this(rules, limits, commands, deadLetters, score -> {}, MemoryPlayerStore::new);
    }

    MemoryScoring(
            ScoringRules rules,
            ScoringLimits limits,
            Consumer<BoardCommand> commands,
            Consumer<DeadLetter> deadLetters,
            Consumer<FinalScore> finalScores,
            Supplier<MemoryPlayerStore> stores) {
        this.rules = rules;
        this.commands = commands;
        this.deadLetters = deadLetters;
        this.finalScores = finalScores;
        this.stores = stores;
        ScoringClock clock = new Clock();
        ScoringOutput output = new Output();
        scoring = new PlayerScoring(rules, limits, broadcast::get, clock, output);
        groupScoring = new GroupScoring(rules, clock, output);
    }

    /** As {@link PlayerScoring#setSayingFinalScores}. */
    void setSayingFinalScores(boolean sayingFinalScores) {
        scoring.setSayingFinalScores(sayingFinalScores);
    }

    /** Takes an event, a row or a message; the arrival clock does not move with it. */
    public void send(PlayerInput input) {
        try {
            Player player = open(input.playerId());
            if (input instanceof GameplayEvent) {
                scoring.event((GameplayEvent) input);
            } else if (input instanceof DimensionRow) {
                scoring.row((DimensionRow) input);
            } else if (input instanceof PlayerMessage) {
                scoring.message((PlayerMessage) input);
            } else {
                scoring.probe((BoardProbe) input);
            }
            keep(input.playerId(), player);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a row known to players of whom none was sent. */
    public void broadcast(DimensionRow row) {
        broadcast.put(row.key(), row);
    }

    private Player open(String id) throws IOException {
        Player player = players.computeIfAbsent(id, key -> new Player(stores.get()));
        scoring.open(id, player.state, player.store);
        return player;
    }

    private void keep(String id, Player player) throws IOException {
        scoring.close();
        long arrival = scoring.arrivalDeadline();
        if (arrival != player.arrivalTimer) {
            player.arrivalTimer = arrival;
            arrivalTimers.add(arrival, id);
        }
        long wall = scoring.wallDeadline();
        if (wall != player.wallTimer) {
            player.wallTimer = wall;
            wallTimers.add(wall, id);
        }
        if (player.state.isEmpty() && player.store.isEmpty()) {
            players.remove(id);
        }
    }

    private void keep(Group group) {
        GroupState state = group.state;
        long arrival = groupScoring.arrivalDeadline();
        if (arrival != state.arrivalTimer()) {
            state.setArrivalTimer(arrival);
            groupTimers.add(arrival, state.key());
        }
        if (state.isEmpty()) {
            groups.remove(state.key());
        }
    }

    /** When something is due next for any player on the arrival clock. */
    long playerDeadline() {
        return players.values().stream()
                .mapToLong(player -> player.arrivalTimer)
                .min()
                .orElse(PlayerState.NEVER);
    }

    /** Brings every player and group in line with the rules. */
    public void sweep() {
        try {
            for (String id : new ArrayList<>(players.keySet())) {
                keep(id, open(id));
            }
            for (Group group : new ArrayList<>(groups.values())) {
                groupScoring.open(group.state, group.store);
                groupScoring.close();
                keep(group);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Advances the arrival clock, never back, and does what is due on it.
     *
     * @param now epoch milliseconds; {@code Long.MAX_VALUE} closes every window and session, and
     *     leaves rolling windows where they are
     */
    public void advanceArrival(long now) {
        arrivalClock = Math.max(arrivalClock, now);
        try {
            // As long as something is due: a deadline may bring another one that has passed.
            for (Timers.Timer<String> due = arrivalTimers.pollDue(arrivalClock);
                    due != null;
                    due = arrivalTimers.pollDue(arrivalClock)) {
                Player player = players.get(due.key);
                if (player != null && player.arrivalTimer == due.deadline) {
                    player.arrivalTimer = PlayerState.NEVER;
                    open(due.key);
                    scoring.arrivalTimer();
                    keep(due.key, player);
                    requireMet(due, player.arrivalTimer);
                }
            }
            for (Timers.Timer<GroupKey> due = groupTimers.pollDue(arrivalClock);
                    due != null;
                    due = groupTimers.pollDue(arrivalClock)) {
                Group group = groups.get(due.key);
                if (group != null && group.state.arrivalTimer() == due.deadline) {
                    group.state.setArrivalTimer(PlayerState.NEVER);
                    groupScoring.open(group.state, group.store);
                    groupScoring.arrivalTimer();
                    groupScoring.close();
                    keep(group);
                    requireMet(due, group.state.arrivalTimer());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shares.announceClosed(rules, arrivalClock, wallClock, this::announce);
    }

    /** A deadline that stays would be due for ever. */
    private static void requireMet(Timers.Timer<?> due, long next) {
        if (next == due.deadline) {
            throw new IllegalStateException(due.key + " is still due at " + next);
        }
    }

    /**
     * Sets the wall clock and does what is due on it.
     *
     * @param now epoch milliseconds
     */
    public void setWall(long now) {
        wallClock = now;
        try {
            for (Timers.Timer<String> due = wallTimers.pollDue(wallClock);
                    due != null;
                    due = wallTimers.pollDue(wallClock)) {
                Player player = players.get(due.key);
                if (player != null && player.wallTimer == due.deadline) {
                    player.wallTimer = PlayerState.NEVER;
                    open(due.key);
                    scoring.wallTimer();
                    keep(due.key, player);
                    requireMet(due, player.wallTimer);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Epoch milliseconds; {@code Long.MIN_VALUE} before it was advanced. */
    public long arrivalClock() {
        return arrivalClock;
    }

    /** Epoch milliseconds. */
    public long wallClock() {
        return wallClock;
    }

    /** The boards as they are published, without empty ones: member to Redis score. */
    public Map<BoardAddress, Map<String, Double>> boards() {
        return Collections.unmodifiableMap(boards);
    }

    /** What was announced of closed windows, by {@code <board>:<label of the window>}. */
    public Map<String, Announced> windows() {
        shares.announceClosed(rules, arrivalClock, wallClock, this::announce);
        return Collections.unmodifiableMap(windows);
    }

    private void announce(ScoringTrack track, WindowShares.Share share) {
        String key = track.name() + ":" + track.window().label(share.windowStart());
        Announced window = windows.computeIfAbsent(key, k -> new Announced());
        window.members += share.members();
        window.checksum += share.checksum();
    }

    /** How often something was counted. */
    public long count(ScoringCount what) {
        return counts.getOrDefault(what, 0L);
    }

    /** As {@link PlayerScoring#reassert}, for every player, and for groups where all matters. */
    void reassert(ScoringTrack track) throws IOException {
        for (String id : new ArrayList<>(players.keySet())) {
            Player player = open(id);
            scoring.reassert(track);
            keep(id, player);
        }
        if (track == null) {
            for (Group group : new ArrayList<>(groups.values())) {
                groupScoring.open(group.state, group.store);
                groupScoring.reassert();
                groupScoring.close();
                keep(group);
            }
        }
    }

    /** As {@link PlayerScoring#setReasserting}, for groups too. */
    void setReasserting(boolean reasserting) {
        scoring.setReasserting(reasserting);
        groupScoring.setReasserting(reasserting);
    }

    /** Whether anything is kept of a player. */
    boolean remembers(String playerId) {
        return players.containsKey(playerId);
    }

    /** Turns the state of one player or group into another, such as what is read of its bytes. */
    interface Exchange<S> {

        S apply(S state) throws IOException;
    }

    /** Exchanges the hot state of every player and group. */
    void exchange(Exchange<PlayerState> ofPlayer, Exchange<GroupState> ofGroup) throws IOException {
        for (Player player : players.values()) {
            player.state = ofPlayer.apply(player.state);
        }
        for (Group group : groups.values()) {
            group.state = ofGroup.apply(group.state);
        }
    }

    private final class Clock implements ScoringClock {

        @Override
        public long arrival() {
            return arrivalClock;
        }

        @Override
        public long wall() {
            return wallClock;
        }

        @Override
        public long warmUntil() {
            return 0;
        }
    }

    private final class Output implements ScoringOutput {

        @Override
        public void command(BoardCommand command) {
            if (command instanceof PutScore) {
                put((PutScore) command);
            } else if (command instanceof RemoveMember) {
                remove((RemoveMember) command);
            }
            commands.accept(command);
        }

        private void put(PutScore put) {
            boards.computeIfAbsent(put.address(), address -> new HashMap<>())
                    .put(put.member(), put.score());
        }

        private void remove(RemoveMember remove) {
            Map<String, Double> board = boards.get(remove.address());
            if (board == null) {
                return;
            }
            board.remove(remove.member());
            if (board.isEmpty()) {
                boards.remove(remove.address());
            }
        }

        @Override
        public void contribute(GroupContribution contribution) {
            Group group = groups.computeIfAbsent(contribution.group(), Group::new);
            try {
                groupScoring.open(group.state, group.store);
                groupScoring.contribute(contribution);
                groupScoring.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            keep(group);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            deadLetters.accept(letter);
        }

        @Override
        public void share(ScoringTrack track, long windowStart, int members, long checksum) {
            shares.add(track.id(), windowStart, members, checksum);
        }

        @Override
        public void finalScore(FinalScore score) {
            finalScores.accept(score);
        }

        @Override
        public void count(ScoringCount what) {
            counts.merge(what, 1L, Long::sum);
        }

        @Override
        public long nextRevision() {
            return ++revision;
        }
    }
}
