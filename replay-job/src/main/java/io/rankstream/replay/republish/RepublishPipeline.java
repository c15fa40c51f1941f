package io.rankstream.replay.republish;

import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.kinesis.KinesisSinks;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.replay.config.RepublishConfig;
import java.io.IOException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The dataflow of a replay.
 *
 * <pre>
 * archive ──> replay, by partition key
 * </pre>
 */
public final class RepublishPipeline {

    private static final String ARCHIVE = "archive";
    private static final String REPLAY = "replay";

    /**
     * Adds the job to an environment.
     *
     * @throws IOException if there is no archive where the configuration says
     */
    public static void define(StreamExecutionEnvironment env, RepublishConfig config)
            throws IOException {
        define(
                env,
                config,
                new KinesisSinks(config.kinesis())
                        .inOrder(
                                config.stream(),
                                new EnvelopeSerializationSchema(config.kind()),
                                ArchivedRecord::partitionKey,
                                config.batchSize()));
    }

    /**
     * Adds the job to an environment, with a place of its own for what is sent.
     *
     * @throws IOException if there is no archive where the configuration says
     */
    public static void define(
            StreamExecutionEnvironment env, RepublishConfig config, Sink<ArchivedRecord> replay)
            throws IOException {
        ArchiveCatalog.open(config.archiveRoot());
        RecordSelection.Declaration declaration =
                new RecordSelection.Declaration(
                        config.kind(),
                        config.from().toEpochMilli(),
                        config.until().toEpochMilli(),
                        config.events(),
                        config.filter().orElse(null));

        env.fromSource(
                        new ArchiveSource(config.archiveRoot(), declaration, config.speed()),
                        WatermarkStrategy.noWatermarks(),
                        "Archive",
                        ModelTypes.ARCHIVED_RECORD)
                .uid(ARCHIVE)
                .setParallelism(1)
                // The records of a key go through one writer, in order.
                .keyBy(ArchivedRecord::partitionKey)
                .sinkTo(replay)
                .uid(REPLAY)
                .name("Replay");
    }

    private RepublishPipeline() {}
}
