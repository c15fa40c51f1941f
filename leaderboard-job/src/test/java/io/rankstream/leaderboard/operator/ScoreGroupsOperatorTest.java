package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.leaderboard.config.TestConfig;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.WindowShare;
import io.rankstream.model.control.BoardTrack;
import io.rankstream.model.control.BoardTracks;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.scoring.GroupContribution;
import io.rankstream.model.scoring.GroupKey;
import io.rankstream.model.scoring.ScoringTrack;
import io.rankstream.model.standings.FinalScore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
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

    private static final String SHADOW =
            TEAMS.replace("\"version\":1", "\"version\":2,\"mode\":\"shadow\"");

    /** More than are done in one go. */
    private static final int MANY = 1_000;

    /** More than an update names. */
    private static final int MANY_LIVES = 20;

    private final ScoringConfig config = TestConfig.withBoards(TEAMS, SHADOW).build().scoring();
    private final ControlRegistry registry = config.newRegistry();
    private KeyedTwoInputStreamOperatorTestHarness<
                    String, GroupContribution, BroadcastInput, BoardCommand>
            harness;
    private ScoringTrack track;
    private ScoringTrack shadow;

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
        track = operator().rules().activeTrack("teams", 0);
        shadow = operator().rules().activeTrack("teams", 2);
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

    @Test
    void closesTheWindowOfALiveBoard_whoseShadowHasEnded() throws Exception {
        contribute(track, "red");
        contribute(shadow, "red");

        endShadow();
        harness.processBothWatermarks(new Watermark(track.closesAt(NOON)));

        assertThat(closed()).containsExactly("red");
        harness.processBothWatermarks(new Watermark(track.expiresAt(NOON)));
        assertThat(groups()).isEmpty();
    }

    @Test
    void publishesALiveBoardAgainInEachAudit_whoseShadowHasEnded() throws Exception {
        contribute(track, "red");
        contribute(shadow, "red");
        endShadow();
        int before = harness.extractOutputValues().size();

        harness.setProcessingTime(operator().nextAudit("teams|" + NOON + "||red", NOON + 1_000));

        assertThat(harness.extractOutputValues())
                .hasSize(before + 1)
                .last()
                .isInstanceOfSatisfying(
                        PutScore.class, put -> assertThat(put.assertion()).isTrue());
    }

    @Test
    void keepsWhatIsContributedBeforeItsBoardIsHeardOf_whicheverIsHeardOfFirst() throws Exception {
        List<ControlUpdate> zones = updates(put("zones"), NOON);
        List<ControlUpdate> crews = updates(put("crews"), NOON + 1);
        int earlier = track("zones");

        harness.processElement2(new StreamRecord<>(crews.get(0)));
        contribute(earlier, "zones", "red");
        sweep();
        harness.processElement2(new StreamRecord<>(zones.get(0)));
        contribute(earlier, "zones", "red");

        assertThat(harness.extractOutputValues())
                .singleElement()
                .isInstanceOfSatisfying(
                        PutScore.class, put -> assertThat(put.score()).isEqualTo(2));
    }

    @Test
    void forgetsWhatIsContributedToABoardThatHasEnded() throws Exception {
        updates(put("zones"), NOON);
        int ended = track("zones");
        contribute(ended, "zones", "red");
        contribute(ended, "zones", "blue");
        assertThat(groups()).hasSize(2);
        List<ControlUpdate> zones = List.of();
        for (int life = 1; life <= MANY_LIVES; life++) {
            updates(delete("zones"), NOON + 2L * life - 1);
            zones = updates(put("zones"), NOON + 2L * life);
        }
        assertThat(BoardTracks.parse(zones.get(0)).track(ended)).isNull();

        harness.processElement2(new StreamRecord<>(zones.get(0)));
        contribute(ended, "zones", "red");
        sweep();

        assertThat(harness.extractOutputValues()).noneMatch(PutScore.class::isInstance);
        assertThat(groups()).isEmpty();
    }

    private static String put(String board) {
        String definition = TEAMS.replace("\"teams\"", "\"" + board + "\"");
        return "{\"type\":\"board.put\"," + definition.substring(1, definition.length() - 1) + ",";
    }

    private static String delete(String board) {
        return "{\"type\":\"board.delete\",\"board\":\"" + board + "\",";
    }

    /** The id of the live board's track. */
    private int track(String board) {
        for (ControlUpdate update : registry.updates()) {
            if (update.subject().equals(ControlUpdate.BOARD + board)) {
                for (BoardTrack known : BoardTracks.parse(update).tracks()) {
                    if (!known.retired()) {
                        return known.id();
                    }
                }
            }
        }
        throw new AssertionError("no board " + board);
    }

    private void endShadow() throws Exception {
        control("{\"type\":\"board.delete\",\"board\":\"teams\",\"version\":2,", NOON);
        sweep();
    }

    private void control(String start, long issuedAt) throws Exception {
        for (ControlUpdate update : updates(start, issuedAt)) {
            harness.processElement2(new StreamRecord<>(update));
        }
    }

    private List<ControlUpdate> updates(String start, long issuedAt) {
        String message = start + "\"id\":\"m" + issuedAt + "\",\"issued_at\":" + issuedAt + "}";
        RecordOrigin origin = new RecordOrigin("control", "shard-0", "1");
        List<ControlUpdate> updates =
                registry.apply(message.getBytes(StandardCharsets.UTF_8), NOON, origin).updates();
        assertThat(updates).as(message).isNotEmpty();
        return updates;
    }

    private void sweep() throws Exception {
        for (int tick = 1; tick <= 20; tick++) {
            harness.setProcessingTime(NOON + tick * 10L);
        }
    }

    /** The keys of which anything is known. */
    private List<String> groups() {
        try (Stream<String> keys =
                operator()
                        .<String>getKeyedStateBackend()
                        .getKeys("group", VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }

    private ScoreGroupsOperator operator() {
        return (ScoreGroupsOperator) harness.getOperator();
    }

    private void contribute(String team) throws Exception {
        contribute(track, team);
    }

    private void contribute(ScoringTrack to, String team) throws Exception {
        contribute(to.id(), to.name(), team);
    }

    private void contribute(int trackId, String board, String team) throws Exception {
        GroupKey group = new GroupKey(trackId, board, NOON, "", team);
        harness.processElement1(
                new StreamRecord<>(GroupContribution.ofDifference(group, 1, 1, NOON)));
    }

    /** Who has been told a final score. */
    private Set<String> closed() {
        Set<String> members = new HashSet<>();
        Queue<StreamRecord<FinalScore>> scores =
                harness.getSideOutput(ScoreGroupsOperator.FINAL_SCORES);
        if (scores != null) {
            scores.forEach(score -> members.add(score.getValue().member()));
        }
        return members;
    }
}
