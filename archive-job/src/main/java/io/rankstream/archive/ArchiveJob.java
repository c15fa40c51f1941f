package io.rankstream.archive;

import io.rankstream.archive.config.ArchiveConfig;
import io.rankstream.archive.connector.ArchiveSink;
import io.rankstream.archive.connector.ArchiveSources;
import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.config.RuntimeConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point: reads the configuration and plugs the connectors into the pipeline. */
public final class ArchiveJob {

    public static void main(String[] args) throws Exception {
        ArchiveConfig config = ArchiveConfig.from(RuntimeConfiguration.load(args));
        StreamExecutionEnvironment env = JobEnvironment.strict();
        define(env, config);
        env.execute("archive");
    }

    /** Plugs the connectors that the configuration names into the pipeline. */
    static void define(StreamExecutionEnvironment env, ArchiveConfig config) {
        ArchivePipeline.define(
                new ArchivePipeline.Sources(
                        ArchiveSources.events(env, config).uid(Uids.EVENTS),
                        ArchiveSources.control(env, config).uid(Uids.CONTROL),
                        ArchiveSources.deadLetters(env, config).uid(Uids.DEAD_LETTERS),
                        ArchiveSources.players(env, config).uid(Uids.PLAYERS)),
                new ArchiveSink(config),
                config);
    }

    private ArchiveJob() {}
}
