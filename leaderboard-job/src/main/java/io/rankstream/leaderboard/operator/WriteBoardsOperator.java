package io.rankstream.leaderboard.operator;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.TrackRetired;
import io.rankstream.model.command.BoardCommand.WindowShare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Writes board commands to the store and forwards them once they are written.
 *
 * <p>Commands are collected and coalesced until the flush interval is over, the batch is full, or
 * something passes that says "so far": a watermark, a checkpoint barrier, the end of the input.
 * Downstream, a watermark, a {@link WindowShare} or a {@link TrackRetired} therefore means that
 * everything before it is in the store, and a checkpoint holds no pending command. That is why it
 * is an operator and no sink: a sink has no downstream. This is the delivery mode {@code latest};
 * {@link CommitBoardsOperator} is the other one.
 *
 * <p>A flush blocks the task. Redis takes a batch of 500 in a few milliseconds, and while it does
 * not answer, waiting is all that can be done without breaking that promise.
 */
public final class WriteBoardsOperator extends AbstractStreamOperator<BoardCommand>
        implements OneInputStreamOperator<BoardCommand, BoardCommand> {

    /** Batches written. */
    public static final String FLUSHES = "flushes";

    /** Commands written, after coalescing. */
    public static final String WRITTEN_COMMANDS = "writtenCommands";

    /** Attempts to write a batch that failed and were repeated. */
    public static final String WRITE_RETRIES = "writeRetries";

    /** How long the last batch took, its repeated attempts included. */
    public static final String LAST_FLUSH_MILLIS = "lastFlushMillis";

    /** Commands, shares and retirements that wait for the next flush. */
    public static final String PENDING_COMMANDS = "pendingCommands";

    /** Members and expiries that were not as they should be, and were put right. */
    public static final String AUDIT_REPAIRS = "auditRepairs";

    private static final long serialVersionUID = 1L;

    private final BoardWriterFactory writers;
    private final long flushIntervalMillis;
    private final int batchSize;

    private transient BoardWriter writer;
    private transient PendingCommands pending;
    private transient List<BoardCommand> notices;
    private transient ScheduledFuture<?> flushTimer;

    private transient Counter flushes;
    private transient Counter commands;
    private transient volatile long lastFlushMillis;
    private transient volatile int pendingNow;

    /**
     * @param flushInterval how long a command waits at most for others of its batch
     * @param batchSize how many commands a batch holds at most
     */
    public WriteBoardsOperator(BoardWriterFactory writers, Duration flushInterval, int batchSize) {
        if (flushInterval.isNegative() || flushInterval.isZero()) {
            throw new IllegalArgumentException(
                    "flush_interval must be positive, but was " + flushInterval);
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch_size must be positive, but was " + batchSize);
        }
        this.writers = writers;
        this.flushIntervalMillis = flushInterval.toMillis();
        this.batchSize = batchSize;
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    public void open() throws Exception {
        super.open();
        pending = new PendingCommands();
        notices = new ArrayList<>();
        JobMetrics metrics = new JobMetrics(getMetricGroup());
        flushes = metrics.counter(FLUSHES);
        commands = metrics.counter(WRITTEN_COMMANDS);
        metrics.gauge(LAST_FLUSH_MILLIS, () -> lastFlushMillis);
        metrics.gauge(PENDING_COMMANDS, () -> pendingNow);
        writer =
                writers.open(
                        new WriterMetrics(
                                metrics.counter(WRITE_RETRIES), metrics.counter(AUDIT_REPAIRS)));
    }

    @Override
    public void processElement(StreamRecord<BoardCommand> element) throws Exception {
        BoardCommand command = element.getValue();
        if (command.isNotice()) {
            notices.add(command);
        } else {
            pending.add(command);
        }
        int size = pending.size() + notices.size();
        pendingNow = size;
        if (size >= batchSize) {
            flush();
        } else if (flushTimer == null) {
            flushTimer =
                    getProcessingTimeService()
                            .registerTimer(
                                    getProcessingTimeService().getCurrentProcessingTime()
                                            + flushIntervalMillis,
                                    this::flushInTime);
        }
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        flush();
        super.processWatermark(watermark);
    }

    /** An idle task lets the watermarks of others pass. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        flush();
        super.processWatermarkStatus(status);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (writer != null) {
            writer.close();
        }
        super.close();
    }

    private void flushInTime(long time) throws Exception {
        flushTimer = null;
        flush();
    }

    private void flush() throws InterruptedException {
        if (!pending.isEmpty()) {
            List<BoardCommand> batch = pending.drain();
            long startedAt = System.nanoTime();
            writer.write(batch);
            lastFlushMillis = (System.nanoTime() - startedAt) / 1_000_000;
            flushes.inc();
            commands.inc(batch.size());
            forward(batch);
        }
        if (!notices.isEmpty()) {
            forward(notices);
            notices.clear();
        }
        pendingNow = 0;
    }

    private void forward(List<BoardCommand> written) {
        for (BoardCommand command : written) {
            output.collect(new StreamRecord<>(command));
        }
    }
}
