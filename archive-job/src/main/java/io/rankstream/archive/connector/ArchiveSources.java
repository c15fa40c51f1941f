package io.rankstream.archive.connector;

import io.rankstream.archive.config.ArchiveConfig;
import io.rankstream.flink.cdc.MySqlDimensionSource;
import io.rankstream.flink.kinesis.KinesisSources;
import io.rankstream.flink.kinesis.StartPosition;
import io.rankstream.model.archive.ArchivedRecord;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Connects the job to what it reads. */
public final class ArchiveSources {

    private static final String PLAYER = "player";

    /** The records of the event streams, on the clock of their arrival. */
    public static SingleOutputStreamOperator<ArchivedRecord> events(
            StreamExecutionEnvironment env, ArchiveConfig config) {
        return new KinesisSources(env, config.kinesis())
                .readRawWithTime(
                        config.events().streams(), config.eventsStart(), config.readingPace())
                .name("Events");
    }

    /** The control messages, from the first one. */
    public static SingleOutputStreamOperator<ArchivedRecord> control(
            StreamExecutionEnvironment env, ArchiveConfig config) {
        return new KinesisSources(env, config.kinesis())
                .readRaw(
                        List.of(config.controlStream()),
                        StartPosition.TRIM_HORIZON,
                        config.readingPace())
                .setParallelism(1)
                .name("Control");
    }

    /** What could not be used, from the first one. */
    public static SingleOutputStreamOperator<ArchivedRecord> deadLetters(
            StreamExecutionEnvironment env, ArchiveConfig config) {
        return new KinesisSources(env, config.kinesis())
                .readRaw(
                        List.of(config.deadLetterStream()),
                        StartPosition.TRIM_HORIZON,
                        config.readingPace())
                .name("Dead letters");
    }

    /** The rows of the player table: all of them, then every change. */
    public static SingleOutputStreamOperator<ArchivedRecord> players(
            StreamExecutionEnvironment env, ArchiveConfig config) {
        return env.fromSource(
                        MySqlDimensionSource.archived(PLAYER, config.mysql(), config.playerTable()),
                        WatermarkStrategy.noWatermarks(),
                        "Players")
                .setParallelism(1);
    }

    private ArchiveSources() {}
}
