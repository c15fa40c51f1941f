package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.RefillBoard;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.ScoringClock;
import io.rankstream.model.scoring.ScoringCount;
import io.rankstream.model.scoring.ScoringOutput;
import io.rankstream.model.scoring.ScoringRules;
import io.rankstream.model.scoring.ScoringTrack;
import io.rankstream.model.scoring.WindowShares;
import io.rankstream.model.standings.FinalScore;
import java.util.ArrayList;
import java.util.EnumMap;
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
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple4;
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
 * What the two steps of the scoring have in common: the rules in force, the clocks, the shares of
 * closed windows and the sweep over all keys.
 *
 * <p>It is an operator of its own, not a {@code KeyedBroadcastProcessFunction}, for two reasons. It
 * needs to emit a window's shares after the timers of a watermark and before the watermark itself,
 * and to walk over all keys in slices when the rules change: {@code applyToKeyedState} would hold
 * up barriers until it is through.
 */
abstract class ScoringOperator<IN> extends AbstractStreamOperator<BoardCommand>
        implements TwoInputStreamOperator<IN, BroadcastInput, BoardCommand>,
                Triggerable<String, VoidNamespace> {

    private static final long serialVersionUID = 1L;

    /** Keys brought in line in one go, and the pause between: about 50,000 a second at the most. */
    private static final int SWEEP_SLICE = 256;

    private static final long SWEEP_PAUSE_MILLIS = 5;

    /** Keys that are due and are done in one go, and the pause between: about half of the time. */
    private static final int DUE_SLICE = 128;

    private static final long DUE_PAUSE_MILLIS = 1;

    /** So many more for each input since, so that what is due is worked off under load, too. */
    private static final int DUE_PER_INPUT = 2;

    /** Stands among the tracks to publish again for all of them. */
    private static final int ALL_TRACKS = 0;

    final ScoringConfig scoringConfig;
    private final String sweptState;

    private transient BroadcastState<String, ControlUpdate> updates;
    private transient ListState<Long> clocks;
    private transient ListState<Long> generations;
    private transient ListState<Boolean> sweeping;
    private transient ListState<Integer> reasserting;
    private transient ListState<String> lostLineages;
    private transient ListState<Long> rulesTimes;
    private transient ListState<Tuple4<Integer, Long, Long, Long>> heldShares;
    private transient Set<Integer> saidRetired;
    private transient InternalTimerService<VoidNamespace> timers;

    private transient ScoringRules rules;
    private transient Output out;
    private transient Clock clock;
    private transient boolean restored;
    private transient long arrivalClock;

    /** The watermark that is passed on when all is done that is due; null if it was. */
    private transient Watermark held;

    private transient ScheduledFuture<?> nextDue;
    private transient int dueInSlice;
    private transient int inputs;
    private transient long warmUntil;
    private transient long caughtUpAt;

    private transient Stream<String> sweepKeys;
    private transient Iterator<String> sweep;

    /** What is published again by the sweep under way, and by the one after it. */
    private transient Set<Integer> sweptTracks;

    private transient Set<Integer> nextTracks;

    /** Names the last loss of what Redis held, and the one at the beginning of the sweep. */
    private transient String lostLineage;

    private transient String sweptLineage;
    private transient boolean sweepAgain;
    private transient ScheduledFuture<?> nextSlice;
    private transient ScheduledFuture<?> nextChange;
    private transient long nextChangeAt;
    private transient long swept;

    /**
     * @param sweptState the keyed state whose keys are swept
     */
    ScoringOperator(ScoringConfig scoringConfig, String sweptState) {
        this.scoringConfig = scoringConfig;
        this.sweptState = sweptState;
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
        clocks = union(context, new ListStateDescriptor<>("arrival-clock", Types.LONG));
        generations = union(context, new ListStateDescriptor<>("rules-generation", Types.LONG));
        sweeping = union(context, new ListStateDescriptor<>("sweeping", Types.BOOLEAN));
        reasserting = union(context, new ListStateDescriptor<>("reasserting", Types.INT));
        lostLineages = union(context, new ListStateDescriptor<>("lost-lineage", Types.STRING));
        rulesTimes = union(context, new ListStateDescriptor<>("rules-time", Types.LONG));
        // They add up, whichever tasks hold them.
        heldShares =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "window-shares",
                                        Types.TUPLE(
                                                Types.INT, Types.LONG, Types.LONG, Types.LONG)));
        saidRetired = new HashSet<>();
        sweptTracks = new HashSet<>();
        nextTracks = new HashSet<>();
        // All tasks had heard of the same losses.
        lostLineage = "";
        for (String lineage : lostLineages.get()) {
            lostLineage = lineage;
        }
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
        for (Long before : clocks.get()) {
            arrivalClock = Math.max(arrivalClock, before);
        }
        if (restored) {
            long farthest = rules.generation();
            for (Long generation : generations.get()) {
                farthest = Math.max(farthest, generation);
            }
            rules.continueFrom(farthest);
        }
    }

    private static <T> ListState<T> union(
            StateInitializationContext context, ListStateDescriptor<T> descriptor)
            throws Exception {
        return context.getOperatorStateStore().getUnionListState(descriptor);
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("deadlines", VoidNamespaceSerializer.INSTANCE, this);
        JobMetrics metrics = new JobMetrics(getMetricGroup());
        metrics.gauge(LeaderboardMetrics.SWEPT_PLAYERS, () -> swept);
        out = new Output(metrics);
        for (Tuple4<Integer, Long, Long, Long> share : heldShares.get()) {
            out.shares.add(share.f0, share.f1, share.f2, share.f3);
        }
        clock = new Clock();
        long now = readWallClock();
        warmUntil = now + scoringConfig.warmupMillis();
        openScoring(metrics);
        if (restored) {
            caughtUpAt = now;
            setReasserting(true);
        }
        scheduleNextChange(rulesTime(now));
        for (Integer track : reasserting.get()) {
            nextTracks.add(track);
        }
        if (wasSweeping() || !nextTracks.isEmpty() || mustSweep()) {
            startSweep();
        } else if (restored) {
            scheduleSweep();
        }
    }

    /** Builds the scoring; rules, clock and output are there. */
    abstract void openScoring(JobMetrics metrics) throws Exception;

    /** Whether this submission asks for something of all keys that the last one did not. */
    boolean mustSweep() throws Exception {
        return false;
    }

    /** Makes the keyed state whole: what is held back is written. */
    abstract void writeKeys() throws Exception;

    /**
     * Does what is due for keys that are held back from the timers, until {@link #isSliceDone}.
     *
     * @return whether nothing is due any more
     */
    abstract boolean advanceKeys(long arrivalTime) throws Exception;

    /** Passes on whether everything touched is published again. */
    abstract void setReasserting(boolean reasserting);

    /**
     * Brings the current key in line with the rules.
     *
     * @param again publish every value of the current key again, of the tracks that {@link
     *     #isPublishedAgain} names
     */
    abstract void sweepKey(String key, boolean again) throws Exception;

    final ScoringRules rules() {
        return rules;
    }

    final ScoringClock clock() {
        return clock;
    }

    /** Once for all that one input leads to: reading it again and again is not free. */
    final long readWallClock() {
        clock.wall = getProcessingTimeService().getCurrentProcessingTime();
        return clock.wall;
    }

    final ScoringOutput out() {
        return out;
    }

    /** Whether the sweep publishes the values of a track again. */
    final boolean isPublishedAgain(int trackId) {
        return sweptTracks.contains(ALL_TRACKS) || sweptTracks.contains(trackId);
    }

    final boolean isAllPublishedAgain() {
        return sweptTracks.contains(ALL_TRACKS);
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

    /** Sets the timer of one clock to a deadline, if it is not set to it. */
    final long setArrivalTimer(long before, long deadline) {
        if (deadline != before) {
            if (before != Long.MAX_VALUE) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, before);
            }
            if (deadline != Long.MAX_VALUE) {
                timers.registerEventTimeTimer(VoidNamespace.INSTANCE, deadline);
            }
        }
        return deadline;
    }

    /** As {@link #setArrivalTimer}, on the wall clock. */
    final long setWallTimer(long before, long deadline) {
        if (deadline != before) {
            if (before != Long.MAX_VALUE) {
                timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, before);
            }
            if (deadline != Long.MAX_VALUE) {
                timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, deadline);
            }
        }
        return deadline;
    }

    /**
     * Whether a timer of the wall clock is the one at which a key is audited: once in each period,
     * at a time of its own, so that the load is spread.
     */
    final boolean isAudit(InternalTimer<String, VoidNamespace> timer) {
        long period = scoringConfig.auditPeriodMillis();
        return period > 0
                && timer.getTimestamp() == nextAudit(timer.getKey(), timer.getTimestamp() - 1);
    }

    /** When a key is audited next after a time, or {@code Long.MAX_VALUE}. */
    final long nextAudit(String key, long after) {
        long period = scoringConfig.auditPeriodMillis();
        if (period <= 0) {
            return Long.MAX_VALUE;
        }
        long phase = Math.floorMod((key.hashCode() * 0x9E3779B97F4A7C15L) >>> 16, period);
        return after + 1 + Math.floorMod(phase - after - 1, period);
    }

    @Override
    public void processElement2(StreamRecord<BroadcastInput> element) throws Exception {
        readWallClock();
        BroadcastInput input = element.getValue();
        if (input instanceof ControlUpdate) {
            applyUpdate((ControlUpdate) input);
        } else if (input instanceof BoardsLost) {
            LOG.warn("publishing everything again: {}", input);
            lostLineage = ((BoardsLost) input).lineage();
            publishAgain(ALL_TRACKS);
        } else if (input instanceof RefillBoard) {
            RefillBoard refill = (RefillBoard) input;
            ScoringTrack track = rules.activeTrack(refill.board(), refill.shadowVersion());
            if (track != null) {
                publishAgain(track.id());
            }
        }
    }

    private void applyUpdate(ControlUpdate update) throws Exception {
        ControlUpdate before = updates.get(update.subject());
        if (update.equals(before)) {
            return;
        }
        updates.put(update.subject(), update);
        rules.apply(update);
        nextTracks.addAll(ScoringRules.renamed(before, update));
        startSweep();
        scheduleNextChange(getProcessingTimeService().getCurrentProcessingTime());
    }

    private void publishAgain(int trackId) throws Exception {
        nextTracks.add(trackId);
        startSweep();
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
        rules.noteTime();
        startSweep();
        scheduleNextChange(now);
    }

    /** Walks over all keys once; if that is under way already, once more after it. */
    private void startSweep() throws Exception {
        if (sweep != null) {
            sweepAgain = true;
            return;
        }
        sweepAgain = false;
        sweptTracks = nextTracks;
        sweptLineage = lostLineage;
        nextTracks = new HashSet<>();
        writeKeys();
        sweepKeys = this.<String>getKeyedStateBackend().getKeys(sweptState, VoidNamespace.INSTANCE);
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
        readWallClock();
        if (sweep == null) {
            // After a restore: with another number of tasks, all have to say it again.
            sayWhatIsRetired();
            return;
        }
        for (int i = 0; i < SWEEP_SLICE && sweep.hasNext(); i++) {
            String key = sweep.next();
            setCurrentKey(key);
            sweepKey(key, !sweptTracks.isEmpty());
            swept++;
        }
        out.announceClosed();
        if (sweep.hasNext()) {
            scheduleSweep();
            return;
        }
        if (isAllPublishedAgain()) {
            sayWhatIsReasserted();
        }
        closeSweep();
        if (sweepAgain) {
            startSweep();
        } else {
            sayWhatIsRetired();
        }
    }

    /** Every key has been withdrawn from the boards that ended: this task writes them no more. */
    private void sayWhatIsRetired() {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        for (ScoringTrack track : rules.retiredTracks()) {
            if (track.gathers() == gathers() && saidRetired.add(track.id())) {
                out.command(
                        new BoardCommand.TrackRetired(
                                track.name(),
                                track.shadowVersion(),
                                track.id(),
                                task.getIndexOfThisSubtask(),
                                task.getNumberOfParallelSubtasks()));
            }
        }
    }

    /** What Redis lost is there again as far as this task knows it, closed windows too. */
    private void sayWhatIsReasserted() {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        for (ScoringTrack track : rules.tracks()) {
            if (track.gathers() == gathers() && track.hasClosingWindows()) {
                out.command(
                        new BoardCommand.TrackReasserted(
                                track.name(),
                                track.id(),
                                sweptLineage,
                                task.getIndexOfThisSubtask(),
                                task.getNumberOfParallelSubtasks()));
            }
        }
    }

    /** Whether this step publishes the boards whose members gather many players. */
    abstract boolean gathers();

    private void closeSweep() {
        if (sweepKeys != null) {
            sweepKeys.close();
            sweepKeys = null;
            sweep = null;
            swept = 0;
            sweptTracks = new HashSet<>();
        }
    }

    /**
     * Does what is due up to a watermark, a slice at a time: at the end of a day that may be all
     * keys there are, and other input does not wait for all of them. Whoever touches a key sees to
     * it that what is due for it is done first: {@link #isBehind}.
     */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        readWallClock();
        arrivalClock = Math.max(arrivalClock, mark.getTimestamp());
        if (caughtUpAt != 0 && arrivalClock >= caughtUpAt) {
            caughtUpAt = 0;
            setReasserting(false);
        }
        held = mark;
        if (nextDue == null) {
            doSlice(DUE_SLICE);
        }
    }

    private void nextDueSlice(long now) throws Exception {
        nextDue = null;
        readWallClock();
        doSlice(DUE_SLICE + DUE_PER_INPUT * inputs);
    }

    private void doSlice(int most) throws Exception {
        dueInSlice = most;
        inputs = 0;
        if (!advance()) {
            long next = getProcessingTimeService().getCurrentProcessingTime() + DUE_PAUSE_MILLIS;
            nextDue = getProcessingTimeService().registerTimer(next, this::nextDueSlice);
            return;
        }
        out.announceClosed();
        output.emitWatermark(held);
        held = null;
    }

    private boolean advance() throws Exception {
        return advanceKeys(arrivalClock)
                && getTimeServiceManager()
                        .orElseThrow()
                        .tryAdvanceWatermark(held, this::isSliceDone)
                && advanceKeys(arrivalClock);
    }

    /** Notes that a key was done that was due; whether it was the last one of the slice. */
    final boolean isSliceDone() {
        dueInSlice--;
        return dueInSlice <= 0;
    }

    /** Notes that inputs were scored. */
    final void noteInputs(int count) {
        inputs += count;
    }

    /**
     * Whether a key has not been looked at yet though it is due.
     *
     * @param deadline of the key, on the arrival clock
     */
    final boolean isBehind(long deadline) {
        return held != null && deadline <= arrivalClock;
    }

    @Override
    public void finish() throws Exception {
        if (nextDue != null) {
            nextDue.cancel(false);
            nextDue = null;
            readWallClock();
            doSlice(Integer.MAX_VALUE);
        }
        super.finish();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        out.announceClosed();
        // Not with the snapshot: that of timers on the heap is taken before the operator's own.
        writeKeys();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        clocks.update(List.of(arrivalClock));
        generations.update(List.of(rules.generation()));
        sweeping.update(List.of(sweep != null));
        Set<Integer> pending = new HashSet<>(sweptTracks);
        pending.addAll(nextTracks);
        reasserting.update(List.copyOf(pending));
        lostLineages.update(List.of(lostLineage));
        List<Tuple4<Integer, Long, Long, Long>> shares = new ArrayList<>();
        for (WindowShares.Share share : out.shares.held()) {
            shares.add(
                    Tuple4.of(
                            share.trackId(),
                            share.windowStart(),
                            share.members(),
                            share.checksum()));
        }
        heldShares.update(shares);
        // A change that is due and has not been made yet is to be made after a restore.
        long now = getProcessingTimeService().getCurrentProcessingTime();
        rulesTimes.update(List.of(Math.min(now, nextChangeAt - 1)));
    }

    @Override
    public void close() throws Exception {
        if (nextDue != null) {
            nextDue.cancel(false);
        }
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

        private long wall;

        @Override
        public long arrival() {
            return arrivalClock;
        }

        @Override
        public long wall() {
            return wall;
        }

        @Override
        public long warmUntil() {
            return warmUntil;
        }
    }

    private final class Output implements ScoringOutput {

        private final Map<ScoringCount, Counter> counters = new EnumMap<>(ScoringCount.class);
        private final StreamRecord<BoardCommand> record = new StreamRecord<>(null);
        private final WindowShares shares = new WindowShares();
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
        public void contribute(GroupContribution contribution) {
            output.collect(GROUP_CONTRIBUTIONS, new StreamRecord<>(contribution));
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            output.collect(DEAD_LETTERS, new StreamRecord<>(letter));
        }

        @Override
        public void share(ScoringTrack track, long windowStart, int members, long checksum) {
            shares.add(track.id(), windowStart, members, checksum);
        }

        private void announceClosed() {
            shares.announceClosed(rules, arrivalClock, clock.wall, this::announce);
        }

        private void announce(ScoringTrack track, WindowShares.Share share) {
            long start = share.windowStart();
            command(
                    new BoardCommand.WindowShare(
                            track.name(),
                            track.id(),
                            track.window().label(start),
                            track.window().end(start),
                            track.expiresAt(start),
                            share.members(),
                            share.checksum()));
        }

        @Override
        public void finalScore(FinalScore score) {
            output.collect(FINAL_SCORES, new StreamRecord<>(score));
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
            revision = Math.max(revision + 1, clock.wall * 1_000);
            return revision;
        }
    }

    static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", ModelTypes.DEAD_LETTER);

    /** Where the members of closed windows stand; nothing is sent unless somebody takes it. */
    static final OutputTag<FinalScore> FINAL_SCORES =
            new OutputTag<>("final-scores", StandingsTypes.FINAL_SCORE);

    static final OutputTag<GroupContribution> GROUP_CONTRIBUTIONS =
            new OutputTag<>("group-contributions", ScoringTypes.GROUP_CONTRIBUTION);
}
