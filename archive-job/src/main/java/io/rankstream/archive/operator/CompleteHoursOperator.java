package io.rankstream.archive.operator;

import io.rankstream.flink.archive.ArchiveException;
import io.rankstream.flink.archive.ArchiveHour;
import io.rankstream.flink.archive.HourFolder;
import io.rankstream.flink.archive.HourManifest;
import io.rankstream.flink.metrics.JobMetrics;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.Path;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the manifest of an hour once its files are there and its time is over on the clock of
 * arrivals, and again when files come later.
 *
 * <p>An hour that an erasure or a new file changes meanwhile stays open, and its manifest is
 * written again.
 *
 * <p>It learns of a file after the file has been committed, but of the clock before: what the clock
 * shows counts once the files of the next checkpoint are here, those of every task. Its state is
 * the folders whose files are not all in a manifest; a folder leaves it with the manifest.
 */
public final class CompleteHoursOperator extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<CommittableMessage<FileSinkCommittable>, Void> {

    private static final Logger LOG = LoggerFactory.getLogger(CompleteHoursOperator.class);

    private static final long serialVersionUID = 1L;

    private static final long TICK_MILLIS = 1_000;

    /** How long one tick may hold up checkpoints; the rest of the hours wait for the next. */
    private static final long BUSY_MILLIS = 500;

    /** How long to wait before a folder that is unreadable or changes is tried again. */
    private static final long RETRY_MILLIS = 60_000;

    private final String root;
    private final long delayMillis;

    private transient ListState<String> folders;
    private transient Map<String, Long> dueAt;
    private transient Map<String, Long> notBefore;
    private transient volatile int openHours;
    private transient Counter manifests;
    private transient Counter failures;
    private transient CommittedCheckpoints checkpoints;
    private transient long clock;
    private transient long arrivals;
    private transient ScheduledFuture<?> timer;

    /**
     * Creates the operator.
     *
     * @param root of the archive
     * @param delay after the end of an hour
     */
    public CompleteHoursOperator(String root, Duration delay) {
        this.root = root;
        this.delayMillis = delay.toMillis();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        folders =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("open-hours", Types.STRING));
        dueAt = new TreeMap<>();
        notBefore = new TreeMap<>();
        checkpoints = new CommittedCheckpoints();
        clock = Long.MIN_VALUE;
        arrivals = Long.MIN_VALUE;
        for (String folder : folders.get()) {
            open(folder);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        JobMetrics metrics = new JobMetrics(getMetricGroup());
        metrics.gauge(ArchiveMetrics.OPEN_HOURS, () -> openHours);
        manifests = metrics.counter(ArchiveMetrics.MANIFESTS);
        failures = metrics.counter(ArchiveMetrics.MANIFEST_FAILURES);
        setTimer();
    }

    @Override
    public void processElement(StreamRecord<CommittableMessage<FileSinkCommittable>> element) {
        CommittableMessage<FileSinkCommittable> message = element.getValue();
        if (message instanceof CommittableWithLineage) {
            open(
                    ((CommittableWithLineage<FileSinkCommittable>) message)
                            .getCommittable()
                            .getBucketId());
        }
        arrivals = Math.max(arrivals, checkpoints.add(message));
    }

    private void open(String folder) {
        dueAt.put(folder, ArchiveHour.parse(folder).end() + delayMillis);
        openHours = dueAt.size();
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        // The end of the input is not the end of time.
        if (!watermark.equals(Watermark.MAX_WATERMARK)) {
            clock = watermark.getTimestamp();
        }
        super.processWatermark(watermark);
    }

    private void setTimer() {
        timer = getProcessingTimeService().registerTimer(now() + TICK_MILLIS, this::tick);
    }

    @Override
    public void close() throws Exception {
        if (timer != null) {
            timer.cancel(false);
        }
        super.close();
    }

    private void tick(long time) throws IOException {
        long busyUntil = System.nanoTime() + BUSY_MILLIS * 1_000_000;
        Iterator<Map.Entry<String, Long>> open = dueAt.entrySet().iterator();
        while (open.hasNext() && System.nanoTime() < busyUntil) {
            Map.Entry<String, Long> folder = open.next();
            if (folder.getValue() <= arrivals
                    && notBefore.getOrDefault(folder.getKey(), Long.MIN_VALUE) <= time
                    && complete(folder.getKey(), time)) {
                open.remove();
            }
        }
        openHours = dueAt.size();
        setTimer();
    }

    /** Whether a manifest was written that lists the files as they are. */
    private boolean complete(String folder, long time) throws IOException {
        HourFolder hour = HourFolder.list(new Path(root), ArchiveHour.parse(folder));
        if (hour.isErasing()) {
            // The erasure writes the manifest itself; afterwards this may do so again. One that was
            // interrupted leaves the hour so until it is run again.
            LOG.warn("{} is being erased from, it is tried again later", hour.hour());
            failures.inc();
            notBefore.put(folder, time + RETRY_MILLIS);
            return false;
        }
        HourManifest manifest;
        try {
            manifest = hour.writeManifest();
        } catch (ArchiveException | FileNotFoundException e) {
            LOG.error("{} is not complete, it is tried again later", hour.hour(), e);
            failures.inc();
            notBefore.put(folder, time + RETRY_MILLIS);
            return false;
        }
        manifests.inc();
        if (!hour.isUnchanged()) {
            LOG.info("{} has changed meanwhile, its manifest is written again later", hour.hour());
            notBefore.put(folder, time + RETRY_MILLIS);
            return false;
        }
        LOG.info("{} is complete: {} records", hour.hour(), manifest.records());
        notBefore.remove(folder);
        return true;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        checkpoints.begin(context.getCheckpointId(), clock);
        List<String> open = new ArrayList<>(dueAt.keySet());
        folders.update(open);
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
