package io.rankstream.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.archive.config.TestArchiveConfig;
import io.rankstream.flink.JobEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivePipelineTest {

    @TempDir Path folder;

    /** A savepoint finds state by these, so they are never to change. */
    @Test
    void namesEveryOperator() throws Exception {
        Set<String> uids = new TreeSet<>();
        for (StreamNode node : nodes()) {
            uids.add(node.getTransformationUID());
        }

        assertThat(uids)
                .containsExactly(
                        "Sink Committer: archive",
                        "archive",
                        "archive: complete-hours",
                        "control",
                        "control-entries",
                        "control-without-time",
                        "dead-letter-entries",
                        "dead-letters",
                        "dead-letters-without-time",
                        "events",
                        "keep-clock-running",
                        "player-entries",
                        "players",
                        "players-without-time",
                        "read-events");
    }

    private List<StreamNode> nodes() throws Exception {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        ArchiveJob.define(env, TestArchiveConfig.minimal().build(folder));
        return new ArrayList<>(env.getStreamGraph().getStreamNodes());
    }
}
