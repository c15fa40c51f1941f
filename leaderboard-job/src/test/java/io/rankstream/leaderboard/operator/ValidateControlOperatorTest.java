package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.leaderboard.config.TestConfig;
import io.rankstream.model.control.ControlUpdate;
import io.rankstream.model.event.RecordOrigin;
import io.rankstream.model.player.PlayerMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidateControlOperatorTest {

    private static final String BOARD =
            "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"sum\"}";
    private static final String CHANGED =
            "{\"board\":\"total\",\"version\":1,\"score\":\"points\",\"aggregation\":\"max\"}";

    @TempDir private Path folder;

    private OneInputStreamOperatorTestHarness<ControlRecord, ControlUpdate> harness;

    @BeforeEach
    void open() throws Exception {
        harness = newHarness(BOARD);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void announcesWhatThePropertiesSay_beforeAnyMessage() throws Exception {
        harness.setProcessingTime(1);

        assertThat(subjects()).containsExactlyInAnyOrder("board:total", "param:is_bot");
    }

    @Test
    void letsThroughWhatItAccepts_andAnswers() throws Exception {
        harness.setProcessingTime(1);

        send("{\"is_bot\":0,\"event_time\":5}");

        assertThat(subjects()).last().isEqualTo("param:is_bot");
        assertThat(answers()).singleElement().asString().contains("\"status\":\"applied\"");
    }

    @Test
    void answersWhatItRejects_andLetsNothingThrough() throws Exception {
        harness.setProcessingTime(1);
        int updates = subjects().size();

        send("no json");
        send("{\"type\":\"board.put\",\"id\":\"1\",\"issued_at\":1}");

        assertThat(subjects()).hasSize(updates);
        assertThat(answers())
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer).contains("\"status\":\"rejected\""));
    }

    @Test
    void sendsPlayerMessagesTheirOwnWay() throws Exception {
        send(
                "{\"type\":\"player.ban\",\"id\":\"1\",\"by\":\"t\",\"issued_at\":7,\"player_id\":\"ada\"}");

        assertThat(harness.getSideOutput(ValidateControlOperator.PLAYER_MESSAGES))
                .singleElement()
                .extracting(StreamRecord::getValue)
                .satisfies(
                        message -> {
                            assertThat(message.kind()).isEqualTo(PlayerMessage.Kind.BAN);
                            assertThat(message.playerId()).isEqualTo("ada");
                        });
    }

    @Test
    void resumesFromASnapshot() throws Exception {
        send("{\"is_bot\":0,\"event_time\":5}");
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        harness = newHarness(BOARD);
        harness.initializeState(snapshot);
        harness.open();
        send("{\"is_bot\":1,\"event_time\":4}");

        assertThat(answers()).singleElement().asString().contains("\"status\":\"superseded\"");
    }

    @Test
    void refusesToStart_whereABoardChangedUnderItsVersion() throws Exception {
        send("{\"is_bot\":0,\"event_time\":5}");
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        harness = newHarness(CHANGED);

        assertThatThrownBy(() -> harness.initializeState(snapshot))
                .hasRootCauseInstanceOf(Exception.class)
                .hasStackTraceContaining(InvalidConfigurationException.class.getName())
                .hasStackTraceContaining("total");
    }

    @Test
    void keepsLiveBoards_ofAStartWithoutStateAfterTheRetentionOfTheStream() throws Exception {
        Path file = folder.resolve("control.json");
        startWithBootstrap(file);
        String put =
                "{\"type\":\"board.put\",\"id\":\"1\",\"issued_at\":7,\"board\":\"best\",\"version\":1,"
                        + "\"score\":\"points\",\"aggregation\":\"max\"}";
        send(put);
        harness.snapshot(1, 1);
        assertThat(file).doesNotExist();
        harness.notifyOfCompletedCheckpoint(1);
        assertThat(folder.toFile().list()).containsExactly("control.json");

        startWithBootstrap(file);
        harness.setProcessingTime(1);

        assertThat(subjects()).contains("board:best", "board:total");
        int announced = subjects().size();
        send(put);
        assertThat(answers()).singleElement().asString().contains("\"status\":\"superseded\"");
        assertThat(subjects()).hasSize(announced);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "racing!",
                "[]",
                "{}",
                "{\"version\":9}",
                "{\"version\":1,\"next_track\":1,\"boards\":{\"best\":{}}}"
            })
    void refusesABootstrapThatIsBrokenOrForeign_byName(String content) throws Exception {
        Path file = folder.resolve("control.json");
        Files.writeString(file, content);

        assertThatThrownBy(() -> startWithBootstrap(file))
                .hasStackTraceContaining(InvalidConfigurationException.class.getName())
                .hasStackTraceContaining("control.bootstrap: '" + file.toUri().getScheme())
                .hasStackTraceContaining("control.json' cannot be used");
    }

    private void startWithBootstrap(Path file) throws Exception {
        harness.close();
        harness =
                newHarness(
                        TestConfig.withBoards(BOARD)
                                .with("control", "bootstrap", file.toUri().toString()));
        harness.open();
    }

    private static OneInputStreamOperatorTestHarness<ControlRecord, ControlUpdate> newHarness(
            String board) throws Exception {
        return newHarness(TestConfig.withBoards(board));
    }

    private static OneInputStreamOperatorTestHarness<ControlRecord, ControlUpdate> newHarness(
            TestConfig properties) throws Exception {
        ScoringConfig config = properties.build().scoring();
        OneInputStreamOperatorTestHarness<ControlRecord, ControlUpdate> created =
                new OneInputStreamOperatorTestHarness<>(new ValidateControlOperator(config));
        created.setup(
                ModelTypes.CONTROL_UPDATE.createSerializer(
                        created.getExecutionConfig().getSerializerConfig()));
        return created;
    }

    private void send(String json) throws Exception {
        harness.processElement(
                new ControlRecord(
                        json.getBytes(StandardCharsets.UTF_8),
                        10,
                        new RecordOrigin("control", "shard-0", "1")),
                10);
    }

    private List<String> subjects() {
        return harness.extractOutputValues().stream().map(ControlUpdate::subject).toList();
    }

    private List<String> answers() {
        return harness.getSideOutput(ValidateControlOperator.ANSWERS).stream()
                .map(answer -> new String(answer.getValue().json(), StandardCharsets.UTF_8))
                .toList();
    }
}
