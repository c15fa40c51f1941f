package io.rankstream.flink.time;

import io.rankstream.flink.metrics.JobMetrics;
import io.rankstream.flink.metrics.MetricNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Keeps the events' clock running while no event arrives, so that windows close at night.
 *
 * <p>Chained right behind the source of the events. It passes records and watermarks on. When the
 * source says it is idle, and no record has come for a while, it emits watermarks of its own: the
 * wall clock minus a grace for clocks that differ. Its output is never idle and its watermarks
 * never go back. A record that arrives behind such a watermark is passed on like any other: what is
 * late is a property of the record.
 *
 * <p>Its state is the last watermark. After a restore no watermark is emitted below the lowest one
 * that any of the subtasks had reached, which is what the operators downstream had seen.
 */
public final class KeepClockRunningOperator<T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<T, T> {

    private static final long serialVersionUID = 1L;

    /** Flink's default, for where periodic watermarks are switched off. */
    private static final long DEFAULT_INTERVAL_MILLIS = 200;

    private final long idleAfterMillis;
    private final long graceMillis;

    private transient ListState<Long> watermarks;
    private transient long intervalMillis;
    private transient long lastInputAt;
    private transient boolean inputIdle;
    private transient ScheduledFuture<?> timer;

    private transient volatile long emitted;
    private transient volatile boolean onWallTime;

    /**
     * Creates the operator.
     *
     * @param idleAfter how long no record must have come before the wall clock takes over
     * @param grace how far the wall clock is held back: at least the time that a record takes from
     *     its arrival in the stream to here, and the difference of the clocks
     */
    public KeepClockRunningOperator(Duration idleAfter, Duration grace) {
        if (idleAfter.isNegative() || idleAfter.isZero()) {
            throw new IllegalArgumentException("idleAfter must be positive, but was " + idleAfter);
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace must not be negative, but was " + grace);
        }
        this.idleAfterMillis = idleAfter.toMillis();
        this.graceMillis = grace.toMillis();
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        watermarks =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("watermark", Types.LONG));
        emitted = Long.MIN_VALUE;
        if (context.isRestored()) {
            long lowest = Long.MAX_VALUE;
            for (Long watermark : watermarks.get()) {
                lowest = Math.min(lowest, watermark);
            }
            emitted = lowest == Long.MAX_VALUE ? Long.MIN_VALUE : lowest;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        long configured = getExecutionConfig().getAutoWatermarkInterval();
        intervalMillis = configured > 0 ? configured : DEFAULT_INTERVAL_MILLIS;
        lastInputAt = now();
        JobMetrics metrics = new JobMetrics(getMetricGroup());
        metrics.gauge(MetricNames.CLOCK_ON_WALL_TIME, () -> onWallTime ? 1 : 0);
        metrics.gauge(
                MetricNames.CLOCK_LAG_MILLIS,
                () -> emitted == Long.MIN_VALUE ? 0L : Math.max(0L, now() - emitted));
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        lastInputAt = now();
        output.collect(element);
    }

    @Override
    public void processWatermark(Watermark watermark) {
        // The end of the input is not the end of time: it would close and forget every window.
        if (!watermark.equals(Watermark.MAX_WATERMARK)) {
            emit(watermark.getTimestamp());
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
        inputIdle = status.isIdle();
        if (inputIdle) {
            if (timer == null) {
                setTimer(Math.max(lastInputAt + idleAfterMillis, now() + intervalMillis));
            }
        } else {
            lastInputAt = now();
            onWallTime = false;
        }
    }

    private void setTimer(long time) {
        timer = getProcessingTimeService().registerTimer(time, this::tick);
    }

    private void tick(long time) {
        timer = null;
        if (!inputIdle) {
            return;
        }
        long now = now();
        long takesOverAt = lastInputAt + idleAfterMillis;
        if (now < takesOverAt) {
            setTimer(takesOverAt);
            return;
        }
        onWallTime = true;
        emit(now - graceMillis);
        setTimer(now + intervalMillis);
    }

    private void emit(long timestamp) {
        if (timestamp > emitted) {
            emitted = timestamp;
            output.emitWatermark(new Watermark(timestamp));
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        watermarks.update(List.of(emitted));
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
