package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.leaderboard.config.TestConfig;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.RemoveMember;
import io.rankstream.model.command.BoardCommand.TrackReasserted;
import io.rankstream.model.command.BoardCommand.TrackRetired;
import io.rankstream.model.command.BoardCommand.WindowShare;
import io.rankstream.model.control.ControlRegistry;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.player.BoardsLost;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import io.rankstream.model.player.PlayerMessage;
import io.rankstream.model.scoring.WindowChecksum;
import io.rankstream.model.standings.FinalScore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend.PriorityQueueStateType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScorePlayersOperatorTest {

    private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
    private static final String TOTAL =
            "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"}";
    private static final String HUMANS =
            "{\"board\":\"humans\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"eligible\":\"param.is_bot == null || player.is_bot == param.is_bot\"}";
    private static final String WINDOW =
            "{\"board\":\"window\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\","
                    + "\"window\":{\"type\":\"tumbling\",\"size\":\"PT30S\"},"
                    + "\"allowed_lateness\":\"PT15S\",\"retention\":\"PT1H\"}";
    private static final RecordOrigin ORIGIN = new RecordOrigin("events", "shard-0", "1");

    /** More than are done in one go. */
    private static final int MANY = 1_000;

    private static final long CLOSES = NOON + 30_000 + 15_000 + 30_000 + 2_000;

    private final ScoringConfig config =
            TestConfig.withBoards(TOTAL, HUMANS, WINDOW)
                    .with("scoring", "hot_memory", hotMemory())
                    .build()
                    .scoring();
    private final EventParser parser = config.newParsers().get("events");
    private final ControlRegistry registry = config.newRegistry();

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, PlayerInput, BroadcastInput, BoardCommand>
            harness;

    /** So much of the heap is for players. */
    String hotMemory() {
        return "400 mb";
    }

    @BeforeEach
    void open() throws Exception {
        harness = newHarness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void scoresBeforeTheFirstControlMessage() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);

        assertThat(boards())
                .isEqualTo(
                        Map.of(
                                "leaderboard:total", Map.of("ada", 7.0),
                                "leaderboard:humans", Map.of("ada", 7.0),
                                "leaderboard:window:20261120T120000Z", Map.of("ada", 7.0)));
    }

    @Test
    void staysSilentOnADuplicate() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);
        int commands = commands().size();

        event("ada", 7, NOON);

        assertThat(commands()).hasSize(commands);
    }

    @Test
    void keepsPlayersApart() throws Exception {
        row("ada", 0);
        row("bob", 0);
        event("ada", 7, NOON);
        event("bob", 5, NOON);

        assertThat(boards().get("leaderboard:total")).isEqualTo(Map.of("ada", 7.0, "bob", 5.0));
    }

    @Test
    void looksAPlayerUpInTheBroadcast_untilTheKeyedRowIsThere() throws Exception {
        harness.processElement2(new StreamRecord<>(DimensionRow.snapshot("ada", values(0))));

        event("ada", 7, NOON);

        assertThat(boards().get("leaderboard:total")).isEqualTo(Map.of("ada", 7.0));
    }

    @Test
    void releasesParkedEventsWhenTheWarmUpIsOver() throws Exception {
        event("ada", 7, NOON);
        assertThat(commands()).isEmpty();

        harness.setProcessingTime(NOON + Duration.ofMinutes(2).toMillis());

        assertThat(boards().get("leaderboard:total")).isEqualTo(Map.of("ada", 7.0));
    }

    @Test
    void movesEveryPlayerWhenAParameterChanges() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            row("player-" + i, i % 2);
            event("player-" + i, 1, NOON);
        }

        control("{\"is_bot\":0,\"event_time\":" + NOON + "}");
        sweep(NOON + 1_000);

        assertThat(boards().get("leaderboard:humans"))
                .hasSize(500)
                .containsKey("player-0")
                .doesNotContainKey("player-1");
        assertThat(boards().get("leaderboard:total")).hasSize(1_000);
    }

    @Test
    void followsAParameterThatWasAnnouncedAhead() throws Exception {
        row("bot", 1);
        event("bot", 1, NOON);
        control(
                "{\"type\":\"param.put\",\"id\":\"p\",\"by\":\"t\",\"issued_at\":1,\"name\":\"is_bot\","
                        + "\"value\":0,\"effective_from\":"
                        + (NOON + 5_000)
                        + "}");

        harness.setProcessingTime(NOON + 4_999);
        assertThat(boards().get("leaderboard:humans")).containsKey("bot");

        sweep(NOON + 6_000);
        assertThat(boards().get("leaderboard:humans")).isEmpty();
    }

    @Test
    void withdrawsADeletedBoard_andSaysWhenItIsThrough() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);

        control(
                "{\"type\":\"board.delete\",\"id\":\"d\",\"by\":\"t\",\"issued_at\":"
                        + NOON
                        + ",\"board\":\"total\"}");
        sweep(NOON + 1_000);

        assertThat(boards().get("leaderboard:total")).isEmpty();
        assertThat(commands())
                .last()
                .isInstanceOfSatisfying(
                        TrackRetired.class,
                        retired -> assertThat(retired.board()).isEqualTo("total"));
    }

    @Test
    void publishesAgainWhatRedisLost_andSaysWhenItIsThrough() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);
        int before = commands().size();

        lose("lineage");
        sweep(NOON + 1_000);

        List<BoardCommand> again = commands().subList(before, commands().size());
        assertThat(again).filteredOn(command -> command instanceof PutScore).isNotEmpty();
        assertThat(again)
                .last()
                .isInstanceOfSatisfying(
                        TrackReasserted.class,
                        notice -> {
                            assertThat(notice.task()).isZero();
                            assertThat(notice.tasks()).isEqualTo(1);
                        });
        assertThat(again)
                .filteredOn(command -> command instanceof TrackReasserted)
                .extracting(BoardCommand::board)
                .as("the boards whose windows close")
                .doesNotContain("total")
                .doesNotHaveDuplicates();
    }

    @Test
    void saysForWhichLossItIsThrough_alsoAfterARestore() throws Exception {
        lose("first");
        lose("second");
        OperatorSubtaskState snapshot = snapshot();
        sweep(NOON + 1_000);
        assertThat(lossesDone()).containsExactly("first", "second");
        harness.close();

        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        sweep(NOON + 2_000);
        assertThat(lossesDone()).containsExactly("second");
    }

    private void lose(String lineage) throws Exception {
        harness.processElement2(
                new StreamRecord<>(new BoardsLost(BoardsLost.Reason.MISSING, lineage)));
    }

    private List<String> lossesDone() throws Exception {
        return commands().stream()
                .filter(TrackReasserted.class::isInstance)
                .map(notice -> ((TrackReasserted) notice).lineage())
                .toList();
    }

    @Test
    void bansAPlayer() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);

        harness.processElement1(new StreamRecord<>(PlayerMessage.ban("ada", NOON, "m", NOON)));

        assertThat(boards().values()).allSatisfy(board -> assertThat(board).isEmpty());
    }

    @Test
    void sharesAClosedWindowBeforeTheWatermarkThatClosesIt() throws Exception {
        row("ada", 0);
        row("bob", 0);
        event("ada", 7, NOON);
        event("bob", 5, NOON);

        harness.processWatermark1(new Watermark(CLOSES - 1));
        harness.processWatermark2(new Watermark(Long.MAX_VALUE));
        assertThat(shares()).isEmpty();

        harness.processWatermark1(new Watermark(CLOSES));

        assertThat(shares())
                .singleElement()
                .satisfies(
                        share -> {
                            assertThat(share.members()).isEqualTo(2);
                            assertThat(share.window()).isEqualTo("20261120T120000Z");
                        });
        List<Object> output = new ArrayList<>(harness.getOutput());
        assertThat(output).last().isEqualTo(new Watermark(CLOSES));
    }

    @Test
    void closesTheWindowsOfManyPlayers_andLetsEventsPassInBetween() throws Exception {
        fillAWindow();
        closeTheWindow();

        assertThat(closed()).hasSizeBetween(1, MANY - 1);
        assertThat(harness.getOutput()).doesNotContain(new Watermark(CLOSES));

        arrived("player-7", 5, CLOSES, CLOSES);
        assertThat(boards().get("leaderboard:total")).containsEntry("player-7", 6.0);

        sweep(NOON + 1_000);
        assertThat(closed()).hasSize(MANY);
        assertThat(closedMembers()).isEqualTo(MANY);
        assertThat(harness.getOutput()).contains(new Watermark(CLOSES));
    }

    @Test
    void looksAtNobodyWhenAWindowCloses_whereNobodyTakesFinalScores() throws Exception {
        harness.close();
        harness = newHarness(false);
        harness.open();
        fillAWindow();
        closeTheWindow();

        assertThat(harness.getOutput()).contains(new Watermark(CLOSES));
        assertThat(closedMembers()).isEqualTo(MANY);

        long ends = CLOSES + Duration.ofDays(400).toMillis();
        harness.processWatermark1(new Watermark(ends));
        sweep(NOON + 2_000);
        assertThat(harness.getOutput()).contains(new Watermark(ends));
        assertThat(harness.getSideOutput(ScorePlayersOperator.FINAL_SCORES)).isNull();
    }

    @Test
    void saysFinalScoresOfWindowsThatWereOpen_whenSomebodyTookThem() throws Exception {
        harness.close();
        harness = newHarness(false);
        harness.open();
        fillAWindow();
        OperatorSubtaskState snapshot = snapshot();
        harness.close();

        harness = newHarness(true);
        harness.initializeState(snapshot);
        harness.open();
        sweep(NOON + 1_000);
        closeTheWindow();
        sweep(NOON + 2_000);

        assertThat(closed()).hasSize(MANY);
        assertThat(closedMembers()).isEqualTo(MANY);
    }

    @Test
    void closesTheWindowsOfASnapshot_whoseTimersAreOnTheHeap() throws Exception {
        harness.close();
        harness = newHarnessWithTimersOnTheHeap();
        harness.open();
        row("ada", 0);
        event("ada", 7, NOON);
        OperatorSubtaskState snapshot = snapshot();
        harness.close();

        harness = newHarnessWithTimersOnTheHeap();
        harness.initializeState(snapshot);
        harness.open();
        closeTheWindow();

        assertThat(closed()).containsExactly("ada");
    }

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, PlayerInput, BroadcastInput, BoardCommand>
            newHarnessWithTimersOnTheHeap() throws Exception {
        EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend();
        backend.setPriorityQueueStateType(PriorityQueueStateType.HEAP);
        return newHarness(true, backend);
    }

    @Test
    void announcesWhatAWindowHadBeforeASnapshot() throws Exception {
        for (boolean saying : new boolean[] {true, false}) {
            harness.close();
            harness = newHarness(saying);
            harness.open();
            fillAWindow();
            OperatorSubtaskState snapshot = snapshot();
            assertThat(shares()).as("of a window that is open").isEmpty();
            harness.close();

            harness = newHarness(saying);
            harness.initializeState(snapshot);
            harness.open();
            event("player-7", 3, NOON);
            closeTheWindow();
            sweep(NOON + 1_000);

            long checksum = 0;
            for (int i = 0; i < MANY; i++) {
                checksum += WindowChecksum.of("", "player-" + i, i == 7 ? 4 : 1);
            }
            assertThat(closedMembers()).isEqualTo(MANY);
            assertThat(shares().stream().mapToLong(WindowShare::checksum).sum())
                    .isEqualTo(checksum);
        }
    }

    @Test
    void closesAPlayersWindow_beforeItScoresWhatComesLater() throws Exception {
        fillAWindow();
        closeTheWindow();
        Set<String> closed = closed();
        String open = "player-0";
        for (int i = 1; closed.contains(open); i++) {
            open = "player-" + i;
        }

        arrived(open, 5, CLOSES, CLOSES);
        scoreWhatWaits();

        closed.add(open);
        assertThat(closed()).isEqualTo(closed);
        sweep(NOON + 1_000);
        assertThat(closed()).hasSize(MANY);
        assertThat(closedMembers()).isEqualTo(MANY);
    }

    @Test
    void closesAllWindows_beforeItEnds() throws Exception {
        fillAWindow();
        closeTheWindow();

        harness.getOperator().finish();

        assertThat(closedMembers()).isEqualTo(MANY);
        assertThat(harness.getOutput()).contains(new Watermark(CLOSES));
    }

    @Test
    void closesEachWindowOnce_whenASnapshotCameInBetween() throws Exception {
        fillAWindow();
        closeTheWindow();
        OperatorSubtaskState snapshot = snapshot();
        long before = closedMembers();
        harness.close();

        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        arrived("player-7", 5, CLOSES, CLOSES);
        closeTheWindow();
        sweep(NOON + 1_000);

        assertThat(before + closedMembers()).isEqualTo(MANY);
        assertThat(harness.getOutput()).contains(new Watermark(CLOSES));
    }

    private void fillAWindow() throws Exception {
        for (int i = 0; i < MANY; i++) {
            row("player-" + i, 0);
            event("player-" + i, 1, NOON);
        }
    }

    private void closeTheWindow() throws Exception {
        harness.processWatermark2(new Watermark(Long.MAX_VALUE));
        harness.processWatermark1(new Watermark(CLOSES));
    }

    /** Who has been told a final score. */
    private Set<String> closed() {
        Set<String> members = new HashSet<>();
        for (StreamRecord<FinalScore> score :
                harness.getSideOutput(ScorePlayersOperator.FINAL_SCORES)) {
            members.add(score.getValue().member());
        }
        return members;
    }

    private long closedMembers() throws Exception {
        return shares().stream().mapToLong(WindowShare::members).sum();
    }

    @Test
    void scoresWhatWaits_beforeAWatermarkPasses() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);
        harness.processWatermark2(new Watermark(Long.MAX_VALUE));
        assertThat(harness.getOutput()).isEmpty();

        harness.processWatermark1(new Watermark(NOON));

        assertThat(harness.getOutput()).hasSizeGreaterThan(1).last().isEqualTo(new Watermark(NOON));
    }

    @Test
    void scoresWhatWaits_soon() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);
        assertThat(harness.getOutput()).isEmpty();

        harness.setProcessingTime(NOON + 5);

        assertThat(harness.getOutput()).isNotEmpty();
    }

    @Test
    void scoresWhatWaits_beforeARuleChanges() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);
        harness.processElement2(new StreamRecord<>(DimensionRow.snapshot("bob", values(0))));

        assertThat(harness.getOutput()).isNotEmpty();
    }

    @Test
    void scoresWhatWaits_beforeItEnds() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);
        ((AbstractStreamOperator<?>) harness.getOperator()).finish();

        assertThat(harness.getOutput()).isNotEmpty();
    }

    @Test
    void waitsForNoMoreThanAreLookedAtTogether() throws Exception {
        for (int i = 0; i < HotPlayers.TOGETHER; i++) {
            assertThat(harness.getOutput()).isEmpty();
            row("player-" + i, 0);
        }

        assertThat(harness.getOutput()).isNotEmpty();
    }

    @Test
    void sendsALateEventAside_withItsBoardAndBytes() throws Exception {
        row("ada", 0);
        arrived("ada", 7, NOON, NOON + 30_000 + 15_001);

        assertThat(deadLetters())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.LATE);
                            assertThat(letter.board()).isEqualTo("window");
                            assertThat(new String(letter.bytes(), StandardCharsets.UTF_8))
                                    .contains("\"points\":7");
                        });
        assertThat(boards().get("leaderboard:total")).isEqualTo(Map.of("ada", 7.0));
    }

    @Test
    void forgetsAPlayerAfterAllHorizons() throws Exception {
        harness.processElement1(new StreamRecord<>(DimensionRow.snapshot("ada", values(0))));
        event("ada", 7, NOON);
        harness.processElement1(new StreamRecord<>(DimensionRow.deleted("ada", NOON)));
        assertThat(keysOfAllStates()).isNotEmpty();

        long end = NOON + Duration.ofDays(20).toMillis();
        harness.processWatermark2(new Watermark(Long.MAX_VALUE));
        for (long time = NOON; time < end; time += Duration.ofHours(1).toMillis()) {
            harness.processWatermark1(new Watermark(time));
        }

        assertThat(harness.numEventTimeTimers()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
        assertThat(keysOfAllStates()).isEmpty();
    }

    @Test
    void resumesFromASnapshot_andWritesAgainWhatItTouches() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);
        event("eve", 1, NOON);
        OperatorSubtaskState snapshot = snapshot();
        harness.close();

        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        harness.setProcessingTime(NOON + Duration.ofMinutes(3).toMillis());
        event("ada", 7, NOON);
        event("ada", 5, NOON + 1);

        assertThat(boards().get("leaderboard:total")).isEqualTo(Map.of("ada", 12.0, "eve", 1.0));
    }

    @Test
    void remembersWhichWindowsAreClosed() throws Exception {
        row("ada", 0);
        event("ada", 7, NOON);
        harness.processWatermark2(new Watermark(Long.MAX_VALUE));
        harness.processWatermark1(new Watermark(CLOSES));
        OperatorSubtaskState snapshot = snapshot();
        harness.close();

        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        event("ada", 5, NOON + 1);

        assertThat(boards().get("leaderboard:window:20261120T120000Z"))
                .isEqualTo(Map.of("ada", 12.0));
    }

    @Test
    void finishesASweepThatASnapshotInterrupted() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            row("player-" + i, 1);
            event("player-" + i, 1, NOON);
        }
        control("{\"is_bot\":0,\"event_time\":" + NOON + "}");
        OperatorSubtaskState snapshot = snapshot();
        Map<String, Map<String, Double>> before = boards();
        harness.close();

        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        sweep(NOON + 60_000);

        assertThat(before.get("leaderboard:humans")).hasSize(1_000);
        long removed =
                commands().stream()
                        .filter(command -> command instanceof RemoveMember)
                        .map(command -> ((RemoveMember) command).member())
                        .distinct()
                        .count();
        assertThat(removed).isEqualTo(1_000);
    }

    @Test
    void makesAChangeThatFellDueWhileItWasDown() throws Exception {
        row("ada", 1);
        event("ada", 1, NOON);
        control(
                "{\"type\":\"param.put\",\"id\":\"p\",\"by\":\"t\",\"issued_at\":"
                        + NOON
                        + ",\"name\":\"is_bot\",\"value\":0,\"effective_from\":"
                        + (NOON + 30_000)
                        + "}");
        sweep(NOON + 1_000);
        Map<String, Map<String, Double>> before = boards();
        OperatorSubtaskState snapshot = snapshot();
        harness.close();

        harness = newHarness();
        harness.setProcessingTime(NOON + 60_000);
        harness.initializeState(snapshot);
        harness.open();
        sweep(NOON + 60_010);

        assertThat(before.get("leaderboard:humans")).containsKey("ada");
        assertThat(commands())
                .anyMatch(
                        command ->
                                command instanceof RemoveMember
                                        && command.board().equals("humans"));
    }

    @Test
    void saysOnceWhatIsRetired() throws Exception {
        control(
                "{\"type\":\"board.delete\",\"id\":\"d\",\"by\":\"t\",\"issued_at\":"
                        + NOON
                        + ",\"board\":\"total\"}");
        sweep(NOON + 1_000);
        control("{\"is_bot\":0,\"event_time\":" + NOON + "}");
        sweep(NOON + 2_000);

        assertThat(commands()).filteredOn(command -> command instanceof TrackRetired).hasSize(1);
    }

    @Test
    void saysAgainWhatIsRetired_afterARestore() throws Exception {
        control(
                "{\"type\":\"board.delete\",\"id\":\"d\",\"by\":\"t\",\"issued_at\":"
                        + NOON
                        + ",\"board\":\"total\"}");
        sweep(NOON + 1_000);
        OperatorSubtaskState snapshot = snapshot();
        harness.close();

        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        sweep(NOON + 2_000);

        assertThat(commands()).singleElement().isInstanceOf(TrackRetired.class);
    }

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, PlayerInput, BroadcastInput, BoardCommand>
            newHarness() throws Exception {
        return newHarness(true);
    }

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, PlayerInput, BroadcastInput, BoardCommand>
            newHarness(boolean sayingFinalScores) throws Exception {
        return newHarness(sayingFinalScores, new EmbeddedRocksDBStateBackend());
    }

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, PlayerInput, BroadcastInput, BoardCommand>
            newHarness(boolean sayingFinalScores, StateBackend backend) throws Exception {
        KeyedTwoInputStreamOperatorTestHarness<String, PlayerInput, BroadcastInput, BoardCommand>
                created =
                        new KeyedTwoInputStreamOperatorTestHarness<>(
                                new ScorePlayersOperator(config, sayingFinalScores),
                                PlayerInput::playerId,
                                null,
                                Types.STRING);
        created.setProcessingTime(NOON);
        created.setStateBackend(backend);
        created.setup(
                ModelTypes.BOARD_COMMAND.createSerializer(
                        created.getExecutionConfig().getSerializerConfig()));
        return created;
    }

    /** Lets the wall clock tick long enough for a sweep over a few thousand players. */
    private void sweep(long from) throws Exception {
        for (int tick = 0; tick < 20; tick++) {
            harness.setProcessingTime(from + tick * 10L);
        }
    }

    private List<String> keysOfAllStates() throws Exception {
        // So that nothing is held back.
        snapshot();
        List<String> keys = new ArrayList<>();
        for (String state :
                List.of("player", "id-chunks", "indexed-ids", "closed-windows", "parked-events")) {
            try (Stream<String> names =
                    ((AbstractStreamOperator<?>) harness.getOperator())
                            .<String>getKeyedStateBackend()
                            .getKeys(state, VoidNamespace.INSTANCE)) {
                names.forEach(name -> keys.add(state + " of " + name));
            }
        }
        return keys;
    }

    private void event(String player, long points, long eventTime) throws Exception {
        arrived(player, points, eventTime, eventTime);
    }

    private void arrived(String player, long points, long eventTime, long arrival)
            throws Exception {
        String json =
                "{\"player_id\":\"%s\",\"points\":%d,\"event_time\":%d}"
                        .formatted(player, points, eventTime);
        harness.processElement1(
                new StreamRecord<>(
                        parser.parse(json.getBytes(StandardCharsets.UTF_8), ORIGIN, arrival)
                                .events()
                                .get(0),
                        arrival));
    }

    private void row(String player, int bot) throws Exception {
        harness.processElement1(new StreamRecord<>(DimensionRow.snapshot(player, values(bot))));
    }

    private FieldValues values(int bot) {
        FieldValues values = new FieldValues(config.profile().columns());
        values.setText(0, "alias");
        values.setText(1, "DE");
        values.setInteger(2, bot);
        return values;
    }

    private void control(String message) throws Exception {
        for (BroadcastInput update :
                registry.apply(message.getBytes(StandardCharsets.UTF_8), NOON, ORIGIN).updates()) {
            harness.processElement2(new StreamRecord<>(update));
        }
    }

    private List<BoardCommand> commands() throws Exception {
        scoreWhatWaits();
        return harness.extractOutputValues();
    }

    private void scoreWhatWaits() throws Exception {
        harness.prepareSnapshotPreBarrier(0);
    }

    private OperatorSubtaskState snapshot() throws Exception {
        scoreWhatWaits();
        return harness.snapshot(1, 1);
    }

    private List<WindowShare> shares() throws Exception {
        return commands().stream()
                .filter(WindowShare.class::isInstance)
                .map(WindowShare.class::cast)
                .toList();
    }

    private List<DeadLetter> deadLetters() throws Exception {
        scoreWhatWaits();
        return harness.getSideOutput(ScorePlayersOperator.DEAD_LETTERS).stream()
                .map(StreamRecord::getValue)
                .toList();
    }

    private Map<String, Map<String, Double>> boards() throws Exception {
        Map<String, Map<String, Double>> boards = new TreeMap<>();
        for (BoardCommand command : commands()) {
            if (command instanceof PutScore put) {
                boards.computeIfAbsent(put.address().toString(), key -> new TreeMap<>())
                        .put(put.member(), put.score());
            } else if (command instanceof RemoveMember remove) {
                boards.computeIfAbsent(remove.address().toString(), key -> new TreeMap<>())
                        .remove(remove.member());
            }
        }
        return boards;
    }
}
