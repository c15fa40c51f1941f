package io.rankstream.benchmarks.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link LiveLoad} in a process that yields to all others. */
final class LiveLoadProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader out;

    private LiveLoadProcess(Process process) {
        this.process = process;
        this.out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** Starts one and returns when it sends. */
    static LiveLoadProcess start(URI endpoint, int perSecond, long most) throws IOException {
        LiveLoadProcess load =
                new LiveLoadProcess(
                        new ProcessBuilder(
                                        List.of(
                                                "nice",
                                                "-n",
                                                "10",
                                                Path.of(
                                                                System.getProperty("java.home"),
                                                                "bin",
                                                                "java")
                                                        .toString(),
                                                "-Xmx256m",
                                                "-cp",
                                                System.getProperty("java.class.path"),
                                                LiveLoad.class.getName(),
                                                endpoint.toString(),
                                                Integer.toString(perSecond),
                                                Long.toString(most)))
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start());
        if (!LiveLoad.READY.equals(load.out.readLine())) {
            load.close();
            throw new IOException("the load did not start");
        }
        return load;
    }

    /**
     * Tells it to stop, and waits.
     *
     * @return how many metres it has sent
     */
    long stop() throws IOException, InterruptedException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return await();
    }

    /**
     * Waits until it has sent all.
     *
     * @return how many metres it has sent
     */
    long await() throws IOException, InterruptedException {
        String last = out.readLine();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                || process.exitValue() != 0
                || last == null) {
            throw new IOException("the load ended early");
        }
        return Long.parseLong(last);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
