package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.event.EventId;
import io.rankstream.model.field.PackedOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardValueTest {

    private final BoardValue value = new BoardValue(1, 2, "");

    private static Contribution of(long score) {
        Contribution contribution = new Contribution();
        contribution.score = score;
        contribution.id = new EventId(EventId.Source.CONTENT, 0, score);
        return contribution;
    }

    private static byte[] bytes(BoardValue value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        value.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static BoardValue read(byte[] bytes) throws IOException {
        return BoardValue.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void losesWhatIsInTheLog_andNothingElse() {
        value.add(Aggregation.SUM, of(1));
        value.addLogged(Aggregation.SUM, of(10));
        value.add(Aggregation.SUM, of(2));
        value.addLogged(Aggregation.SUM, of(20));
        assertThat(value.total().value()).isEqualTo(33);

        value.dropLogged();

        assertThat(value.total().value()).isEqualTo(3);
        assertThat(value.total().count()).isEqualTo(2);
        assertThat(value.isLogged()).isFalse();
    }

    @Test
    void losesNothing_whereNothingIsInTheLog() {
        value.add(Aggregation.SUM, of(1));

        value.dropLogged();

        assertThat(value.total().value()).isEqualTo(1);
        assertThat(value.isLogged()).isFalse();
    }

    @Test
    void keepsForGood_whatHasLeftTheLog() {
        value.addLogged(Aggregation.SUM, of(1));
        value.addLogged(Aggregation.SUM, of(10));
        value.addLogged(Aggregation.SUM, of(100));

        value.settle(Aggregation.SUM, of(10), 9);
        assertThat(value.isLogged()).isTrue();
        value.dropLogged();

        assertThat(value.total().value()).isEqualTo(10);
    }

    @Test
    void hasNoBase_onceNothingIsInTheLog() throws Exception {
        BoardValue settled = new BoardValue(1, 2, "");
        settled.add(Aggregation.SUM, of(1));
        value.addLogged(Aggregation.SUM, of(1));

        value.settle(Aggregation.SUM, of(1), 9);
        value.settle(Aggregation.SUM, of(1), 9);

        assertThat(value.isLogged()).isFalse();
        assertThat(bytes(value)).isEqualTo(bytes(settled));
    }

    @Test
    void keepsTheBase_whereASumWouldLeave64Bits() {
        value.addLogged(Aggregation.SUM, of(Long.MAX_VALUE));

        assertThatThrownBy(() -> value.addLogged(Aggregation.SUM, of(1)))
                .isInstanceOf(ArithmeticException.class);

        value.dropLogged();
        assertThat(value.total().isEmpty()).isTrue();
    }

    @Test
    void isAsBefore_whereTheSumOrTheBaseWouldLeave64Bits() {
        value.add(Aggregation.SUM, of(Long.MAX_VALUE - 5));
        value.addLogged(Aggregation.SUM, of(-100));

        assertThatThrownBy(() -> value.add(Aggregation.SUM, of(50)))
                .isInstanceOf(ArithmeticException.class);
        assertThat(value.total().value()).isEqualTo(Long.MAX_VALUE - 105);
        assertThatThrownBy(() -> value.add(Aggregation.SUM, of(Long.MAX_VALUE)))
                .isInstanceOf(ArithmeticException.class);

        value.dropLogged();
        assertThat(value.total().value()).isEqualTo(Long.MAX_VALUE - 5);
    }

    @Test
    void settlesNothing_thatDidNotFitWhenItCame() {
        value.addLogged(Aggregation.SUM, of(Long.MAX_VALUE));
        assertThatThrownBy(() -> value.addLogged(Aggregation.SUM, of(1)))
                .isInstanceOf(ArithmeticException.class);
        value.addLogged(Aggregation.SUM, of(0));

        value.settle(Aggregation.SUM, of(Long.MAX_VALUE), 9);
        value.settle(Aggregation.SUM, of(1), 9);

        assertThat(value.isLogged()).isTrue();
        value.dropLogged();
        assertThat(value.total().value()).isEqualTo(Long.MAX_VALUE);
        assertThat(value.total().count()).isEqualTo(1);
    }

    @Test
    void settlesNoDistinctValue_thatWasOneTooMany() {
        value.addLogged(Aggregation.COUNT_DISTINCT, distinct(1));
        value.addLogged(Aggregation.COUNT_DISTINCT, distinct(2));
        value.addLogged(Aggregation.COUNT_DISTINCT, distinct(1));

        for (int i = 1; i <= 3; i++) {
            value.settle(Aggregation.COUNT_DISTINCT, distinct(i), 2);
        }

        assertThat(value.isLogged()).isTrue();
        value.dropLogged();
        assertThat(value.total().distinctValues()).hasSize(2);
    }

    @Test
    void isTouchedOnce() {
        assertThat(value.touch()).isTrue();
        assertThat(value.touch()).isFalse();

        value.untouch();

        assertThat(value.touch()).isTrue();
    }

    @Test
    void takesMoreMemory_theMoreValuesItTellsApart_andTwiceWhereOneIsInTheLog() {
        long empty = value.heapBytes();
        assertThat(empty).isBetween(100L, 300L);
        for (int i = 0; i < 100; i++) {
            value.add(Aggregation.COUNT_DISTINCT, distinct(i));
        }
        long distinct = value.heapBytes() - empty;
        assertThat(distinct).isBetween(100 * 40L, 100 * 120L);

        value.addLogged(Aggregation.COUNT_DISTINCT, distinct(0));

        assertThat(value.heapBytes() - empty - distinct).isBetween(distinct, distinct + 100);
    }

    private static Contribution distinct(int number) {
        Contribution contribution = new Contribution();
        contribution.distinct = TextHash.of("text-" + number);
        return contribution;
    }

    @Test
    void isReadAsItWasWritten() throws Exception {
        BoardValue full = new BoardValue(7, -9, "red,country=DE");
        full.add(Aggregation.SUM, of(1));
        full.addLogged(Aggregation.SUM, of(2));
        full.setUnnoted(true);
        full.close();
        full.enter();
        full.publishedAs("country=DE", "red", 5, 6);
        full.setSaid(true);

        for (BoardValue one : new BoardValue[] {value, full}) {
            assertThat(read(bytes(one))).usingRecursiveComparison().isEqualTo(one);
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                Long.MIN_VALUE,
                Long.MIN_VALUE + 1,
                -1,
                0,
                999,
                1_000,
                -60_000,
                Long.MAX_VALUE
            })
    void isReadAsItWasWritten_whateverTheNumbers(long number) throws Exception {
        for (long near : new long[] {0, 1_700_000_040_000L, -60_000}) {
            BoardValue one = new BoardValue((int) number, number, "");
            one.add(Aggregation.LAST, of(number));
            Contribution later = of(~number);
            later.time = number;
            one.addLogged(Aggregation.LAST, later);
            one.publishedAs("", null, number, 0);
            assertThat(readNear(near, one)).usingRecursiveComparison().isEqualTo(one);

            one.publishedAs("", "red", number, ~number);
            assertThat(readNear(near, one)).usingRecursiveComparison().isEqualTo(one);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 42, 1L << 53, (1L << 53) + 1, Long.MIN_VALUE, Long.MAX_VALUE})
    void saysNothingOfWhatIsPublished_whereItIsTheTotal(long score) throws Exception {
        value.addLogged(Aggregation.SUM, of(score));
        int unpublished = bytes(value).length;

        value.publishedAs("", null, Double.doubleToRawLongBits((double) score), 0);
        assertThat(bytes(value)).hasSize(unpublished);
        assertThat(read(bytes(value))).usingRecursiveComparison().isEqualTo(value);

        value.publishedAs("", null, Double.doubleToRawLongBits(1.5), 0);
        assertThat(read(bytes(value))).usingRecursiveComparison().isEqualTo(value);
    }

    @Test
    void saysLittleOfWhatIsPublished_whereItIsTheCountOrWhatAGroupWasGiven() throws Exception {
        for (int i = 0; i < 3; i++) {
            value.add(Aggregation.COUNT, of(9));
        }
        value.publishedAs("", null, Double.doubleToRawLongBits(3), 0);
        assertThat(bytes(value)).hasSizeLessThan(10);
        assertThat(read(bytes(value))).usingRecursiveComparison().isEqualTo(value);

        value.publishedAs("", "red", value.total().value(), 3);
        assertThat(bytes(value)).hasSizeLessThan(16);
        assertThat(read(bytes(value))).usingRecursiveComparison().isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(longs = {BoardWindow.ALL_TIME_START, 1_700_000_040_000L, 1_700_000_010_000L})
    void takesAFewBytes_ofAllTimeAndInWindowsNearBy(long windowStart) {
        BoardValue one = new BoardValue(1, windowStart, "");
        one.addLogged(Aggregation.SUM, of(4_200));
        one.publishedAs("", null, Double.doubleToRawLongBits(4_200), 0);
        PackedOutput bytes = new PackedOutput(0);

        one.write(1_700_000_040_000L, bytes);

        assertThat(bytes.size()).isEqualTo(7);
    }

    @Test
    void writesADistinctValueOnce_thatIsInTheBaseToo() throws Exception {
        for (int i = 0; i < 10; i++) {
            value.add(Aggregation.COUNT_DISTINCT, distinct(i));
        }
        value.addLogged(Aggregation.COUNT_DISTINCT, distinct(10));

        assertThat(bytes(value)).hasSizeBetween(11 * 16, 11 * 16 + 20);
        assertThat(read(bytes(value))).usingRecursiveComparison().isEqualTo(value);
    }

    private static BoardValue readNear(long near, BoardValue value) throws IOException {
        PackedOutput bytes = new PackedOutput(0);
        value.write(near, bytes);
        return BoardValue.read(near, bytes.toInput());
    }
}
