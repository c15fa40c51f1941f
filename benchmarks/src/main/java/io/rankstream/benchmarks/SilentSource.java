package io.rankstream.benchmarks;

import java.util.concurrent.CountDownLatch;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/** An input on which nothing comes and that stays open, as streams do. */
@SuppressWarnings("deprecation") // The form of the Kinesis consumer that the job reads with.
final class SilentSource<T> implements SourceFunction<T> {

    private static final long serialVersionUID = 1L;

    @Override
    public void run(SourceContext<T> context) throws InterruptedException {
        stayOpen();
    }

    /** Waits until Flink interrupts the input because the job is cancelled. */
    static void stayOpen() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public void cancel() {
        // The interrupt that follows ends the wait.
    }
}
