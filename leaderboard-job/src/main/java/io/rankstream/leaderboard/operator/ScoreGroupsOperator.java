package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.GroupScoring;
import io.rankstream.model.scoring.GroupState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The second step of the scoring: adapts {@link GroupScoring} to the stream, for boards whose
 * members gather many players.
 */
public final class ScoreGroupsOperator extends ScoringOperator<GroupContribution> {

    private static final long serialVersionUID = 1L;

    private static final String GROUP_STATE = "group";

    private transient ValueState<GroupState> groups;
    private transient KeyedGroupStore store;
    private transient GroupScoring scoring;

    public ScoreGroupsOperator(ScoringConfig scoringConfig) {
        super(scoringConfig, GROUP_STATE);
    }

    /** Names the group of a contribution among all groups. */
    public static String keyOf(GroupContribution contribution) {
        return contribution.group().toString();
    }

    @Override
    void openScoring(JobMetrics metrics) {
        groups =
                getKeyedStateStore()
                        .getState(
                                new ValueStateDescriptor<>(GROUP_STATE, ScoringTypes.GROUP_STATE));
        store = new KeyedGroupStore(getRuntimeContext());
        scoring = new GroupScoring(rules(), clock(), out());
    }

    @Override
    void setReasserting(boolean reasserting) {
        scoring.setReasserting(reasserting);
    }

    @Override
    boolean gathers() {
        return true;
    }

    @Override
    public void processElement1(StreamRecord<GroupContribution> element) throws Exception {
        GroupContribution contribution = element.getValue();
        GroupState state = groups.value();
        if (state == null) {
            state = new GroupState(contribution.group());
        }
        scoring.open(state, store);
        scoring.contribute(contribution);
        keepGroup(keyOf(contribution), state);
    }

    private void keepGroup(String key, GroupState state) throws Exception {
        scoring.close();
        boolean empty = state.isEmpty();
        state.setArrivalTimer(setArrivalTimer(state.arrivalTimer(), scoring.arrivalDeadline()));
        long wall = empty ? Long.MAX_VALUE : nextAudit(key, clock().wall());
        state.setWallTimer(setWallTimer(state.wallTimer(), wall));
        if (empty) {
            groups.clear();
            store.clear();
        } else {
            groups.update(state);
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        GroupState state = groups.value();
        if (state != null) {
            scoring.open(state, store);
            state.setArrivalTimer(Long.MAX_VALUE);
            scoring.arrivalTimer();
            keepGroup(timer.getKey(), state);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        GroupState state = groups.value();
        if (state != null) {
            scoring.open(state, store);
            state.setWallTimer(Long.MAX_VALUE);
            if (isAudit(timer)) {
                scoring.reassert();
            }
            keepGroup(timer.getKey(), state);
        }
    }

    @Override
    void sweepKey(String key, boolean again) throws Exception {
        GroupState state = groups.value();
        if (state != null) {
            scoring.open(state, store);
            if (again && isPublishedAgain(state.key().trackId())) {
                scoring.reassert();
            }
            keepGroup(key, state);
        }
    }
}
