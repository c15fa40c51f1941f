package io.rankstream.local.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets Ctrl-C end a command in its own order: the JVM goes down only when the command is done. */
final class StopSignal implements AutoCloseable {

    /** Beyond it the programs' own shutdown hooks must do. */
    private static final int LONGEST_END_SECONDS = 30;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndAwaitEnd, "stop-command");

    private StopSignal() {}

    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stopAndAwaitEnd() {
        stopped.countDown();
        try {
            if (!ended.await(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("still not stopped after " + LONGEST_END_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Waits, at most so long. */
    boolean await(long millis) throws InterruptedException {
        return stopped.await(millis, TimeUnit.MILLISECONDS);
    }

    void await() throws InterruptedException {
        stopped.await();
    }

    /** Says that the command has cleaned up. */
    @Override
    public void close() {
        ended.countDown();
    }
}
