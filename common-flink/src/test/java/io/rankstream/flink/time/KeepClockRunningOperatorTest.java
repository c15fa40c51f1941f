package io.rankstream.flink.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeepClockRunningOperatorTest {

    private static final Duration IDLE_AFTER = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** When the operator opens, on the wall clock. */
    private static final long START = 1_000_000;

    private OneInputStreamOperatorTestHarness<String, String> harness;

    @BeforeEach
    void open() throws Exception {
        harness = newHarness();
        harness.setProcessingTime(START);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void passesRecordsAndWatermarksOn() throws Exception {
        harness.processElement("a", START - 10);
        harness.processWatermark(START - 11);

        assertThat(harness.getOutput())
                .containsExactly(new StreamRecord<>("a", START - 10), new Watermark(START - 11));
    }

    @Test
    void isNeverIdleItself() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(START + 100_000);
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);

        assertThat(harness.getOutput()).isNotEmpty().hasOnlyElementsOfType(Watermark.class);
    }

    @Test
    void waitsBeforeItTakesTheWallClock() throws Exception {
        harness.processElement("a", START - 10);
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(START + 29_999);
        assertThat(watermarks()).isEmpty();

        harness.setProcessingTime(START + 30_000);
        assertThat(watermarks()).containsExactly(START + 30_000 - 5_000);
    }

    @Test
    void countsTheWaitFromTheLastRecord() throws Exception {
        harness.setProcessingTime(START + 20_000);
        harness.processElement("a", START);
        harness.setProcessingTime(START + 50_000);
        harness.processWatermarkStatus(WatermarkStatus.IDLE);

        harness.setProcessingTime(START + 50_200);

        assertThat(watermarks()).containsExactly(START + 50_200 - 5_000);
    }

    @Test
    void followsTheWallClockWhileIdle() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(START + 30_000);
        harness.setProcessingTime(START + 30_200);
        harness.setProcessingTime(START + 30_400);

        assertThat(watermarks()).containsExactly(START + 25_000, START + 25_200, START + 25_400);
    }

    @Test
    void leavesTheWallClockWhenItsInputIsActiveAgain() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(START + 30_000);
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        harness.setProcessingTime(START + 90_000);

        assertThat(watermarks()).containsExactly(START + 25_000);
    }

    @Test
    void staysQuietIfItsInputIsActiveAgainInTime() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(START + 20_000);
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(START + 49_999);
        assertThat(watermarks()).isEmpty();

        harness.setProcessingTime(START + 50_000);
        assertThat(watermarks()).containsExactly(START + 45_000);
    }

    @Test
    void neverGoesBack() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(START + 30_000);
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        harness.processWatermark(START + 24_999);
        harness.processWatermark(START + 25_000);
        harness.processWatermark(START + 25_001);

        assertThat(watermarks()).containsExactly(START + 25_000, START + 25_001);
    }

    @Test
    void doesNotGoBackToAWallClockThatIsBehind() throws Exception {
        harness.processWatermark(START + 60_000);
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(START + 30_000);
        harness.setProcessingTime(START + 65_000);
        harness.setProcessingTime(START + 65_200);

        assertThat(watermarks()).containsExactly(START + 60_000, START + 60_200);
    }

    @Test
    void passesRecordsOnThatArriveBehindTheWallClock() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(START + 30_000);
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);

        harness.processElement("old", START);

        assertThat(harness.getOutput()).contains(new StreamRecord<>("old", START));
    }

    @Test
    void doesNotGoBackAfterARestore() throws Exception {
        harness.processWatermark(START + 100);
        OperatorSubtaskState snapshot = harness.snapshot(1, START);
        harness.close();

        harness = newHarness();
        harness.setProcessingTime(START);
        harness.initializeState(snapshot);
        harness.open();
        harness.processWatermark(START + 50);
        harness.processWatermark(START + 150);

        assertThat(watermarks()).containsExactly(START + 150);
    }

    @Test
    void takesTheLowestWatermarkWhenRescaled() throws Exception {
        OperatorSubtaskState ahead = snapshotAt(START + 900);
        OperatorSubtaskState behind = snapshotAt(START + 100);
        OperatorSubtaskState farAhead = snapshotAt(START + 5_000);
        harness.close();

        harness = newHarness();
        harness.setProcessingTime(START);
        harness.initializeState(
                AbstractStreamOperatorTestHarness.repackageState(ahead, behind, farAhead));
        harness.open();
        harness.processWatermark(START + 50);
        harness.processWatermark(START + 101);

        assertThat(watermarks()).containsExactly(START + 101);
    }

    @Test
    void doesNotTakeTheEndOfTheInputForTheEndOfTime() throws Exception {
        harness.processWatermark(START);
        harness.processWatermark(Watermark.MAX_WATERMARK);

        assertThat(watermarks()).containsExactly(START);
    }

    @Test
    void refusesDurationsThatMakeNoSense() {
        assertThatThrownBy(() -> new KeepClockRunningOperator<String>(Duration.ZERO, GRACE))
                .hasMessage("idleAfter must be positive, but was PT0S");
        assertThatThrownBy(
                        () ->
                                new KeepClockRunningOperator<String>(
                                        IDLE_AFTER, Duration.ofSeconds(-1)))
                .hasMessage("grace must not be negative, but was PT-1S");
    }

    private OperatorSubtaskState snapshotAt(long watermark) throws Exception {
        OneInputStreamOperatorTestHarness<String, String> other = newHarness();
        other.open();
        other.processWatermark(watermark);
        OperatorSubtaskState snapshot = other.snapshot(1, START);
        other.close();
        return snapshot;
    }

    private List<Long> watermarks() {
        List<Long> watermarks = new ArrayList<>();
        for (Object output : harness.getOutput()) {
            if (output instanceof Watermark watermark) {
                watermarks.add(watermark.getTimestamp());
            }
        }
        return watermarks;
    }

    private static OneInputStreamOperatorTestHarness<String, String> newHarness() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new KeepClockRunningOperator<>(IDLE_AFTER, GRACE));
    }
}
