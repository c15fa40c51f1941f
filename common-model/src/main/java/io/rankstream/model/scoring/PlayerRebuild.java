package io.rankstream.model.scoring;

import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.player.PlayerMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Scores one player after the other from everything that is known of them.
 *
 * <p>It drives {@link PlayerScoring} as the live job does, with two differences: rules, rows, bans
 * and erasures are all there before the first event, and nothing is forgotten, so an event counts
 * however old it was when it arrived. Whether it is late is still decided by its own two times.
 *
 * <p>{@link #begin}, {@link #event} for each event in the order of their arrival, {@link #end}. All
 * state is that of the player at hand. Not safe for several threads.
 */
public final class PlayerRebuild {

    /** How often the clock is looked at, in the milliseconds of the clock. */
    private static final long TICK_MILLIS = 60_000L;

    private final ScoringLimits live;
    private final ScoringLimits limits;
    private final Consumer<PutScore> scores;
    private final Consumer<GroupContribution> contributions;
    private final Consumer<ScoringCount> counts;
    private final PlayerScoring scoring;
    private final long asOf;
    private final boolean asLive;
    private final List<LogEntry> entries = new ArrayList<>();

    private ScoringTrack explained;
    private List<Counted> counted = List.of();
    private long clock;
    private long nextTick;
    private String playerId;
    private PlayerState state;
    private MemoryPlayerStore store;
    private List<PlayerMessage> later;
    private int nextLater;

    /**
     * @param rules hold everything that is in force; made with {@link
     *     ScoringLimits#withoutForgetting}
     * @param live the limits of the live job
     * @param asOf the time of both clocks, epoch milliseconds; nothing arrives later
     * @param asLive whether events beyond the deduplication horizon are left out, as the live job
     *     does; they are counted all the same as {@link ScoringCount#BEYOND_HORIZON}
     * @param scores takes what each player has
     * @param contributions takes what each player has on boards whose members gather many
     */
    public PlayerRebuild(
            ScoringRules rules,
            ScoringLimits live,
            long asOf,
            boolean asLive,
            Consumer<PutScore> scores,
            Consumer<GroupContribution> contributions,
            Consumer<ScoringCount> counts) {
        this.live = live;
        this.limits = live.withoutForgetting();
        this.asOf = asOf;
        this.asLive = asLive;
        this.scores = scores;
        this.contributions = contributions;
        this.counts = counts;
        this.scoring = new PlayerScoring(rules, limits, id -> null, new Clock(), new Output());
    }

    /** Collects what counts on a track from here on; see {@link #counted}. */
    void explain(ScoringTrack track) {
        explained = track;
        scoring.setWitness(
                entry -> {
                    if (!entry.isAdjustment() || entry.trackId() == track.id()) {
                        entries.add(entry);
                    }
                });
    }

    /** What of the last player counts on the track that is explained. */
    List<Counted> counted() {
        return counted;
    }

    /**
     * Begins with a player.
     *
     * @param rows all of the player, in the order of their arrival
     * @param messages all of the player, in the order of their arrival
     */
    public void begin(String playerId, List<ArrivedRow> rows, List<PlayerMessage> messages)
            throws IOException {
        this.playerId = playerId;
        state = new PlayerState();
        store = new MemoryPlayerStore();
        entries.clear();
        clock = Long.MIN_VALUE;
        nextTick = Long.MIN_VALUE;
        scoring.setJudgingAgain(false);
        scoring.open(playerId, state, store);
        long erasedUntil = addRows(rows);
        later = new ArrayList<>();
        nextLater = 0;
        boolean retracts = false;
        for (PlayerMessage message : messages) {
            switch (message.kind()) {
                case ERASE:
                    erasedUntil = Math.max(erasedUntil, message.arrivalTime());
                    break;
                case BAN:
                case UNBAN:
                    scoring.message(message);
                    break;
                default:
                    retracts |= message.kind() == PlayerMessage.Kind.RETRACT;
                    later.add(message);
                    break;
            }
        }
        if (erasedUntil != Long.MIN_VALUE) {
            scoring.message(PlayerMessage.erase(playerId, 0, "", erasedUntil));
        }
        if (retracts && limits.hasSessions()) {
            // What is taken back leaves a session only if it arrived before that was closed.
            scoring.setJudgingAgain(true);
        } else if (retracts) {
            tellRetractions();
        }
    }

    private void tellRetractions() throws IOException {
        List<PlayerMessage> others = new ArrayList<>();
        for (PlayerMessage message : later) {
            if (message.kind() == PlayerMessage.Kind.RETRACT) {
                scoring.message(message);
            } else {
                others.add(message);
            }
        }
        later = others;
    }

    /**
     * Gives the player the rows that are not forgotten.
     *
     * @return until when a player whose row was deleted was erased for it, or {@code
     *     Long.MIN_VALUE}
     */
    private long addRows(List<ArrivedRow> rows) throws IOException {
        long erasedUntil = Long.MIN_VALUE;
        int first = 0;
        for (int i = 0; i < rows.size(); i++) {
            DimensionRow row = rows.get(i).row();
            if (!row.isDeleted()) {
                continue;
            }
            long erasedAt = row.validFrom() + live.forgetDeletedAfterMillis();
            long nextArrival = i + 1 < rows.size() ? rows.get(i + 1).arrivalTime() : asOf;
            if (erasedAt <= nextArrival) {
                erasedUntil = erasedAt;
                first = i + 1;
            }
        }
        for (ArrivedRow row : rows.subList(first, rows.size())) {
            scoring.row(row.row());
        }
        return erasedUntil;
    }

    /** Tells the player what arrived before a time. */
    private void tell(long before) throws IOException {
        while (nextLater < later.size() && later.get(nextLater).arrivalTime() < before) {
            scoring.message(later.get(nextLater++));
        }
    }

    /**
     * Counts an event of the player.
     *
     * @throws IllegalStateException if one that arrived later was counted before
     */
    public void event(GameplayEvent event) throws IOException {
        long arrival = event.arrivalTime();
        if (arrival <= clock) {
            throw new IllegalStateException(
                    "event "
                            + event.id()
                            + " of player "
                            + playerId
                            + " arrived at "
                            + arrival
                            + ", before the one that was given earlier");
        }
        if (event.eventTime() < arrival - live.dedupHorizonMillis()) {
            counts.accept(ScoringCount.BEYOND_HORIZON);
            if (asLive) {
                return;
            }
        }
        tell(arrival);
        // Others may arrive in the same millisecond: what is due then is not due yet.
        advance(arrival - 1);
        scoring.event(event);
    }

    private void advance(long now) throws IOException {
        clock = now;
        if (now >= nextTick) {
            nextTick = now + TICK_MILLIS;
            doWhatIsDue();
        }
    }

    private void doWhatIsDue() throws IOException {
        while (scoring.arrivalDeadline() <= clock) {
            scoring.arrivalTimer();
        }
    }

    /** Ends with the player: says what the player has. */
    public void end() throws IOException {
        tell(Long.MAX_VALUE);
        clock = asOf;
        doWhatIsDue();
        scoring.close();
        if (explained != null) {
            counted = scoring.counted(entries, explained);
        }
    }

    private final class Clock implements ScoringClock {

        @Override
        public long arrival() {
            return clock;
        }

        @Override
        public long wall() {
            return asOf;
        }

        @Override
        public long warmUntil() {
            return 0;
        }
    }

    private final class Output implements ScoringOutput {

        private long revision;

        @Override
        public void command(BoardCommand command) {
            if (command instanceof PutScore) {
                scores.accept((PutScore) command);
            }
        }

        @Override
        public void contribute(GroupContribution contribution) {
            contributions.accept(contribution);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            // It was written when the event was counted live; here it is counted.
        }

        @Override
        public void share(ScoringTrack track, long windowStart, int members, long checksum) {
            // What is announced follows from the scores.
        }

        @Override
        public void count(ScoringCount what) {
            counts.accept(what);
        }

        @Override
        public long nextRevision() {
            return ++revision;
        }
    }
}
