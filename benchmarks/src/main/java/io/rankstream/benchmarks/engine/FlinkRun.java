package io.rankstream.benchmarks.engine;

import io.rankstream.benchmarks.load.InexactRunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.util.FileUtils;

/** Runs a job in this JVM until all is written, and compares what it wrote with what it had to. */
final class FlinkRun {

    private static final long POLL_MILLIS = 50;

    private final FlinkJob job;
    private final TimedRun run;
    private final int parallelism;
    private final boolean withState;

    /**
     * @param withState whether what it holds at the end is measured, by a full checkpoint and by a
     *     savepoint in the canonical format: that has each key and value just once
     */
    FlinkRun(FlinkJob job, TimedRun run, int parallelism, boolean withState) {
        this.job = job;
        this.run = run;
        this.parallelism = parallelism;
        this.withState = withState;
    }

    /**
     * Runs it.
     *
     * @param folder for its files, deleted in the end
     * @return what was seen of its checkpoints, by name
     * @throws InexactRunException if any score differs
     */
    Map<String, Double> execute(Path folder) throws Exception {
        Map<String, Double> figures;
        MiniClusterConfiguration configuration =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(JobSettings.flink(folder, parallelism))
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(parallelism)
                        .withRandomPorts()
                        .build();
        MiniCluster cluster = new MiniCluster(configuration);
        try {
            cluster.start();
            JobID id = cluster.submitJob(job.graph(run, folder)).get().getJobID();
            CompletableFuture<JobResult> result = cluster.requestJobResult(id);
            awaitWritten(result);
            figures = checkpoints(cluster, id);
            if (withState) {
                figures.put("state_bytes", (double) savepointBytes(cluster, id, folder));
            }
            // An end of its input would close and forget all it knows.
            cluster.cancelJob(id).get();
            result.get();
        } finally {
            cluster.close();
            FileUtils.deleteDirectoryQuietly(folder.toFile());
        }
        if (job.writesBoards()) {
            figures.put("scores", (double) run.known().requireEqual(run.logs()));
        }
        requireEqual("late events", job.reportsLate() ? run.known().late() : 0, run.deadLetters());
        requireEqual("control answers", 0, run.answers());
        return figures;
    }

    private void awaitWritten(CompletableFuture<JobResult> result) throws Exception {
        while (!run.awaitDone(POLL_MILLIS)
                || run.quietNanos() < job.quiet().toNanos()
                || (job.reportsLate() && run.deadLetters() < run.known().late())) {
            if (result.isDone()) {
                result.get().toJobExecutionResult(getClass().getClassLoader());
                throw new InexactRunException("the job ended before all was written");
            }
            if (run.isStuck()) {
                throw new InexactRunException(run.describe());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Map<String, Double> checkpoints(MiniCluster cluster, JobID id) throws Exception {
        Map<String, Double> figures = new LinkedHashMap<>();
        CheckpointStatsSnapshot during = snapshot(cluster, id);
        figures.put("checkpoints", (double) during.getCounts().getNumberOfCompletedCheckpoints());
        if (during.getHistory().getLatestCompletedCheckpoint() != null) {
            figures.put(
                    "checkpoint_ms_median",
                    during.getSummaryStats().getEndToEndDurationStats().getQuantile(0.5));
        }
        if (withState) {
            CompletedCheckpointStats last =
                    completed(
                            cluster, id, cluster.triggerCheckpoint(id, CheckpointType.FULL).get());
            figures.put("full_checkpoint_bytes", (double) last.getStateSize());
            figures.put("full_checkpoint_ms", (double) last.getEndToEndDuration());
        }
        return figures;
    }

    private static long savepointBytes(MiniCluster cluster, JobID id, Path folder)
            throws Exception {
        Path savepoints = folder.resolve("savepoints");
        cluster.triggerSavepoint(
                        id, savepoints.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get();
        try (Stream<Path> files = Files.walk(savepoints)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** It is counted a moment after it is complete. */
    private static CompletedCheckpointStats completed(
            MiniCluster cluster, JobID id, long checkpoint) throws Exception {
        while (true) {
            CompletedCheckpointStats last =
                    snapshot(cluster, id).getHistory().getLatestCompletedCheckpoint();
            if (last != null && last.getCheckpointId() >= checkpoint) {
                return last;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static CheckpointStatsSnapshot snapshot(MiniCluster cluster, JobID id)
            throws Exception {
        return cluster.getExecutionGraph(id).get().getCheckpointStatsSnapshot();
    }

    private static void requireEqual(String what, long expected, long actual) {
        if (actual != expected) {
            throw new InexactRunException(actual + " " + what + ", not " + expected);
        }
    }
}
