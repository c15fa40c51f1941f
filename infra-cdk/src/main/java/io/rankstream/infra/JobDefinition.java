package io.rankstream.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the stack knows of one job: its settings, what it is told and what it may do. */
abstract class JobDefinition {

    private final String name;
    private final Setting<String> jar;
    private final Setting<String> properties;
    private final Setting<Integer> parallelism;
    private final Setting<Integer> perUnit;
    private final Setting<Boolean> scales;
    private final Setting<Integer> checkpointMillis;

    /**
     * A job with its defaults.
     *
     * @param name of the job; its module is {@code <name>-job}
     * @param defaultProperties file of property groups
     * @param defaultParallelism subtasks at the start
     * @param defaultCheckpointMillis how often a checkpoint is taken
     */
    JobDefinition(
            String name,
            String defaultProperties,
            int defaultParallelism,
            int defaultCheckpointMillis) {
        this.name = name;
        String key = "jobs." + name + ".";
        jar =
                Setting.text(
                        key + "jar",
                        "The shaded jar; without it that in `" + name + "-job/target`.");
        properties =
                Setting.text(
                                key + "properties",
                                "File of property groups; what the stack knows, it puts in.")
                        .withDefault(defaultProperties);
        parallelism =
                Setting.number(key + "parallelism", 1, 128, "Subtasks at the start.")
                        .withDefault(String.valueOf(defaultParallelism));
        perUnit =
                Setting.number(key + "parallelismPerKpu", 1, 8, "Subtasks in one KPU.")
                        .withDefault("1");
        scales =
                Setting.flag(
                                key + "autoscaling",
                                "Whether Managed Flink adds and takes KPUs; each time the job"
                                        + " stands still for a while.")
                        .withDefault("true");
        checkpointMillis =
                Setting.number(
                                key + "checkpointMillis",
                                1_000,
                                600_000,
                                "How often a checkpoint is taken, milliseconds.")
                        .withDefault(String.valueOf(defaultCheckpointMillis));
    }

    /** Puts in what only the stack knows. */
    abstract void complete(JobProperties properties, RankstreamStack stack);

    /** The streams that the job must keep up with. */
    abstract List<StreamReference> sources(RankstreamStack stack);

    /** Gives the job's role what the job needs beyond running. */
    abstract void allow(ServiceRole role, RankstreamStack stack);

    String name() {
        return name;
    }

    List<Setting<?>> settings() {
        return List.of(jar, properties, parallelism, perUnit, scales, checkpointMillis);
    }

    /** The id of its construct. */
    String id() {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    FlinkJob.Props props(RankstreamStack stack) {
        Settings settings = stack.settings();
        JobProperties groups = JobProperties.of(Path.of(settings.get(properties)));
        complete(groups, stack);
        return new FlinkJob.Props(
                name,
                stack.name() + "-" + name,
                jar(settings),
                settings.get(parallelism),
                settings.get(perUnit),
                settings.get(scales),
                settings.get(checkpointMillis),
                sources(stack),
                runsAlways(),
                groups.groups());
    }

    private Path jar(Settings settings) {
        Optional<String> given = settings.find(jar);
        if (given.isPresent()) {
            return Path.of(given.get());
        }
        String module = name + "-job";
        Path target = Path.of("..", module, "target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                Optional<Path> built =
                        files.filter(file -> isShadedJar(file, module)).sorted().findFirst();
                if (built.isPresent()) {
                    return built.get();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot look into " + target, e);
            }
        }
        return target.resolve(module + ".jar");
    }

    private static boolean isShadedJar(Path file, String module) {
        return file.getFileName().toString().matches(module + "-[0-9][0-9.]*(-SNAPSHOT)?\\.jar");
    }

    /** Whether it is an alarm when the job does not run. */
    boolean runsAlways() {
        return true;
    }

    /**
     * Without a condition on the prefix: a request for one file has none, and S3 answers that a
     * file is missing only to who may list the bucket.
     */
    static Permission listFiles(RankstreamStack stack) {
        return Permission.to("ListFiles", "the job looks which files there are, and whether one is")
                .allow("s3:ListBucket")
                .on(stack.archive().arn());
    }

    /** A reference to a field of a secret, as the jobs read it. */
    static String secret(String arn, String field) {
        return "secretsmanager:" + arn + "#" + field;
    }

    static Permission readStreams(String reason, List<StreamReference> streams) {
        return Permission.to("ReadStreams", reason)
                .allow(
                        "kinesis:DescribeStream",
                        "kinesis:DescribeStreamSummary",
                        "kinesis:GetRecords",
                        "kinesis:GetShardIterator",
                        "kinesis:ListShards")
                .on(streams.stream().map(StreamReference::arn).toList());
    }

    static Permission writeStreams(String reason, List<StreamReference> streams) {
        return Permission.to("WriteStreams", reason)
                .allow("kinesis:DescribeStreamSummary", "kinesis:PutRecord", "kinesis:PutRecords")
                .on(streams.stream().map(StreamReference::arn).toList());
    }

    static void useKeys(ServiceRole role, List<String> keys) {
        List<String> distinct = keys.stream().distinct().toList();
        if (!distinct.isEmpty()) {
            role.allow(
                    Permission.to("UseKey", "streams, files and secrets are encrypted")
                            .allow("kms:Decrypt", "kms:GenerateDataKey")
                            .on(distinct));
        }
    }
}
