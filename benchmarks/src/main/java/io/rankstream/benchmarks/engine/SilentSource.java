package io.rankstream.benchmarks.engine;

import org.apache.flink.streaming.api.functions.source.SourceFunction;

/** An input on which nothing comes and that stays open, as streams do. */
@SuppressWarnings("deprecation") // The form of the Kinesis consumer that the job reads with.
final class SilentSource<T> implements SourceFunction<T> {

    private static final long serialVersionUID = 1L;

    @Override
    public void run(SourceContext<T> context) throws InterruptedException {
        RecordSource.stayOpen();
    }

    @Override
    public void cancel() {
        // The interrupt that follows ends the wait.
    }
}
