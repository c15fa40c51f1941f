package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.leaderboard.domain.ClosedWindow;
import io.rankstream.leaderboard.domain.FinalWindow;
import io.rankstream.leaderboard.domain.StandingRow;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.command.BoardCommand.WindowShare;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldStandingsOperatorTest {

    private OneInputStreamOperatorTestHarness<StandingRow, StandingRow> harness;

    @BeforeEach
    void open() throws Exception {
        harness = newHarness(true);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void letsARowGo_whenTheCheckpointThatContainsItIsComplete() throws Exception {
        put("ada");
        harness.prepareSnapshotPreBarrier(1);
        harness.snapshot(1, 1);
        put("bob");
        assertThat(members()).isEmpty();

        harness.getOperator().notifyCheckpointComplete(1);
        assertThat(members()).containsExactly("ada");

        harness.snapshot(2, 2);
        harness.getOperator().notifyCheckpointAborted(2);
        harness.snapshot(3, 3);
        harness.getOperator().notifyCheckpointComplete(3);
        assertThat(members()).containsExactly("ada", "bob");
    }

    @Test
    void letsGoAfterARestore_whatTheCheckpointContains_beforeTheNextBarrier() throws Exception {
        put("ada");
        harness.prepareSnapshotPreBarrier(1);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        put("bob");
        harness.close();

        harness = newHarness(true);
        harness.initializeState(state);
        harness.open();
        harness.prepareSnapshotPreBarrier(2);

        assertThat(members()).containsExactly("ada");
        harness.snapshot(2, 2);
        harness.getOperator().notifyCheckpointComplete(2);
        assertThat(members()).containsExactly("ada");
    }

    @Test
    void holdsNothingBackAtTheEndOfTheInput() throws Exception {
        put("ada");
        harness.snapshot(1, 1);
        put("bob");

        harness.endInput();
        harness.getOperator().finish();

        assertThat(members()).containsExactly("ada", "bob");
    }

    @Test
    void doesNotStartWithoutCheckpoints() throws Exception {
        harness.close();
        harness = newHarness(false);

        assertThatThrownBy(harness::open)
                .hasMessageContaining("standings are written with checkpoints");
    }

    private static OneInputStreamOperatorTestHarness<StandingRow, StandingRow> newHarness(
            boolean checkpoints) throws Exception {
        OneInputStreamOperatorTestHarness<StandingRow, StandingRow> harness =
                new OneInputStreamOperatorTestHarness<>(
                        new HoldStandingsOperator(),
                        StandingsTypes.STANDING_ROW.createSerializer(new SerializerConfigImpl()));
        harness.getStreamConfig().setCheckpointingEnabled(checkpoints);
        return harness;
    }

    private void put(String member) throws Exception {
        harness.processElement(new StreamRecord<>(StandingRow.withdrawn(window(), "", member)));
    }

    private static FinalWindow window() throws Exception {
        return new FinalWindow(
                BoardDefinition.parse(
                        "{\"board\":\"total\",\"version\":1,\"score\":\"points\","
                                + "\"aggregation\":\"sum\"}"),
                1,
                true,
                1,
                0,
                0,
                1,
                ClosedWindow.of(new WindowShare("total", 1, "w", 0, 0, 1, 0)));
    }

    private List<String> members() {
        return harness.extractOutputValues().stream().map(StandingRow::member).toList();
    }
}
