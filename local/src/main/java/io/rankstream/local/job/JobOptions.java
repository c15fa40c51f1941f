package io.rankstream.local.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link JobProcess} runs and where.
 *
 * @param flinkLib the folder of Flink's own jars; beside it {@code plugins}, with the S3 file
 *     system
 * @param jar the job's shaded jar
 * @param mainClass its entry point
 * @param properties the job's property files, later ones override earlier ones
 * @param directory for its configuration, logs, temporary files and checkpoints
 * @param restPort of Flink's REST API and web page, on 127.0.0.1
 * @param heapMegabytes of the JVM that is job manager and task manager at once
 * @param flink further Flink options, or other values for those set by default
 * @param debugPort of 127.0.0.1 where a debugger may attach, which {@link JobProcess#failTask}
 *     needs; 0: none
 * @param callersKeys whether AWS takes the keys of the caller; without it any, as local servers do
 */
public record JobOptions(
        Path flinkLib,
        Path jar,
        String mainClass,
        List<Path> properties,
        Path directory,
        int restPort,
        int parallelism,
        Duration checkpointInterval,
        int heapMegabytes,
        Map<String, String> flink,
        int debugPort,
        boolean callersKeys) {

    /** Parallelism 2, a checkpoint every five seconds, 768 MB of heap. */
    public static JobOptions of(
            Path flinkLib,
            Path jar,
            String mainClass,
            List<Path> properties,
            Path directory,
            int restPort) {
        return new JobOptions(
                flinkLib,
                jar,
                mainClass,
                properties,
                directory,
                restPort,
                2,
                Duration.ofSeconds(5),
                768,
                Map.of(),
                0,
                false);
    }

    public JobOptions withCheckpointInterval(Duration interval) {
        return new JobOptions(
                flinkLib,
                jar,
                mainClass,
                properties,
                directory,
                restPort,
                parallelism,
                interval,
                heapMegabytes,
                flink,
                debugPort,
                callersKeys);
    }

    public JobOptions withParallelism(int newParallelism) {
        return new JobOptions(
                flinkLib,
                jar,
                mainClass,
                properties,
                directory,
                restPort,
                newParallelism,
                checkpointInterval,
                heapMegabytes,
                flink,
                debugPort,
                callersKeys);
    }

    public JobOptions withHeapMegabytes(int newHeapMegabytes) {
        return new JobOptions(
                flinkLib,
                jar,
                mainClass,
                properties,
                directory,
                restPort,
                parallelism,
                checkpointInterval,
                newHeapMegabytes,
                flink,
                debugPort,
                callersKeys);
    }

    /** Sets one more Flink option. */
    public JobOptions withFlink(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(flink);
        more.put(key, value);
        return new JobOptions(
                flinkLib,
                jar,
                mainClass,
                properties,
                directory,
                restPort,
                parallelism,
                checkpointInterval,
                heapMegabytes,
                Map.copyOf(more),
                debugPort,
                callersKeys);
    }

    /** Lets a debugger attach, as {@link JobProcess#failTask} does. */
    public JobOptions withDebugPort(int newDebugPort) {
        return new JobOptions(
                flinkLib,
                jar,
                mainClass,
                properties,
                directory,
                restPort,
                parallelism,
                checkpointInterval,
                heapMegabytes,
                flink,
                newDebugPort,
                callersKeys);
    }

    /** Leaves the AWS client of the job what it finds on this machine. */
    public JobOptions withCallersKeys() {
        return new JobOptions(
                flinkLib,
                jar,
                mainClass,
                properties,
                directory,
                restPort,
                parallelism,
                checkpointInterval,
                heapMegabytes,
                flink,
                debugPort,
                true);
    }

    /** The folder of all checkpoints, whichever run wrote them. */
    public Path checkpoints() {
        return directory.resolve("checkpoints");
    }

    Path temporary() {
        return directory.resolve("tmp");
    }
}
