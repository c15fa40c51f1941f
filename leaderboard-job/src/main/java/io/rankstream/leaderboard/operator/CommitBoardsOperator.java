package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.flink.serialization.BinaryTypeInfo;
import io.rankstream.model.command.BoardCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Writes board commands to the store once the checkpoint that contains them is complete, and
 * forwards them then: the delivery mode {@code exactly-once}, where {@link WriteBoardsOperator} is
 * {@code latest}.
 *
 * <p>Commands are collected and coalesced from barrier to barrier. At a barrier they become state,
 * with the notices and the watermark that came among them. When the checkpoint is complete, they
 * are committed, together with those of checkpoints before it that never were: only their last word
 * on a member counts, so every value in the store was the job's value at a completed checkpoint.
 * Then they are forwarded, the watermark last.
 *
 * <p>After a restore, what the checkpoint holds is committed first. Whichever task gets the batch
 * of another, no later commit can overtake it: a later checkpoint completes only after every task
 * has opened, and therefore committed.
 */
public final class CommitBoardsOperator extends AbstractStreamOperator<BoardCommand>
        implements OneInputStreamOperator<BoardCommand, BoardCommand> {

    private static final long serialVersionUID = 1L;

    private final BoardWriterFactory writers;
    private final String lineage;
    private final String name;

    private transient ListState<CommitBatch> uncommitted;
    private transient List<CommitBatch> restored;

    private transient BoardWriter writer;
    private transient PendingCommands pending;
    private transient List<BoardCommand> notices;
    private transient long watermark;
    private transient NavigableMap<Long, CommitBatch> sealed;
    private transient List<CommitBatch> unforwarded;
    private transient WatermarkStatus heldStatus;
    private transient ScheduledFuture<?> forwarding;

    private transient Counter flushes;
    private transient Counter commands;
    private transient volatile long lastFlushMillis;
    private transient volatile int pendingNow;

    /**
     * @param lineage names this submission of the job, whose checkpoints are numbered upwards
     * @param name of this operator among those that write to the same sets
     */
    public CommitBoardsOperator(BoardWriterFactory writers, String lineage, String name) {
        this.writers = writers;
        this.lineage = lineage;
        this.name = name;
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        uncommitted =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "uncommitted",
                                        BinaryTypeInfo.of(
                                                CommitBatch.class, new CommitBatchCodec())));
        restored = new ArrayList<>();
        for (CommitBatch batch : uncommitted.get()) {
            restored.add(batch);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (!getContainingTask().getConfiguration().isCheckpointingEnabled()) {
            throw new IllegalStateException(
                    "redis.delivery=exactly-once writes with checkpoints, and they are disabled");
        }
        pending = new PendingCommands();
        notices = new ArrayList<>();
        watermark = CommitBatch.NO_WATERMARK;
        sealed = new TreeMap<>();
        unforwarded = new ArrayList<>();
        JobMetrics metrics = new JobMetrics(getMetricGroup());
        flushes = metrics.counter(WriteBoardsOperator.FLUSHES);
        commands = metrics.counter(WriteBoardsOperator.WRITTEN_COMMANDS);
        metrics.gauge(WriteBoardsOperator.LAST_FLUSH_MILLIS, () -> lastFlushMillis);
        metrics.gauge(WriteBoardsOperator.PENDING_COMMANDS, () -> pendingNow);
        writer =
                writers.open(
                        new WriterMetrics(
                                metrics.counter(WriteBoardsOperator.WRITE_RETRIES),
                                metrics.counter(WriteBoardsOperator.AUDIT_REPAIRS)));
        for (CommitBatch batch : restored) {
            commit(batch);
        }
        restored.clear();
        if (!unforwarded.isEmpty()) {
            // Not from here: those downstream of another task may not be ready.
            forwarding =
                    getProcessingTimeService()
                            .registerTimer(
                                    getProcessingTimeService().getCurrentProcessingTime(),
                                    time -> forward());
        }
    }

    @Override
    public void processElement(StreamRecord<BoardCommand> element) {
        forward();
        BoardCommand command = element.getValue();
        if (command.isNotice()) {
            notices.add(command);
        } else {
            pending.add(command);
        }
        countPending();
    }

    @Override
    public void processWatermark(Watermark mark) {
        forward();
        watermark = mark.getTimestamp();
    }

    /** An idle task would let the watermarks of others pass what it has not committed. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
        heldStatus = status;
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        forward();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        sealed.put(
                context.getCheckpointId(),
                new CommitBatch(
                        getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                        context.getCheckpointId(),
                        pending.drain(),
                        new ArrayList<>(notices),
                        watermark));
        notices.clear();
        watermark = CommitBatch.NO_WATERMARK;
        uncommitted.update(List.of(CommitBatch.merge(sealed.values())));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        NavigableMap<Long, CommitBatch> complete = sealed.headMap(checkpointId, true);
        if (complete.isEmpty()) {
            return;
        }
        commit(CommitBatch.merge(complete.values()));
        complete.clear();
        forward();
        if (heldStatus != null) {
            output.emitWatermarkStatus(heldStatus);
            heldStatus = null;
        }
        countPending();
    }

    /** What an aborted checkpoint holds goes with the next one. */
    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        Map.Entry<Long, CommitBatch> next = sealed.higherEntry(checkpointId);
        if (next != null && sealed.containsKey(checkpointId)) {
            CommitBatch aborted = sealed.remove(checkpointId);
            sealed.put(next.getKey(), CommitBatch.merge(Arrays.asList(aborted, next.getValue())));
        }
    }

    @Override
    public void close() throws Exception {
        if (forwarding != null) {
            forwarding.cancel(false);
        }
        if (writer != null) {
            writer.close();
        }
        super.close();
    }

    private void commit(CommitBatch batch) throws InterruptedException {
        if (!batch.commands().isEmpty()) {
            long startedAt = System.nanoTime();
            writer.commit(
                    batch.commands(),
                    new CommitMark(lineage, name, batch.task(), batch.checkpoint()));
            lastFlushMillis = (System.nanoTime() - startedAt) / 1_000_000;
            flushes.inc();
            commands.inc(batch.commands().size());
        }
        unforwarded.add(batch);
    }

    /** Several batches are those of several tasks before a restore: the least of them counts. */
    private void forward() {
        if (unforwarded.isEmpty()) {
            return;
        }
        long least = Long.MAX_VALUE;
        for (CommitBatch batch : unforwarded) {
            batch.commands().forEach(this::forward);
            batch.notices().forEach(this::forward);
            least = Math.min(least, batch.watermark());
        }
        unforwarded.clear();
        if (least != CommitBatch.NO_WATERMARK) {
            output.emitWatermark(new Watermark(least));
        }
    }

    private void forward(BoardCommand command) {
        output.collect(new StreamRecord<>(command));
    }

    private void countPending() {
        int size = pending.size() + notices.size();
        for (CommitBatch batch : sealed.values()) {
            size += batch.size();
        }
        pendingNow = size;
    }
}
