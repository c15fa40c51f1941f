package io.rankstream.replay.republish;

import io.rankstream.flink.archive.ArchiveCatalog;
import io.rankstream.flink.config.RuntimeConfiguration;
import io.rankstream.replay.config.ReplayOptions;
import java.io.IOException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The dataflow of a replay: from the archive to the replay stream. */
public final class RepublishPipeline {

    /**
     * Adds the job to an environment.
     *
     * @throws IOException if there is no archive where the properties say
     */
    public static void define(StreamExecutionEnvironment env, RuntimeConfiguration runtime)
            throws IOException {
        ArchiveCatalog.open(
                runtime.group(ReplayOptions.ARCHIVE.name()).get(ReplayOptions.ARCHIVE_ROOT));
        throw new UnsupportedOperationException("this build does not republish yet");
    }

    private RepublishPipeline() {}
}
