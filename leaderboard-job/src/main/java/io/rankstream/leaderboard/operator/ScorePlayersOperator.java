package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.player.BoardProbe;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.PlayerScoring;
import io.rankstream.model.scoring.PlayerState;
import io.rankstream.model.scoring.ScoringTrack;
import io.rankstream.model.standings.FinalScore;
import java.util.List;
import java.util.Map;
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

    /** Writing so many holds a checkpoint up by a tenth of a second. */
    private static final int MOST_UNWRITTEN_PLAYERS = 10_000;

    private transient ValueState<PlayerState> players;
    private transient HotPlayers hotPlayers;
    private transient KeyedPlayerStore store;
    private transient BroadcastState<String, byte[]> rows;
    private transient ListState<Boolean> copyGivenUp;
    private transient StoredRows storedRows;
    private transient PlayerScoring scoring;
    private transient int broadcastRows;
    private transient boolean givenUp;

    public ScorePlayersOperator(ScoringConfig scoringConfig) {
        super(scoringConfig, PLAYER_STATE);
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
                                        ScoringTypes.player(scoringConfig.profile())));
        hotPlayers =
                new HotPlayers(
                        scoringConfig.hotPlayers(), MOST_UNWRITTEN_PLAYERS, this::writePlayer);
        metrics.gauge(LeaderboardMetrics.HOT_PLAYERS, hotPlayers::size);
        store = new KeyedPlayerStore(getRuntimeContext(), scoringConfig);
        metrics.gauge(LeaderboardMetrics.BROADCAST_ROWS, () -> broadcastRows);
        scoring =
                new PlayerScoring(
                        rules(), scoringConfig.limits(), this::broadcastRow, clock(), out());
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

    @Override
    public void processElement1(StreamRecord<PlayerInput> element) throws Exception {
        PlayerInput input = element.getValue();
        PlayerState state = openPlayer(input.playerId());
        if (input instanceof GameplayEvent) {
            scoring.event((GameplayEvent) input);
        } else if (input instanceof DimensionRow) {
            scoring.row((DimensionRow) input);
        } else if (input instanceof PlayerMessage) {
            scoring.message((PlayerMessage) input);
        } else {
            scoring.probe((BoardProbe) input);
        }
        keepPlayer(input.playerId(), state);
    }

    private PlayerState openPlayer(String playerId) throws Exception {
        PlayerState state = player(playerId);
        if (state == null) {
            state = new PlayerState();
        }
        scoring.open(playerId, state, store);
        return state;
    }

    /** The state of the current key's player, or null if there is none. */
    private PlayerState player(String playerId) throws Exception {
        PlayerState hot = hotPlayers.get(playerId);
        return hot == null ? players.value() : hot;
    }

    private void writePlayer(String playerId, PlayerState state) throws Exception {
        Object current = getCurrentKey();
        if (playerId.equals(current)) {
            players.update(state);
            return;
        }
        setCurrentKey(playerId);
        players.update(state);
        if (current != null) {
            setCurrentKey(current);
        }
    }

    /** Stores the player that is open and sets one timer a clock, for its earliest deadline. */
    private void keepPlayer(String playerId, PlayerState state) throws Exception {
        scoring.close();
        boolean empty = state.isEmpty();
        state.setArrivalTimer(setArrivalTimer(state.arrivalTimer(), scoring.arrivalDeadline()));
        long wall = scoring.wallDeadline();
        if (!empty) {
            wall = Math.min(wall, nextAudit(playerId, clock().wall()));
        }
        state.setWallTimer(setWallTimer(state.wallTimer(), wall));
        if (empty) {
            hotPlayers.remove(playerId);
            players.clear();
        } else {
            hotPlayers.put(playerId, state);
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        PlayerState state = openPlayer(timer.getKey());
        state.setArrivalTimer(Long.MAX_VALUE);
        scoring.arrivalTimer();
        keepPlayer(timer.getKey(), state);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        PlayerState state = openPlayer(timer.getKey());
        state.setWallTimer(Long.MAX_VALUE);
        scoring.wallTimer();
        if (isAudit(timer)) {
            scoring.reassert(null);
        }
        keepPlayer(timer.getKey(), state);
    }

    @Override
    void sweepKey(String playerId, boolean again) throws Exception {
        PlayerState state = player(playerId);
        if (state == null) {
            return;
        }
        scoring.open(playerId, state, store);
        if (again && isAllPublishedAgain()) {
            scoring.reassert(null);
        } else if (again) {
            for (ScoringTrack track : rules().tracks()) {
                if (isPublishedAgain(track.id())) {
                    scoring.reassert(track);
                }
            }
        }
        keepPlayer(playerId, state);
    }

    @Override
    public void processElement2(StreamRecord<BroadcastInput> element) throws Exception {
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
            givenUp = true;
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        copyGivenUp.update(List.of(givenUp));
    }
}
