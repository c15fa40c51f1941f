package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.RacingRecords;
import java.io.Serializable;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.functions.source.RichParallelSourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Hands out the records as fast as they are taken, each parsed here, with the clock of arrival that
 * the Kinesis consumer keeps; each task reads a shard.
 */
@SuppressWarnings("deprecation") // The form of the Kinesis consumer that the job reads with.
final class RecordSource<T> extends RichParallelSourceFunction<T> {

    private static final long serialVersionUID = 1L;

    /** Every 200 ms of arrival time: how often the Kinesis consumer emits one at a live pace. */
    private static final int RECORDS_PER_WATERMARK = RacingRecords.ARRIVALS_PER_SECOND / 5;

    private final String run;
    private final ReaderFactory<T> readers;
    private transient RacingRecords records;
    private transient Reader<T> reader;
    private transient int shard;
    private transient int shards;
    private volatile boolean cancelled;

    /** Makes an element of a record. */
    interface Reader<T> {
        T read(int index) throws Exception;

        /** Of the element, epoch milliseconds: when it arrived, as in our job. */
        default long timestamp(RacingRecords records, int index) {
            return records.arrivalMillis(index);
        }
    }

    /** Makes the reader of a task. */
    interface ReaderFactory<T> extends Serializable {
        Reader<T> open(TimedRun run) throws Exception;
    }

    RecordSource(String run, ReaderFactory<T> readers) {
        this.run = run;
        this.readers = readers;
    }

    @Override
    public void open(Configuration parameters) throws Exception {
        TimedRun timed = TimedRun.of(run);
        records = timed.records();
        reader = readers.open(timed);
        shard = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        shards = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    }

    @Override
    public void run(SourceContext<T> context) throws Exception {
        emit(context, 0, records.begin());
        TimedRun.of(run).awaitBegin();
        emit(context, records.begin(), records.size());
        stayOpen();
    }

    private void emit(SourceContext<T> context, int from, int to) throws Exception {
        for (int i = from; i < to && !cancelled; i++) {
            if (records.shard(i, shards) == shard) {
                T element = reader.read(i);
                synchronized (context.getCheckpointLock()) {
                    context.collectWithTimestamp(element, reader.timestamp(records, i));
                }
            }
            if (i % RECORDS_PER_WATERMARK == 0 || i == to - 1) {
                synchronized (context.getCheckpointLock()) {
                    // Another record may still arrive within the same millisecond.
                    context.emitWatermark(new Watermark(records.arrivalMillis(i) - 1));
                }
            }
        }
    }

    /** Waits until Flink interrupts the input because the job is cancelled. */
    static void stayOpen() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
