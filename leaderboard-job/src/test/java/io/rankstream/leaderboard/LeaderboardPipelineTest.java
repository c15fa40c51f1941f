package io.rankstream.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.JobEnvironment;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.LeaderboardConfig;
import io.rankstream.leaderboard.config.TestConfig;
import io.rankstream.leaderboard.domain.StandingRow;
import io.rankstream.leaderboard.operator.BoardReport;
import io.rankstream.leaderboard.operator.ControlAnswer;
import io.rankstream.leaderboard.operator.ResultRecord;
import io.rankstream.leaderboard.operator.ScoringTypes;
import io.rankstream.model.event.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class LeaderboardPipelineTest {

    private static final String BOARD =
            "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"}";

    @Test
    void keepsItsOperatorUids() {
        assertThat(define(4).getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .containsExactlyInAnyOrder(
                        "events",
                        "split-records",
                        "keep-clock-running",
                        "replay",
                        "replay-without-time",
                        "split-replayed-records",
                        "control",
                        "control-without-time",
                        "validate-control",
                        "control-status",
                        "players",
                        "players-without-time",
                        "rows-by-player",
                        "messages-by-player",
                        "rows-to-all",
                        "updates-to-all",
                        "watch-boards",
                        "watch-without-time",
                        "probes-by-member",
                        "losses-to-all",
                        "watch-answers",
                        "score-players",
                        "combine-contributions",
                        "score-groups",
                        "write-boards",
                        "write-group-boards",
                        "board-notices",
                        "group-board-notices",
                        "board-updates",
                        "track-boards",
                        "write-meta",
                        "keep-final-scores",
                        "rank-standings",
                        "hold-standings",
                        "standings",
                        "publish-results",
                        "results",
                        "dead-letters");
    }

    @Test
    void keepsOneOrder_ofWhatAllTasksSee() {
        StreamGraph graph = define(4);

        List<String> single = new ArrayList<>();
        for (StreamNode node : graph.getStreamNodes()) {
            if (node.getParallelism() == 1) {
                single.add(node.getTransformationUID());
            }
        }

        assertThat(single)
                .contains(
                        "control-without-time",
                        "validate-control",
                        "players-without-time",
                        "rows-by-player",
                        "messages-by-player",
                        "rows-to-all",
                        "updates-to-all",
                        "watch-without-time",
                        "probes-by-member",
                        "losses-to-all",
                        "watch-answers",
                        "board-updates")
                .doesNotContain("split-records", "score-players", "write-boards");
    }

    @Test
    void writesBoardsInTheTaskThatScores() {
        StreamGraph graph = define(2);

        assertThat(graph.getJobGraph().getVertices())
                .anySatisfy(
                        vertex ->
                                assertThat(vertex.getName())
                                        .contains("Score players")
                                        .contains("Write boards"));
    }

    @Test
    void fixesTheHighestParallelism() {
        assertThat(define(2).getJobGraph().getVertices())
                .filteredOn(vertex -> vertex.getName().contains("Score players"))
                .allSatisfy(vertex -> assertThat(vertex.getMaxParallelism()).isEqualTo(128));
    }

    @Test
    void keepsTheUids_ofTheMirror() {
        LeaderboardConfig config =
                TestConfig.withBoards(BOARD)
                        .with("redis-mirror", "host", "127.0.0.1")
                        .with("redis-mirror", "delivery", "exactly-once")
                        .build();

        assertThat(define(4, config).getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .filteredOn(uid -> uid.startsWith("mirror-"))
                .containsExactlyInAnyOrder(
                        "mirror-write-boards",
                        "mirror-write-group-boards",
                        "mirror-board-notices",
                        "mirror-group-board-notices",
                        "mirror-track-boards",
                        "mirror-write-meta");
    }

    private static StreamGraph define(int parallelism) {
        return define(
                parallelism,
                TestConfig.withBoards(BOARD)
                        .with("standings", "jdbc.url", "jdbc:mysql://127.0.0.1:3306/gaming")
                        .build());
    }

    private static StreamGraph define(int parallelism, LeaderboardConfig config) {
        StreamExecutionEnvironment env = JobEnvironment.strict();
        env.setParallelism(parallelism);
        LeaderboardPipeline.Sources sources =
                new LeaderboardPipeline.Sources(
                        env.fromData(
                                        List.of(),
                                        ModelTypes.parsedRecord(config.scoring().eventFields()))
                                .uid("events"),
                        env.fromData(List.of(), ScoringTypes.CONTROL_RECORD).uid("control"),
                        env.fromData(
                                        List.of(),
                                        ModelTypes.row(config.scoring().profile().columns()))
                                .uid("players"),
                        env.fromData(List.of(), BoardReport.TYPE).uid("watch-boards"));
        sources.addReplay(
                env.fromData(List.of(), ModelTypes.parsedRecord(config.scoring().eventFields()))
                        .uid("replay"));
        LeaderboardPipeline.define(
                sources,
                new LeaderboardPipeline.Sinks(
                        metrics -> null,
                        config.mirror().map(mirror -> metrics -> null),
                        new DiscardingSink<ControlAnswer>(),
                        new DiscardingSink<DeadLetter>(),
                        Optional.of(new DiscardingSink<ResultRecord>()),
                        config.standings().map(standings -> new DiscardingSink<StandingRow>())),
                config);
        return env.getStreamGraph();
    }
}
