package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.event.EventId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

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
        full.share(-8);

        for (BoardValue one : new BoardValue[] {value, full}) {
            assertThat(read(bytes(one))).usingRecursiveComparison().isEqualTo(one);
        }
    }
}
