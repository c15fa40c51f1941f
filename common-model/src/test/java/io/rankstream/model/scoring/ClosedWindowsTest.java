package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosedWindowsTest {

    private final ClosedWindows windows = new ClosedWindows();

    @Test
    void handsAValueOutOnce() throws Exception {
        windows.put(value(1, 30_000, "", 7));
        windows.put(value(1, 30_000, "blue", 8));
        windows.put(value(2, 30_000, "", 9));

        assertThat(windows.take(new ValueKey(1, 30_000, "blue")).total().value()).isEqualTo(8);
        assertThat(windows.take(new ValueKey(1, 30_000, "blue"))).isNull();
        assertThat(windows.take(new ValueKey(1, 60_000, ""))).isNull();
        assertThat(windows.values()).extracting(BoardValue::trackId).containsExactly(1, 2);
    }

    @Test
    void replacesAValueOfTheSameKey() throws Exception {
        windows.put(value(1, 30_000, "", 7));
        windows.put(value(1, 30_000, "", 8));

        assertThat(windows.values()).extracting(value -> value.total().value()).containsExactly(8L);
    }

    @Test
    void hasOneTooMany_theOldest() throws Exception {
        for (int i = 0; i < 48; i++) {
            windows.put(value(1, i, "", i));
        }
        assertThat(windows.takeOneTooMany()).isNull();

        windows.put(value(1, 0, "", 100));
        windows.put(value(1, 48, "", 48));

        assertThat(windows.takeOneTooMany().windowStart()).isEqualTo(1);
        assertThat(windows.takeOneTooMany()).isNull();
    }

    @Test
    void hasNoRoomForAValueWithManyDistinctValues() throws Exception {
        BoardValue value = value(1, 0, "", 0);
        for (int i = 0; i < 100; i++) {
            Contribution contribution = new Contribution();
            contribution.distinct = TextHash.of("text-" + i);
            value.add(Aggregation.COUNT_DISTINCT, contribution);
        }

        assertThat(windows.put(value)).isFalse();
        assertThat(windows.values()).isEmpty();
    }

    @Test
    void haveRoomForValuesOfUpTo512Bytes() throws Exception {
        int without = sizeOf(value(1, 0, "x".repeat(400), 7)) - 400;
        BoardValue largest = value(1, 0, "x".repeat(512 - without), 7);
        assertThat(sizeOf(largest)).isEqualTo(512);

        assertThat(windows.put(largest)).isTrue();
        assertThat(windows.put(value(1, 0, "x".repeat(513 - without), 7))).isFalse();
    }

    @Test
    void forgetsWhatIsSelected() throws Exception {
        for (int i = 0; i < 10; i++) {
            windows.put(value(i % 2, i, "", i));
        }
        windows.removeIf((track, start) -> track == 1 || start == 4);

        assertThat(windows.values())
                .extracting(BoardValue::windowStart)
                .containsExactly(0L, 2L, 6L, 8L);
    }

    @Test
    void takeTheMemoryOfTheirBytes() throws Exception {
        assertThat(windows.heapBytes()).isZero();
        windows.put(value(1, 30_000, "", 7));
        long one = windows.heapBytes();
        windows.put(value(2, 30_000, "", 7));

        assertThat(one).isBetween(5L, 80L);
        assertThat(windows.heapBytes()).isEqualTo(2 * one);
    }

    @Test
    void areNoMore_onceTheyAreCleared() throws Exception {
        windows.put(value(1, 30_000, "", 7));
        windows.setStoredExpireAt(5);

        windows.clear();

        assertThat(windows.values()).isEmpty();
        assertThat(windows.areStored()).isFalse();
        assertThat(windows.heapBytes()).isZero();
        for (int i = 0; i < 48; i++) {
            windows.put(value(1, i, "", i));
        }
        assertThat(windows.takeOneTooMany()).as("counted from nothing").isNull();
    }

    @Test
    void isReadAsItWasWritten() throws Exception {
        windows.put(value(1, 30_000, "", 7));
        windows.put(value(3, -60_000, "red", 9));
        windows.setStoredExpireAt(5);

        PackedOutput bytes = new PackedOutput(64);
        windows.write(60_000, bytes);
        ClosedWindows read = ClosedWindows.read(60_000, bytes.toInput());

        assertThat(bytesOf(read.values())).isEqualTo(bytesOf(windows.values()));
        assertThat(read.storedExpireAt()).isEqualTo(5);
        assertThat(read.areStored()).isTrue();
    }

    @Test
    void areReadAsTheyWereWritten_whereAllAreStored() throws Exception {
        windows.setStoredExpireAt(5);
        PackedOutput bytes = new PackedOutput(64);
        windows.write(60_000, bytes);
        bytes.writeUnsigned(77);

        PackedInput in = bytes.toInput();
        assertThat(ClosedWindows.read(60_000, in).storedExpireAt()).isEqualTo(5);
        assertThat(in.readUnsigned()).as("what follows").isEqualTo(77);
        assertThat(in.available()).isZero();
    }

    @Test
    void areReadAsTheyWereWritten_howeverFarApart() throws Exception {
        long[] starts = {-60_000, Long.MIN_VALUE, 1_700_000_000_123L, Long.MAX_VALUE, 0};
        for (long start : starts) {
            windows.put(value(1, start, "", start));
        }
        assertThat(windows.values())
                .extracting(BoardValue::windowStart)
                .containsExactly(-60_000L, Long.MIN_VALUE, starts[2], Long.MAX_VALUE, 0L);

        PackedOutput bytes = new PackedOutput(0);
        windows.write(1_700_000_040_000L, bytes);
        ClosedWindows read = ClosedWindows.read(1_700_000_040_000L, bytes.toInput());

        for (long start : starts) {
            assertThat(read.take(new ValueKey(1, start, "")).total().value()).isEqualTo(start);
        }
        assertThat(read.areNone()).isTrue();
    }

    private static int sizeOf(BoardValue value) {
        PackedOutput bytes = new PackedOutput(0);
        value.write(0, bytes);
        return bytes.size();
    }

    private static byte[] bytesOf(List<BoardValue> values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (BoardValue value : values) {
            value.write(new DataOutputStream(bytes));
        }
        return bytes.toByteArray();
    }

    private static BoardValue value(int trackId, long windowStart, String place, long score) {
        BoardValue value = new BoardValue(trackId, windowStart, place);
        Contribution contribution = new Contribution();
        contribution.score = score;
        value.add(Aggregation.SUM, contribution);
        return value;
    }
}
