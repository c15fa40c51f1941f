package io.rankstream.benchmarks;

import io.rankstream.model.event.ParsedRecord;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Hands out the records as fast as they are taken, each parsed here, with the clock of arrival that
 * the Kinesis consumer keeps.
 */
@SuppressWarnings("deprecation") // The form of the Kinesis consumer that the job reads with.
final class RecordSource implements SourceFunction<ParsedRecord> {

    private static final long serialVersionUID = 1L;

    /** Every 200 ms of arrival time: how often the Kinesis consumer emits one at a live pace. */
    private static final int RECORDS_PER_WATERMARK = RacingRecords.ARRIVALS_PER_SECOND / 5;

    private final String run;
    private volatile boolean cancelled;

    RecordSource(String run) {
        this.run = run;
    }

    @Override
    public void run(SourceContext<ParsedRecord> context) throws InterruptedException {
        PipelineRun pipelineRun = PipelineRun.of(run);
        RacingRecords records = pipelineRun.records();
        RecordParser parser = pipelineRun.newParser();
        emit(context, parser.parse(0));
        pipelineRun.awaitFirst();
        for (int i = 1; i < records.size() && !cancelled; i++) {
            emit(context, parser.parse(i));
            if (i % RECORDS_PER_WATERMARK == 0 || i == records.size() - 1) {
                // Another record may still arrive within the same millisecond.
                emitWatermark(context, records.arrivalMillis(i) - 1);
            }
        }
        if (!cancelled) {
            pipelineRun.awaitLast();
            SilentSource.stayOpen();
        }
    }

    private static void emit(SourceContext<ParsedRecord> context, ParsedRecord record) {
        synchronized (context.getCheckpointLock()) {
            context.collectWithTimestamp(record, record.arrivalTime());
        }
    }

    private static void emitWatermark(SourceContext<ParsedRecord> context, long timestamp) {
        synchronized (context.getCheckpointLock()) {
            context.emitWatermark(new Watermark(timestamp));
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
