package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.model.command.BoardAddress;
import io.rankstream.model.command.BoardCommand;
import io.rankstream.model.command.BoardCommand.PutScore;
import io.rankstream.model.command.BoardCommand.TrackRetired;
import io.rankstream.model.command.BoardCommand.WindowShare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteBoardsOperatorTest {

    private static final Duration FLUSH_INTERVAL = Duration.ofMillis(200);
    private static final int BATCH_SIZE = 3;

    /** What the writers of this test were asked to write; static, because factories are copied. */
    private static final List<List<BoardCommand>> WRITTEN = new ArrayList<>();

    private static boolean refuses;

    private OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> harness;

    @BeforeEach
    void open() throws Exception {
        WRITTEN.clear();
        refuses = false;
        harness = newHarness();
        harness.open();
        harness.setProcessingTime(0);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void writesAndForwardsWhenTheFlushIntervalIsOver() throws Exception {
        PutScore put = put("ada", 1);
        send(put);
        harness.setProcessingTime(FLUSH_INTERVAL.toMillis() - 1);
        assertThat(WRITTEN).isEmpty();
        assertThat(harness.extractOutputValues()).isEmpty();

        harness.setProcessingTime(FLUSH_INTERVAL.toMillis());
        assertThat(WRITTEN).containsExactly(List.of(put));
        assertThat(harness.extractOutputValues()).containsExactly(put);
    }

    @Test
    void startsANewIntervalWithTheNextCommand() throws Exception {
        send(put("ada", 1));
        harness.setProcessingTime(200);
        harness.setProcessingTime(1_000);
        send(put("bob", 1));
        harness.setProcessingTime(1_199);
        assertThat(WRITTEN).hasSize(1);

        harness.setProcessingTime(1_200);
        assertThat(WRITTEN).hasSize(2);
    }

    @Test
    void writesAFullBatchAtOnce() throws Exception {
        PutScore last = put("ada", 2);
        PutScore bob = put("bob", 1);
        PutScore eve = put("eve", 1);
        send(put("ada", 1), bob, last, eve);

        assertThat(WRITTEN).containsExactly(List.of(bob, last, eve));
    }

    @Test
    void writesBeforeAWatermarkPasses() throws Exception {
        PutScore put = put("ada", 1);
        send(put);
        harness.processWatermark(42);

        assertThat(WRITTEN).containsExactly(List.of(put));
        assertThat(harness.getOutput()).containsExactly(new StreamRecord<>(put), new Watermark(42));
    }

    @Test
    void forwardsSharesAndRetirementsOnlyAfterWhatCameBeforeIsWritten() throws Exception {
        PutScore put = put("ada", 1);
        WindowShare share = new WindowShare("daily", 1, "d1", 10, 100, 1, 7);
        TrackRetired retired = new TrackRetired("weekly", 0, 1, 0, 2);
        send(put, share);
        assertThat(harness.extractOutputValues()).isEmpty();

        send(retired);
        assertThat(WRITTEN).containsExactly(List.of(put));
        assertThat(harness.extractOutputValues()).containsExactly(put, share, retired);
    }

    @Test
    void forwardsNoShareWhenTheWriteFails() throws Exception {
        send(put("ada", 1), new WindowShare("daily", 1, "d1", 10, 100, 1, 7));
        refuses = true;

        assertThatThrownBy(() -> harness.processWatermark(42))
                .isInstanceOf(BoardWriteException.class);
        assertThat(harness.getOutput()).isEmpty();
    }

    @Test
    void forwardsASharePutAloneInTime() throws Exception {
        send(new WindowShare("daily", 1, "d1", 10, 100, 1, 7));
        harness.setProcessingTime(FLUSH_INTERVAL.toMillis());

        assertThat(WRITTEN).isEmpty();
        assertThat(harness.extractOutputValues()).hasSize(1);
    }

    @Test
    void staysSilentWithoutCommands() throws Exception {
        harness.setProcessingTime(10_000);
        harness.prepareSnapshotPreBarrier(1);

        assertThat(WRITTEN).isEmpty();
        assertThat(harness.getOutput()).isEmpty();
    }

    @Test
    void keepsNothingInACheckpoint() throws Exception {
        PutScore put = put("ada", 1);
        send(put);
        harness.prepareSnapshotPreBarrier(1);
        assertThat(WRITTEN).containsExactly(List.of(put));
        OperatorSubtaskState snapshot = harness.snapshot(1, 0);
        harness.close();

        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        harness.setProcessingTime(1_000);
        assertThat(harness.getOutput()).isEmpty();
        assertThat(WRITTEN).hasSize(1);
    }

    @Test
    void writesWhatIsLeftAtTheEndOfTheInput() throws Exception {
        PutScore put = put("ada", 1);
        send(put);
        harness.endInput();
        harness.getOperator().finish();

        assertThat(WRITTEN).containsExactly(List.of(put));
        assertThat(harness.extractOutputValues()).containsExactly(put);
    }

    private void send(BoardCommand... commands) throws Exception {
        for (BoardCommand command : commands) {
            harness.processElement(new StreamRecord<>(command));
        }
    }

    private static PutScore put(String member, double score) {
        BoardAddress address =
                new BoardAddress("daily", BoardAddress.LIVE, "", null, BoardAddress.NEVER);
        return new PutScore(address, member, score, false, 0, 0);
    }

    private static OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> newHarness()
            throws Exception {
        OneInputStreamOperatorTestHarness<BoardCommand, BoardCommand> created =
                new OneInputStreamOperatorTestHarness<>(
                        new WriteBoardsOperator(new Recording(), FLUSH_INTERVAL, BATCH_SIZE));
        created.setup(ModelTypes.BOARD_COMMAND.createSerializer(new SerializerConfigImpl()));
        return created;
    }

    /** Notes the batches it is given. */
    private static final class Recording implements BoardWriterFactory {

        private static final long serialVersionUID = 1L;

        @Override
        public BoardWriter open(WriterMetrics metrics) {
            return new BoardWriter() {
                @Override
                public void write(List<BoardCommand> batch) {
                    if (refuses) {
                        throw new BoardWriteException("refused", null);
                    }
                    WRITTEN.add(batch);
                }

                @Override
                public void commit(List<BoardCommand> batch, CommitMark mark) {
                    throw new AssertionError("writes only");
                }

                @Override
                public void close() {}
            };
        }
    }
}
