package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.PlayerScoring;
import io.rankstream.model.scoring.PlayerState;
import io.rankstream.model.scoring.ScoringTrack;
import io.rankstream.model.standings.FinalScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * The first step of the scoring: adapts {@link PlayerScoring} to the stream, with one keyed input
 * of everything about a player and one broadcast input of rules and profiles.
 */
public final class ScorePlayersOperator extends ScoringOperator<PlayerInput> {

    public static final OutputTag<DeadLetter> DEAD_LETTERS = ScoringOperator.DEAD_LETTERS;

    /** Where players stand in closed windows. */
    public static final OutputTag<FinalScore> FINAL_SCORES = ScoringOperator.FINAL_SCORES;

    /** What goes to the second step. */
    public static final OutputTag<GroupContribution> GROUP_CONTRIBUTIONS =
            ScoringOperator.GROUP_CONTRIBUTIONS;

    private static final long serialVersionUID = 1L;

    private static final String PLAYER_STATE = "player";

    /** Writing so many holds a checkpoint up by less than half a second. */
    private static final int MOST_UNWRITTEN_PLAYERS = 100_000;

    private static final int LONGEST_WAIT_MILLIS = 5;

    /** How often players are written ahead, unless scoring takes more than half of the time. */
    private static final long WRITE_PERIOD_NANOS = 20_000_000;

    /** Stands in the place of a timer that is not set. */
    private static final long NO_TIMER = 0;

    private final boolean sayingFinalScores;

    private transient ValueState<byte[]> players;
    private transient HotPlayers hotPlayers;
    private transient KeyedPlayerStore store;
    private transient BroadcastState<String, byte[]> rows;
    private transient ListState<Boolean> copyGivenUp;
    private transient ListState<Boolean> finalScoresSaid;
    private transient StoredRows storedRows;
    private transient PlayerScoring scoring;
    private transient List<PlayerInput> waiting;
    private transient ScheduledFuture<?> waitEnds;
    private transient long writePeriodBegan;
    private transient long scoringNanos;
    private transient int broadcastRows;
    private transient boolean givenUp;

    /**
     * @param sayingFinalScores whether anybody takes {@link #FINAL_SCORES}: then all players of a
     *     window are looked at when it closes
     */
    public ScorePlayersOperator(ScoringConfig scoringConfig, boolean sayingFinalScores) {
        super(scoringConfig, PLAYER_STATE);
        this.sayingFinalScores = sayingFinalScores;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rows =
                context.getOperatorStateStore()
                        .getBroadcastState(
                                new MapStateDescriptor<>(
                                        "player-rows",
                                        Types.STRING,
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        copyGivenUp =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>("copy-given-up", Types.BOOLEAN));
        finalScoresSaid =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>("final-scores-said", Types.BOOLEAN));
        givenUp = !scoringConfig.copiesProfiles();
        for (Boolean any : copyGivenUp.get()) {
            givenUp |= any;
        }
        if (givenUp) {
            rows.clear();
        }
        for (Map.Entry<String, byte[]> ignored : rows.immutableEntries()) {
            broadcastRows++;
        }
        storedRows = new StoredRows(scoringConfig.profile().columns());
    }

    @Override
    void openScoring(JobMetrics metrics) {
        players =
                getKeyedStateStore()
                        .getState(
                                new ValueStateDescriptor<>(
                                        PLAYER_STATE,
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        hotPlayers =
                new HotPlayers(scoringConfig.hotMemory(), MOST_UNWRITTEN_PLAYERS, new Backing());
        metrics.gauge(LeaderboardMetrics.HOT_PLAYERS, hotPlayers::size);
        store = new KeyedPlayerStore(getRuntimeContext(), scoringConfig);
        metrics.gauge(LeaderboardMetrics.BROADCAST_ROWS, () -> broadcastRows);
        waiting = new ArrayList<>(HotPlayers.TOGETHER);
        scoring =
                new PlayerScoring(
                        rules(), scoringConfig.limits(), this::broadcastRow, clock(), out());
        scoring.setSayingFinalScores(sayingFinalScores);
    }

    /** The deadlines of players are others where windows are closed on time. */
    @Override
    boolean mustSweep() throws Exception {
        for (Boolean saidBefore : finalScoresSaid.get()) {
            if (sayingFinalScores && !saidBefore) {
                return true;
            }
        }
        return false;
    }

    @Override
    void setReasserting(boolean reasserting) {
        scoring.setReasserting(reasserting);
    }

    @Override
    void writeKeys() throws Exception {
        hotPlayers.writeAll();
    }

    @Override
    boolean gathers() {
        return false;
    }

    private DimensionRow broadcastRow(String playerId) {
        try {
            return storedRows.read(rows.get(playerId));
        } catch (Exception e) {
            throw new IllegalStateException("cannot read the broadcast row", e);
        }
    }

    /**
     * Has the input wait for others, so that their players are looked at together; what waits is
     * scored before a watermark, a barrier, another input of the rules or the end, and soon anyway.
     */
    @Override
    public void processElement1(StreamRecord<PlayerInput> element) throws Exception {
        waiting.add(element.getValue());
        if (waiting.size() == HotPlayers.TOGETHER) {
            scoreWaiting();
        } else if (waitEnds == null) {
            long end = getProcessingTimeService().getCurrentProcessingTime() + LONGEST_WAIT_MILLIS;
            waitEnds = getProcessingTimeService().registerTimer(end, this::endWait);
        }
    }

    private void endWait(long now) throws Exception {
        waitEnds = null;
        scoreWaiting();
    }

    private void scoreWaiting() throws Exception {
        if (waiting.isEmpty()) {
            return;
        }
        readWallClock();
        noteInputs(waiting.size());
        long began = System.nanoTime();
        hotPlayers.lookAhead(waiting);
        for (PlayerInput input : waiting) {
            setCurrentKey(input.playerId());
            score(input);
        }
        waiting.clear();
        long ended = System.nanoTime();
        scoringNanos += ended - began;
        if (ended - writePeriodBegan >= WRITE_PERIOD_NANOS) {
            if (2 * scoringNanos < ended - writePeriodBegan) {
                hotPlayers.writeAhead();
            }
            writePeriodBegan = ended;
            scoringNanos = 0;
        }
    }

    /** The key is set when the input is scored. */
    @Override
    @SuppressWarnings("rawtypes") // As Flink declares it.
    public void setKeyContextElement1(StreamRecord record) {}

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        scoreWaiting();
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        scoreWaiting();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void finish() throws Exception {
        scoreWaiting();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (waitEnds != null) {
            waitEnds.cancel(false);
        }
        super.close();
    }

    private void score(PlayerInput input) throws Exception {
        HotPlayers.Player player = openPlayer(input.playerId());
        if (input instanceof GameplayEvent) {
            scoring.event((GameplayEvent) input);
        } else if (input instanceof DimensionRow) {
            scoring.row((DimensionRow) input);
        } else if (input instanceof PlayerMessage) {
            scoring.message((PlayerMessage) input);
        } else {
            scoring.probe((BoardProbe) input);
        }
        keepPlayer(player);
    }

    private HotPlayers.Player openPlayer(String playerId) throws Exception {
        HotPlayers.Player player = caughtUp(playerId);
        if (player == null) {
            player = hotPlayers.add(playerId, new PlayerState());
        }
        scoring.open(playerId, player.state(), store);
        return player;
    }

    /** The current key's player, for whom nothing is due, or null if nothing is known of one. */
    private HotPlayers.Player caughtUp(String playerId) throws Exception {
        HotPlayers.Player player = player(playerId);
        if (player == null || !isBehind(Math.min(player.deadline(), player.arrivalTimer()))) {
            return player;
        }
        doDue(player);
        return player(playerId);
    }

    private void doDue(HotPlayers.Player player) throws Exception {
        scoring.open(player.id(), player.state(), store);
        scoring.arrivalTimer();
        keepPlayer(player);
    }

    /** The current key's player, or null if nothing is known of one. */
    private HotPlayers.Player player(String playerId) throws Exception {
        HotPlayers.Player hot = hotPlayers.get(playerId);
        if (hot != null) {
            return hot;
        }
        byte[] stored = players.value();
        if (stored == null) {
            return null;
        }
        PackedInput in = new PackedInput(stored);
        HotPlayers.Player player = hotPlayers.add(playerId, PlayerState.read(columns(), in));
        player.setArrivalTimer(readTimer(in));
        player.setWallTimer(readTimer(in));
        return player;
    }

    private static long readTimer(PackedInput in) throws IOException {
        long timer = in.readUnsigned();
        return timer == NO_TIMER ? HotPlayers.NEVER : timer;
    }

    private static void writeTimer(long timer, PackedOutput out) {
        out.writeUnsigned(timer == HotPlayers.NEVER ? NO_TIMER : timer);
    }

    private FieldSchema columns() {
        return scoringConfig.profile().columns();
    }

    private final class Backing implements HotPlayers.Backing {

        @Override
        public void pack(PlayerState state, PackedOutput out) {
            state.write(columns(), out);
        }

        @Override
        public PlayerState unpack(PackedInput in) throws IOException {
            return PlayerState.read(columns(), in);
        }

        /** Sets the timer of the player's deadline, as nobody may be left on the heap for it. */
        @Override
        public void write(HotPlayers.Player player, PackedOutput packed) throws Exception {
            Object current = getCurrentKey();
            boolean other = !player.id().equals(current);
            if (other) {
                setCurrentKey(player.id());
            }
            if (player.arrivalTimer() > player.deadline()) {
                player.setArrivalTimer(setArrivalTimer(player.arrivalTimer(), player.deadline()));
            }
            writeTimer(player.arrivalTimer(), packed);
            writeTimer(player.wallTimer(), packed);
            players.update(packed.toBytes());
            if (other && current != null) {
                setCurrentKey(current);
            }
        }
    }

    /** Keeps the player that is open, or forgets it if there is nothing left to keep. */
    private void keepPlayer(HotPlayers.Player player) throws Exception {
        scoring.close();
        PlayerState state = player.state();
        if (state.isEmpty()) {
            setArrivalTimer(player.arrivalTimer(), Long.MAX_VALUE);
            setWallTimer(player.wallTimer(), Long.MAX_VALUE);
            hotPlayers.remove(player);
            players.clear();
            return;
        }
        if (scoring.wallDeadline() < player.wallTimer() || player.wallTimer() == HotPlayers.NEVER) {
            long wall = Math.min(scoring.wallDeadline(), nextAudit(player.id(), clock().wall()));
            player.setWallTimer(setWallTimer(player.wallTimer(), wall));
        }
        hotPlayers.changed(player, scoring.arrivalDeadline());
    }

    @Override
    boolean advanceKeys(long arrivalTime) throws Exception {
        hotPlayers.lookAheadDue(arrivalTime);
        HotPlayers.Player due = hotPlayers.takeDue(arrivalTime);
        for (int taken = 1; due != null; taken++) {
            setCurrentKey(due.id());
            doDue(due);
            if (isSliceDone()) {
                return false;
            }
            if (taken % HotPlayers.TOGETHER == 0) {
                hotPlayers.lookAheadDue(arrivalTime);
            }
            due = hotPlayers.takeDue(arrivalTime);
        }
        return true;
    }

    /** Comes early where the deadline was moved since the player was written. */
    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        HotPlayers.Player hot = hotPlayers.peek(timer.getKey());
        if (hot != null && hot.deadline() > clock().arrival()) {
            hot.setArrivalTimer(HotPlayers.NEVER);
            hotPlayers.rewrite(hot);
            return;
        }
        HotPlayers.Player player = player(timer.getKey());
        if (player != null) {
            player.setArrivalTimer(HotPlayers.NEVER);
            doDue(player);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        readWallClock();
        HotPlayers.Player player = openPlayer(timer.getKey());
        player.setWallTimer(HotPlayers.NEVER);
        scoring.wallTimer();
        if (isAudit(timer)) {
            scoring.reassert(null);
        }
        keepPlayer(player);
    }

    @Override
    void sweepKey(String playerId, boolean again) throws Exception {
        HotPlayers.Player player = caughtUp(playerId);
        if (player == null) {
            return;
        }
        scoring.open(playerId, player.state(), store);
        if (again && isAllPublishedAgain()) {
            scoring.reassert(null);
        } else if (again) {
            for (ScoringTrack track : rules().tracks()) {
                if (isPublishedAgain(track.id())) {
                    scoring.reassert(track);
                }
            }
        }
        keepPlayer(player);
    }

    @Override
    public void processElement2(StreamRecord<BroadcastInput> element) throws Exception {
        scoreWaiting();
        if (element.getValue() instanceof DimensionRow) {
            keepRow((DimensionRow) element.getValue());
        } else {
            super.processElement2(element);
        }
    }

    private void keepRow(DimensionRow row) throws Exception {
        if (givenUp) {
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
            broadcastRows = 0;
            givenUp = true;
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        copyGivenUp.update(List.of(givenUp));
        finalScoresSaid.update(List.of(sayingFinalScores));
    }
}
