package io.rankstream.leaderboard.operator;

import io.rankstream.leaderboard.domain.StandingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Holds standings back until the checkpoint that contains them is complete.
 *
 * <p>What the table shows was therefore the job's word at a completed checkpoint, and whoever ranks
 * after a restore knows of every row that was ever written. Rows that were let go when a task fails
 * are let go once more; that does no harm, because a row replaces only what is not newer.
 */
public final class HoldStandingsOperator extends AbstractStreamOperator<StandingRow>
        implements OneInputStreamOperator<StandingRow, StandingRow> {

    private static final long serialVersionUID = 1L;

    private transient ListState<StandingRow> heldRows;
    private transient List<StandingRow> arrived;
    private transient NavigableMap<Long, List<StandingRow>> sealed;
    private transient List<StandingRow> restored;
    private transient ScheduledFuture<?> forwarding;

    public HoldStandingsOperator() {
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        heldRows =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "held-standings", StandingsTypes.STANDING_ROW));
        arrived = new ArrayList<>();
        sealed = new TreeMap<>();
        restored = new ArrayList<>();
        for (StandingRow row : heldRows.get()) {
            restored.add(row);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (!getContainingTask().getConfiguration().isCheckpointingEnabled()) {
            throw new IllegalStateException(
                    "standings are written with checkpoints, and they are disabled");
        }
        if (!restored.isEmpty()) {
            // Not from here: those downstream may not be ready.
            forwarding =
                    getProcessingTimeService()
                            .registerTimer(
                                    getProcessingTimeService().getCurrentProcessingTime(),
                                    time -> forward(restored));
        }
    }

    @Override
    public void processElement(StreamRecord<StandingRow> element) {
        arrived.add(element.getValue());
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        forward(restored);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        sealed.put(context.getCheckpointId(), arrived);
        arrived = new ArrayList<>();
        List<StandingRow> all = new ArrayList<>();
        sealed.values().forEach(all::addAll);
        heldRows.update(all);
    }

    /** What an aborted checkpoint holds is in the next one, too, and is let go with it. */
    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        NavigableMap<Long, List<StandingRow>> complete = sealed.headMap(checkpointId, true);
        complete.values().forEach(this::forward);
        complete.clear();
    }

    /** The end of the input: nothing comes that could make these rows wrong. */
    @Override
    public void finish() throws Exception {
        forward(restored);
        sealed.values().forEach(this::forward);
        sealed.clear();
        forward(arrived);
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (forwarding != null) {
            forwarding.cancel(false);
        }
        super.close();
    }

    private void forward(List<StandingRow> rows) {
        for (StandingRow row : rows) {
            output.collect(new StreamRecord<>(row));
        }
        rows.clear();
    }
}
