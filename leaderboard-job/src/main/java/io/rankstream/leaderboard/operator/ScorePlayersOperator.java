package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.player.RefillBoard;
import io.rankstream.model.scoring.PlayerScoring;
import io.rankstream.model.scoring.PlayerState;
import io.rankstream.model.scoring.ScoringClock;
import io.rankstream.model.scoring.ScoringCount;
import io.rankstream.model.scoring.ScoringOutput;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Adapts {@link PlayerScoring} to the stream: one keyed input with everything about a player, one
 * broadcast input with rules and profiles.
 *
 * <p>It is an operator of its own, not a {@code KeyedBroadcastProcessFunction}, for two reasons. It
 * needs to emit a window's shares after the timers of a watermark and before the watermark itself,
 * and to walk over all keys in slices when the rules change: {@code applyToKeyedState} would hold
 * up barriers until it is through.
 */
public final class ScorePlayersOperator extends AbstractStreamOperator<BoardCommand>
        implements TwoInputStreamOperator<PlayerInput, BroadcastInput, BoardCommand>,
                Triggerable<String, VoidNamespace> {

    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", ModelTypes.DEAD_LETTER);

    private static final long serialVersionUID = 1L;

    private static final String PLAYER_STATE = "player";

    /** Keys refreshed in one go, and the pause between: about 50,000 a second at the most. */
    private static final int SWEEP_SLICE = 256;

    private static final long SWEEP_PAUSE_MILLIS = 5;

    private final ScoringConfig scoringConfig;

    private transient ValueState<PlayerState> players;
    private transient KeyedPlayerStore store;
    private transient BroadcastState<String, ControlUpdate> updates;
    private transient BroadcastState<String, byte[]> rows;
    private transient StoredRows storedRows;
    private transient ListState<Long> clocks;
    private transient ListState<Long> generations;
    private transient ListState<Boolean> sweeping;
    private transient ListState<Long> rulesTimes;
    private transient Set<Integer> saidRetired;
    private transient InternalTimerService<VoidNamespace> timers;

    private transient ScoringRules rules;
    private transient PlayerScoring scoring;
    private transient Output out;
    private transient boolean restored;
    private transient long arrivalClock;
    private transient long warmUntil;
    private transient long caughtUpAt;
    private transient int broadcastRows;

    private transient Stream<String> sweepKeys;
    private transient Iterator<String> sweep;
    private transient ScheduledFuture<?> nextSlice;
    private transient ScheduledFuture<?> nextChange;
    private transient long nextChangeAt;
    private transient long swept;

    public ScorePlayersOperator(ScoringConfig scoringConfig) {
        this.scoringConfig = scoringConfig;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        updates =
                context.getOperatorStateStore()
                        .getBroadcastState(
                                new MapStateDescriptor<>(
                                        "control-updates",
                                        Types.STRING,
                                        ModelTypes.CONTROL_UPDATE));
        rows =
                context.getOperatorStateStore()
                        .getBroadcastState(
                                new MapStateDescriptor<>(
                                        "player-rows",
                                        Types.STRING,
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        clocks =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("arrival-clock", Types.LONG));
        generations =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>("rules-generation", Types.LONG));
        sweeping =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("sweeping", Types.BOOLEAN));

        rulesTimes =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("rules-time", Types.LONG));
        saidRetired = new HashSet<>();

        for (Map.Entry<String, byte[]> ignored : rows.immutableEntries()) {
            broadcastRows++;
        }
        storedRows = new StoredRows(scoringConfig.profile().columns());
        rules = scoringConfig.newRules();
        restored = context.isRestored();
        if (restored) {
            for (Map.Entry<String, ControlUpdate> update : updates.immutableEntries()) {
                rules.apply(update.getValue());
            }
        } else {
            for (ControlUpdate update : scoringConfig.propertyUpdates()) {
                rules.apply(update);
                updates.put(update.subject(), update);
            }
        }
        // Of tasks that were at different points the farthest counts: a window that any of them
        // closed is looked for among the closed ones.
        arrivalClock = Long.MIN_VALUE;
        for (Long clock : clocks.get()) {
            arrivalClock = Math.max(arrivalClock, clock);
        }
        for (Long generation : generations.get()) {
            rules.setGeneration(Math.max(rules.generation(), generation));
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        players =
                getKeyedStateStore()
                        .getState(
                                new ValueStateDescriptor<>(
                                        PLAYER_STATE,
                                        ScoringTypes.player(scoringConfig.profile())));
        store = new KeyedPlayerStore(getRuntimeContext(), scoringConfig);
        timers = getInternalTimerService("deadlines", VoidNamespaceSerializer.INSTANCE, this);
        JobMetrics metrics = new JobMetrics(getMetricGroup());
        metrics.gauge(LeaderboardMetrics.BROADCAST_ROWS, () -> broadcastRows);
        metrics.gauge(LeaderboardMetrics.SWEPT_PLAYERS, () -> swept);
        out = new Output(metrics);
        long now = getProcessingTimeService().getCurrentProcessingTime();
        warmUntil = now + scoringConfig.warmupMillis();
        scoring =
                new PlayerScoring(
                        rules, scoringConfig.limits(), this::broadcastRow, new Clock(), out);
        if (restored) {
            caughtUpAt = now;
            scoring.setReasserting(true);
        }
        scheduleNextChange(rulesTime(now));
        if (wasSweeping()) {
            startSweep();
        } else if (restored) {
            scheduleSweep();
        }
    }

    /** Up to when changes that were announced ahead have come into force: the earliest of all. */
    private long rulesTime(long now) throws Exception {
        long earliest = now;
        for (Long time : rulesTimes.get()) {
            earliest = Math.min(earliest, time);
        }
        return earliest;
    }

    private boolean wasSweeping() throws Exception {
        for (Boolean any : sweeping.get()) {
            if (any) {
                return true;
            }
        }
        return false;
    }

    private DimensionRow broadcastRow(String playerId) {
        try {
            return storedRows.read(rows.get(playerId));
        } catch (Exception e) {
            throw new IllegalStateException("cannot read the broadcast row", e);
        }
    }

    @Override
    public void processElement1(StreamRecord<PlayerInput> element) throws Exception {
        PlayerInput input = element.getValue();
        if (input instanceof BoardProbe) {
            compareWithPublished((BoardProbe) input);
            return;
        }
        PlayerState state = openPlayer(input.playerId());
        if (input instanceof GameplayEvent) {
            scoring.event((GameplayEvent) input);
        } else if (input instanceof DimensionRow) {
            scoring.row((DimensionRow) input);
        } else {
            scoring.message((PlayerMessage) input);
        }
        keepPlayer(state);
    }

    /** A probe is not compared yet. */
    private void compareWithPublished(BoardProbe probe) {
        LOG.debug("not compared: a probe of {}", probe.board());
    }

    private PlayerState openPlayer(String playerId) throws Exception {
        PlayerState state = players.value();
        if (state == null) {
            state = new PlayerState();
        }
        scoring.open(playerId, state, store);
        return state;
    }

    /** Stores the player that is open and sets one timer a clock, for its earliest deadline. */
    private void keepPlayer(PlayerState state) throws Exception {
        long arrival = scoring.arrivalDeadline();
        if (arrival != state.arrivalTimer()) {
            if (state.arrivalTimer() != Long.MAX_VALUE) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, state.arrivalTimer());
            }
            if (arrival != Long.MAX_VALUE) {
                timers.registerEventTimeTimer(VoidNamespace.INSTANCE, arrival);
            }
            state.setArrivalTimer(arrival);
        }
        long wall = scoring.wallDeadline();
        if (wall != state.wallTimer()) {
            if (state.wallTimer() != Long.MAX_VALUE) {
                timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, state.wallTimer());
            }
            if (wall != Long.MAX_VALUE) {
                timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, wall);
            }
            state.setWallTimer(wall);
        }
        if (state.isEmpty()) {
            players.clear();
        } else {
            players.update(state);
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        PlayerState state = openPlayer(timer.getKey());
        state.setArrivalTimer(Long.MAX_VALUE);
        scoring.arrivalTimer();
        keepPlayer(state);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        PlayerState state = openPlayer(timer.getKey());
        state.setWallTimer(Long.MAX_VALUE);
        scoring.wallTimer();
        keepPlayer(state);
    }

    @Override
    public void processElement2(StreamRecord<BroadcastInput> element) throws Exception {
        BroadcastInput input = element.getValue();
        if (input instanceof DimensionRow) {
            keepRow((DimensionRow) input);
            return;
        }
        if (input instanceof BoardsLost || input instanceof RefillBoard) {
            publishAgain(input);
            return;
        }
        ControlUpdate update = (ControlUpdate) input;
        if (update.equals(updates.get(update.subject()))) {
            return;
        }
        updates.put(update.subject(), update);
        rules.apply(update);
        startSweep();
        scheduleNextChange(getProcessingTimeService().getCurrentProcessingTime());
    }

    /** Nothing is published again yet. */
    private void publishAgain(BroadcastInput request) {
        LOG.debug("not published again: {}", request);
    }

    private void keepRow(DimensionRow row) throws Exception {
        if (broadcastRows > scoringConfig.broadcastMaxRows()) {
            return;
        }
        boolean known = rows.contains(row.key());
        if (row.isDeleted()) {
            if (known) {
                rows.remove(row.key());
                broadcastRows--;
            }
            return;
        }
        rows.put(row.key(), storedRows.write(row));
        if (!known && ++broadcastRows > scoringConfig.broadcastMaxRows()) {
            LOG.warn(
                    "more than {} player rows: profiles are no longer copied to every task"
                            + " (dimension.player.broadcast_max_rows)",
                    scoringConfig.broadcastMaxRows());
            rows.clear();
        }
    }

    /** A rule or parameter that was announced ahead moves members when its time has come. */
    private void scheduleNextChange(long now) {
        if (nextChange != null) {
            nextChange.cancel(false);
        }
        nextChangeAt = rules.nextChangeAfter(now);
        if (nextChangeAt != Long.MAX_VALUE) {
            nextChange = getProcessingTimeService().registerTimer(nextChangeAt, this::changeRules);
        }
    }

    private void changeRules(long now) throws Exception {
        rules.setGeneration(rules.generation() + 1);
        startSweep();
        scheduleNextChange(now);
    }

    /** Walks over all players once, from the start if it is under way already. */
    private void startSweep() {
        closeSweep();
        sweepKeys =
                this.<String>getKeyedStateBackend().getKeys(PLAYER_STATE, VoidNamespace.INSTANCE);
        sweep = sweepKeys.iterator();
        swept = 0;
        scheduleSweep();
    }

    private void scheduleSweep() {
        if (nextSlice == null) {
            long next = getProcessingTimeService().getCurrentProcessingTime() + SWEEP_PAUSE_MILLIS;
            nextSlice = getProcessingTimeService().registerTimer(next, this::sweepSlice);
        }
    }

    private void sweepSlice(long now) throws Exception {
        nextSlice = null;
        if (sweep == null) {
            // After a restore: with another number of tasks, all have to say it again.
            sayWhatIsRetired();
            return;
        }
        for (int i = 0; i < SWEEP_SLICE && sweep.hasNext(); i++) {
            String playerId = sweep.next();
            setCurrentKey(playerId);
            PlayerState state = players.value();
            if (state != null) {
                scoring.open(playerId, state, store);
                keepPlayer(state);
            }
            swept++;
        }
        out.flushShares();
        if (sweep.hasNext()) {
            scheduleSweep();
        } else {
            closeSweep();
            sayWhatIsRetired();
        }
    }

    /**
     * Every player has been withdrawn from the boards that ended: this task writes them no more.
     */
    private void sayWhatIsRetired() {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        for (ScoringTrack track : rules.retiredTracks()) {
            if (!saidRetired.add(track.id())) {
                continue;
            }
            out.command(
                    new BoardCommand.TrackRetired(
                            track.name(),
                            track.shadowVersion(),
                            track.id(),
                            task.getIndexOfThisSubtask(),
                            task.getNumberOfParallelSubtasks()));
        }
    }

    private void closeSweep() {
        if (sweepKeys != null) {
            sweepKeys.close();
            sweepKeys = null;
            sweep = null;
            swept = 0;
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        arrivalClock = Math.max(arrivalClock, mark.getTimestamp());
        if (caughtUpAt != 0 && arrivalClock >= caughtUpAt) {
            caughtUpAt = 0;
            scoring.setReasserting(false);
        }
        if (getTimeServiceManager().isPresent()) {
            getTimeServiceManager().get().advanceWatermark(mark);
        }
        out.flushShares();
        output.emitWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        out.flushShares();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        clocks.update(List.of(arrivalClock));
        generations.update(List.of(rules.generation()));
        sweeping.update(List.of(sweep != null));
        // A change that is due and has not been made yet is to be made after a restore.
        long now = getProcessingTimeService().getCurrentProcessingTime();
        rulesTimes.update(List.of(Math.min(now, nextChangeAt - 1)));
    }

    @Override
    public void close() throws Exception {
        if (nextSlice != null) {
            nextSlice.cancel(false);
        }
        if (nextChange != null) {
            nextChange.cancel(false);
        }
        closeSweep();
        super.close();
    }

    private final class Clock implements ScoringClock {

        @Override
        public long arrival() {
            return arrivalClock;
        }

        @Override
        public long wall() {
            return getProcessingTimeService().getCurrentProcessingTime();
        }

        @Override
        public long warmUntil() {
            return warmUntil;
        }
    }

    /** What one window of a track gained and lost since the last watermark. */
    private static final class Share {

        private final ScoringTrack track;
        private final long windowStart;
        private long members;
        private long checksum;

        private Share(ScoringTrack track, long windowStart) {
            this.track = track;
            this.windowStart = windowStart;
        }
    }

    private final class Output implements ScoringOutput {

        private final Map<ScoringCount, Counter> counters = new EnumMap<>(ScoringCount.class);
        private final StreamRecord<BoardCommand> record = new StreamRecord<>(null);
        private final Map<Long, Map<Integer, Share>> shares = new HashMap<>();
        private long revision;

        private Output(JobMetrics metrics) {
            for (ScoringCount count : ScoringCount.values()) {
                counters.put(count, metrics.counter(LeaderboardMetrics.nameOf(count)));
            }
        }

        @Override
        public void command(BoardCommand command) {
            output.collect(record.replace(command));
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            output.collect(DEAD_LETTERS, new StreamRecord<>(letter));
        }

        @Override
        public void share(ScoringTrack track, long windowStart, int members, long checksum) {
            Share share =
                    shares.computeIfAbsent(windowStart, start -> new HashMap<>())
                            .computeIfAbsent(track.id(), id -> new Share(track, windowStart));
            share.members += members;
            share.checksum += checksum;
        }

        private void flushShares() {
            if (shares.isEmpty()) {
                return;
            }
            for (Map<Integer, Share> tracks : shares.values()) {
                for (Share share : tracks.values()) {
                    long start = share.windowStart;
                    command(
                            new BoardCommand.WindowShare(
                                    share.track.name(),
                                    share.track.shadowVersion(),
                                    share.track.window().label(start),
                                    share.track.window().end(start),
                                    share.track.expiresAt(start),
                                    share.members,
                                    share.checksum));
                }
            }
            shares.clear();
        }

        @Override
        public void count(ScoringCount what) {
            counters.get(what).inc();
        }

        /**
         * A hybrid clock: microseconds, at least one more than before, so that restarts go on
         * growing.
         */
        @Override
        public long nextRevision() {
            long now = getProcessingTimeService().getCurrentProcessingTime() * 1_000;
            revision = Math.max(revision + 1, now);
            return revision;
        }
    }
}
