package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.leaderboard.config.TestConfig;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.WindowShare;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.GroupKey;
import io.rankstream.model.scoring.ScoringTrack;
import io.rankstream.model.standings.FinalScore;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScoreGroupsOperatorTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final String TEAMS =
            "{\"board\":\"teams\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"member\":\"player.country\","
                    + "\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"},"
                    + "\"allowed_lateness\":\"PT15S\",\"retention\":\"PT1H\"}";

    /** More than are done in one go. */
    private static final int MANY = 1_000;

    private final ScoringConfig config = TestConfig.withBoards(TEAMS).build().scoring();
    private KeyedTwoInputStreamOperatorTestHarness<
                    String, GroupContribution, BroadcastInput, BoardCommand>
            harness;
    private ScoringTrack track;

    @BeforeEach
    void open() throws Exception {
        harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new ScoreGroupsOperator(config),
                        ScoreGroupsOperator::keyOf,
                        null,
                        Types.STRING);
        harness.setProcessingTime(NOON);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend());
        harness.setup(
                ModelTypes.BOARD_COMMAND.createSerializer(
                        harness.getExecutionConfig().getSerializerConfig()));
        harness.open();
        track = ((ScoreGroupsOperator) harness.getOperator()).rules().tracks()[0];
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void closesAGroupsWindow_beforeItTakesWhatComesLater() throws Exception {
        for (int i = 0; i < MANY; i++) {
            contribute("team-" + i);
        }
        Watermark mark = new Watermark(track.closesAt(NOON));
        harness.processWatermark2(new Watermark(Long.MAX_VALUE));
        harness.processWatermark1(mark);
        Set<String> closed = closed();
        assertThat(closed).isNotEmpty().hasSizeLessThan(MANY);
        assertThat(harness.getOutput()).doesNotContain(mark);
        String open = "team-0";
        for (int i = 1; closed.contains(open); i++) {
            open = "team-" + i;
        }

        contribute(open);

        closed.add(open);
        assertThat(closed()).isEqualTo(closed);
        for (int tick = 1; tick < 20; tick++) {
            harness.setProcessingTime(NOON + tick * 10L);
        }
        assertThat(closed()).hasSize(MANY);
        assertThat(harness.extractOutputValues())
                .filteredOn(command -> command instanceof WindowShare)
                .singleElement()
                .satisfies(share -> assertThat(((WindowShare) share).members()).isEqualTo(MANY));
        assertThat(harness.getOutput()).contains(mark);
    }

    private void contribute(String team) throws Exception {
        GroupKey group = new GroupKey(track.id(), track.name(), NOON, "", team);
        harness.processElement1(
                new StreamRecord<>(GroupContribution.ofDifference(group, 1, 1, NOON)));
    }

    /** Who has been told a final score. */
    private Set<String> closed() {
        Set<String> members = new HashSet<>();
        for (StreamRecord<FinalScore> score :
                harness.getSideOutput(ScoreGroupsOperator.FINAL_SCORES)) {
            members.add(score.getValue().member());
        }
        return members;
    }
}
