package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.WindowShare;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitBoardsOperatorTest {

    private static final WindowShare SHARE = new WindowShare("daily", 1, "d1", 10, 100, 1, 7);

    /**
     * What was committed, as {@code <task>@<checkpoint> <member>=<score> ...}; static, as copies.
     */
    private static final List<String> COMMITTED = new ArrayList<>();

    private static boolean refuses;

    private final List<AutoCloseable> open = new ArrayList<>();

    private OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> harness;

    @BeforeEach
    void open() throws Exception {
        COMMITTED.clear();
        refuses = false;
        harness = started(null, 1, 0);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void showsNothingBeforeTheCheckpointIsComplete() throws Exception {
        PutScore put = put("ada", 1);
        send(put, SHARE);
        harness.processWatermark(42);
        snapshot(1);
        harness.setProcessingTime(60_000);

        assertThat(COMMITTED).isEmpty();
        assertThat(harness.getOutput()).isEmpty();

        harness.notifyOfCompletedCheckpoint(1);
        assertThat(COMMITTED).containsExactly("0@1 ada=1");
        assertThat(harness.getOutput())
                .containsExactly(
                        new StreamRecord<>(put), new StreamRecord<>(SHARE), new Watermark(42));
    }

    @Test
    void keepsWhatComesAfterTheBarrierForTheNextCheckpoint() throws Exception {
        send(put("ada", 1));
        snapshot(1);
        send(put("ada", 2));
        harness.notifyOfCompletedCheckpoint(1);
        assertThat(COMMITTED).containsExactly("0@1 ada=1");

        snapshot(2);
        harness.notifyOfCompletedCheckpoint(2);
        assertThat(COMMITTED).containsExactly("0@1 ada=1", "0@2 ada=2");
    }

    @Test
    void commitsOnlyTheLastWordWhenACheckpointSubsumesAnother() throws Exception {
        send(put("ada", 1), put("bob", 1));
        snapshot(1);
        send(put("ada", 2));
        snapshot(2);
        harness.notifyOfCompletedCheckpoint(2);
        harness.notifyOfCompletedCheckpoint(1);

        assertThat(COMMITTED).containsExactly("0@2 bob=1 ada=2");
    }

    @Test
    void commitsSeveralCheckpointsInOrder() throws Exception {
        send(put("ada", 1));
        snapshot(1);
        send(put("ada", 2));
        snapshot(2);
        harness.notifyOfCompletedCheckpoint(1);
        harness.notifyOfCompletedCheckpoint(2);

        assertThat(COMMITTED).containsExactly("0@1 ada=1", "0@2 ada=2");
    }

    @Test
    void takesWhatAnAbortedCheckpointHeldAlongWithTheNext() throws Exception {
        send(put("ada", 1), SHARE);
        harness.processWatermark(7);
        snapshot(1);
        harness.getOneInputOperator().notifyCheckpointAborted(1);
        send(put("bob", 1));
        OperatorSubtaskState second = snapshot(2);
        harness.getOneInputOperator().notifyCheckpointAborted(1);
        send(put("bob", 3));
        snapshot(3);
        harness.getOneInputOperator().notifyCheckpointAborted(2);
        harness.notifyOfCompletedCheckpoint(3);

        assertThat(COMMITTED).containsExactly("0@3 ada=1 bob=3");
        assertThat(harness.getOutput()).contains(new Watermark(7));

        COMMITTED.clear();
        started(second, 1, 0);
        assertThat(COMMITTED).containsExactly("0@2 ada=1 bob=1");
    }

    @Test
    void commitsFirstAfterARestore() throws Exception {
        send(put("ada", 1), SHARE);
        harness.processWatermark(42);
        OperatorSubtaskState first = snapshot(1);

        OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> next = started(first, 1, 0);
        assertThat(COMMITTED).containsExactly("0@1 ada=1");
        next.processElement(new StreamRecord<>(put("bob", 9)));

        assertThat(next.getOutput()).hasSize(3).last().isEqualTo(new Watermark(42));
        assertThat(next.extractOutputValues())
                .extracting(BoardCommand::isNotice)
                .containsExactly(false, true);
    }

    @Test
    void forwardsWhatItCommittedAfterARestoreWithoutInput() throws Exception {
        send(SHARE);
        OperatorSubtaskState first = snapshot(1);

        OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> next = started(first, 1, 0);
        next.setProcessingTime(1);

        assertThat(next.extractOutputValues()).singleElement().isInstanceOf(WindowShare.class);
    }

    @Test
    void commitsNothingTwiceAfterTheNextCheckpoint() throws Exception {
        send(put("ada", 1));
        snapshot(1);
        harness.notifyOfCompletedCheckpoint(1);
        OperatorSubtaskState second = snapshot(2);
        COMMITTED.clear();

        started(second, 1, 0);
        assertThat(COMMITTED).isEmpty();
    }

    @Test
    void keepsEveryBatchOnceWhenTheNumberOfTasksChanges() throws Exception {
        send(put("ada", 1), SHARE);
        harness.processWatermark(5);
        OperatorSubtaskState one = snapshot(1);
        COMMITTED.clear();

        List<OperatorSubtaskState> three = new ArrayList<>();
        for (int task = 0; task < 3; task++) {
            OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> part =
                    started(repartitioned(one, 1, 3, task), 3, task);
            part.processElement(new StreamRecord<>(put("p" + task, task)));
            part.processWatermark(10L + task);
            part.prepareSnapshotPreBarrier(2);
            three.add(part.snapshot(2, 0));
            assertThat(part.getOutput()).hasSize(task == 0 ? 3 : 0);
        }
        assertThat(COMMITTED).containsExactly("0@1 ada=1");
        COMMITTED.clear();

        OperatorSubtaskState packed =
                AbstractStreamOperatorTestHarness.repackageState(
                        three.toArray(new OperatorSubtaskState[0]));
        OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> all =
                started(repartitioned(packed, 3, 1, 0), 1, 0);
        all.setProcessingTime(1);
        // The least of the tasks that it takes over.
        assertThat(all.getOutput()).hasSize(4).last().isEqualTo(new Watermark(10));
        assertThat(COMMITTED).containsExactlyInAnyOrder("0@2 p0=0", "1@2 p1=1", "2@2 p2=2");
    }

    @Test
    void forwardsNothingWhenTheCommitFails() throws Exception {
        send(put("ada", 1), SHARE);
        snapshot(1);
        refuses = true;

        assertThatThrownBy(() -> harness.notifyOfCompletedCheckpoint(1))
                .isInstanceOf(BoardWriteException.class);
        assertThat(harness.getOutput()).isEmpty();
    }

    @Test
    void commitsWithTheFinalCheckpoint() throws Exception {
        send(put("ada", 1));
        harness.endInput();
        harness.getOperator().finish();
        assertThat(COMMITTED).isEmpty();

        snapshot(1);
        harness.notifyOfCompletedCheckpoint(1);
        assertThat(COMMITTED).containsExactly("0@1 ada=1");
    }

    @Test
    void refusesToRunWithoutCheckpoints() throws Exception {
        OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> without = harness(1, 0);
        without.getStreamConfig().setCheckpointingEnabled(false);
        without.setup(ModelTypes.BOARD_COMMAND.createSerializer(new SerializerConfigImpl()));

        assertThatThrownBy(without::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("redis.delivery");
    }

    private void send(BoardCommand... commands) throws Exception {
        for (BoardCommand command : commands) {
            harness.processElement(new StreamRecord<>(command));
        }
    }

    private OperatorSubtaskState snapshot(long checkpoint) throws Exception {
        harness.prepareSnapshotPreBarrier(checkpoint);
        return harness.snapshot(checkpoint, 0);
    }

    private static PutScore put(String member, double score) {
        BoardAddress address =
                new BoardAddress("daily", BoardAddress.LIVE, "", null, BoardAddress.NEVER);
        return new PutScore(address, member, score, false, 0, 0);
    }

    private static OperatorSubtaskState repartitioned(
            OperatorSubtaskState state, int before, int after, int task) {
        return AbstractStreamOperatorTestHarness.repartitionOperatorState(
                state, 128, before, after, task);
    }

    private OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> started(
            OperatorSubtaskState state, int tasks, int task) throws Exception {
        OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> created =
                harness(tasks, task);
        created.getStreamConfig().setCheckpointingEnabled(true);
        created.setup(ModelTypes.BOARD_COMMAND.createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            created.initializeState(state);
        }
        created.open();
        return created;
    }

    private OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> harness(
            int tasks, int task) throws Exception {
        OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> created =
                new OneInputStreamOperatorTestHarness<>(
                        new CommitBoardsOperator(new Recording(), "l1", "write-boards"),
                        128,
                        tasks,
                        task);
        open.add(created);
        return created;
    }

    /** Notes what it is to commit. */
    private static final class Recording implements BoardWriterFactory {

        private static final long serialVersionUID = 1L;

        @Override
        public BoardWriter open(WriterMetrics metrics) {
            return new BoardWriter() {
                @Override
                public void write(List<BoardCommand> batch) {
                    throw new AssertionError("commits only");
                }

                @Override
                public void commit(List<BoardCommand> batch, CommitMark mark) {
                    if (refuses) {
                        throw new BoardWriteException("refused", null);
                    }
                    StringBuilder line = new StringBuilder();
                    line.append(mark.task()).append('@').append(mark.checkpoint());
                    for (BoardCommand command : batch) {
                        PutScore put = (PutScore) command;
                        line.append(' ').append(put.member()).append('=');
                        line.append((long) put.score());
                    }
                    COMMITTED.add(line.toString());
                }

                @Override
                public void close() {}
            };
        }
    }
}
