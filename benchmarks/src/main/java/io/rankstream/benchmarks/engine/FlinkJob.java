package io.rankstream.benchmarks.engine;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.runtime.jobgraph.JobGraph;

/** A way to make boards of the records, or a part of it, as a Flink job. */
interface FlinkJob {

    /**
     * The job, with {@link JobSettings#flink}.
     *
     * @param folder for its files
     */
    JobGraph graph(TimedRun run, Path folder) throws Exception;

    /** Whether it sends the events that came too late for a board to the dead letters. */
    default boolean reportsLate() {
        return false;
    }

    /** Whether it makes boards, or is a limit of those that do. */
    default boolean writesBoards() {
        return true;
    }

    /**
     * How long it must be quiet until it has written all, where it may write the last marker before
     * what came earlier.
     */
    default Duration quiet() {
        return Duration.ZERO;
    }
}
