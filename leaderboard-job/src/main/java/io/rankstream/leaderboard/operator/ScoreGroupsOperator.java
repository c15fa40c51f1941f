package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.GroupScoring;
import io.rankstream.model.scoring.GroupState;
import io.rankstream.model.standings.FinalScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * The second step of the scoring: adapts {@link GroupScoring} to the stream, for boards whose
 * members gather many players.
 */
public final class ScoreGroupsOperator extends ScoringOperator<GroupContribution> {

    /** Where members that gather many players stand in closed windows. */
    public static final OutputTag<FinalScore> FINAL_SCORES = ScoringOperator.FINAL_SCORES;

    private static final long serialVersionUID = 1L;

    private static final String GROUP_STATE = "group";

    /** Stands in the place of a timer that is not set. */
    private static final long NO_TIMER = Long.MAX_VALUE;

    /** By track: those of one key may stand in one set under one name. */
    private transient MapState<Integer, GroupState> groups;

    private transient KeyedGroupStore store;
    private transient GroupScoring scoring;

    public ScoreGroupsOperator(ScoringConfig scoringConfig) {
        super(scoringConfig, GROUP_STATE);
    }

    /** Names the place that a contribution's group may stand in. */
    public static String keyOf(GroupContribution contribution) {
        return contribution.group().place();
    }

    @Override
    void openScoring(JobMetrics metrics) {
        groups =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        GROUP_STATE, Types.INT, ScoringTypes.GROUP_STATE));
        store = new KeyedGroupStore(getRuntimeContext(), groups);
        scoring = new GroupScoring(rules(), clock(), out());
    }

    @Override
    boolean advanceKeys(long arrivalTime) {
        return true;
    }

    @Override
    void setReasserting(boolean reasserting) {
        scoring.setReasserting(reasserting);
    }

    /** Nothing is held back. */
    @Override
    void writeKeys() {}

    @Override
    boolean gathers() {
        return true;
    }

    @Override
    public void processElement1(StreamRecord<GroupContribution> element) throws Exception {
        readWallClock();
        noteInputs(1);
        GroupContribution contribution = element.getValue();
        GroupState state = groups.get(contribution.group().trackId());
        if (state == null) {
            state = new GroupState(contribution.group());
        }
        catchUp(keyOf(contribution), state);
        open(state);
        scoring.contribute(contribution);
        keep(keyOf(contribution), state);
    }

    private void catchUp(String key, GroupState state) throws Exception {
        if (isBehind(state.arrivalTimer())) {
            open(state);
            scoring.arrivalTimer();
            keep(key, state);
        }
    }

    private void open(GroupState state) throws IOException {
        store.setTrack(state.key().trackId());
        scoring.open(state, store);
    }

    private void keep(String key, GroupState state) throws Exception {
        scoring.close();
        boolean empty = state.isEmpty();
        // What was set before stays: the other groups of the key have the same timers, and one that
        // comes in vain finds nothing due.
        if (state.arrivalTimer() != scoring.arrivalDeadline()) {
            state.setArrivalTimer(setArrivalTimer(NO_TIMER, scoring.arrivalDeadline()));
        }
        long wall = empty ? NO_TIMER : nextAudit(key, clock().wall());
        if (state.wallTimer() != wall) {
            state.setWallTimer(setWallTimer(NO_TIMER, wall));
        }
        if (empty) {
            groups.remove(state.key().trackId());
            store.clear();
        } else {
            groups.put(state.key().trackId(), state);
        }
    }

    private List<GroupState> groups() throws Exception {
        List<GroupState> copy = new ArrayList<>(1);
        for (GroupState state : groups.values()) {
            copy.add(state);
        }
        return copy;
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        for (GroupState state : groups()) {
            if (state.arrivalTimer() <= timer.getTimestamp()) {
                open(state);
                state.setArrivalTimer(NO_TIMER);
                scoring.arrivalTimer();
                keep(timer.getKey(), state);
            }
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        readWallClock();
        for (GroupState state : groups()) {
            if (state.wallTimer() <= timer.getTimestamp()) {
                catchUp(timer.getKey(), state);
                open(state);
                state.setWallTimer(NO_TIMER);
                if (isAudit(timer)) {
                    scoring.reassert();
                }
                keep(timer.getKey(), state);
            }
        }
    }

    @Override
    void sweepKey(String key, boolean again) throws Exception {
        for (GroupState state : groups()) {
            catchUp(key, state);
            open(state);
            if (again && isPublishedAgain(state.key().trackId())) {
                scoring.reassert();
            }
            keep(key, state);
        }
    }
}
