package io.rankstream.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.event.EventId;
import io.rankstream.model.field.PackedOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccumulatorTest {

    private static final int ROUNDS = 3_000;

    private static Contribution contribution(long score, long time, int id) {
        Contribution contribution = new Contribution();
        contribution.score = score;
        contribution.time = time;
        contribution.id = new EventId(EventId.Source.CONTENT, 0, id);
        return contribution;
    }

    private static Contribution distinct(String text) {
        Contribution contribution = contribution(0, 0, 1);
        contribution.distinct = TextHash.of(text);
        return contribution;
    }

    private static Accumulator of(Aggregation aggregation, Contribution... contributions) {
        Accumulator accumulator = new Accumulator();
        for (Contribution contribution : contributions) {
            accumulator.add(aggregation, contribution);
        }
        return accumulator;
    }

    private static byte[] bytes(Accumulator accumulator) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        accumulator.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Accumulator read(byte[] bytes) throws IOException {
        return Accumulator.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @ParameterizedTest
    @CsvSource({
        "SUM,   16, 3",
        "AVG,   5,  3",
        "COUNT,  3, 3",
        "MAX,   8,  1",
        "MIN,   3,  2",
        "LAST,  5,  3",
        "FIRST, 8, 1"
    })
    void saysWhatContributionsAddUpTo_andWhenThatWasReached(
            Aggregation aggregation, long score, long reachedAt) {
        Accumulator accumulator =
                of(
                        aggregation,
                        contribution(3, 2, 2),
                        contribution(8, 1, 1),
                        contribution(5, 3, 3));

        assertThat(accumulator.score(aggregation, 1)).isEqualTo(score);
        assertThat(accumulator.reachedAt()).isEqualTo(reachedAt);
        assertThat(accumulator.count()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Aggregation.class,
            names = {"SUM", "COUNT", "AVG", "COUNT_DISTINCT"})
    void takesTheTimeOfTheFirst_evenIfItLiesBeforeTheEpoch(Aggregation aggregation) {
        assertThat(of(aggregation, contribution(1, -5, 1)).reachedAt()).isEqualTo(-5);
    }

    @ParameterizedTest
    @CsvSource({"MAX", "MIN"})
    void reachesABestScoreWithTheEarliestEventThatHasIt(Aggregation aggregation) {
        Accumulator accumulator =
                of(
                        aggregation,
                        contribution(5, 2, 1),
                        contribution(5, 1, 2),
                        contribution(5, 3, 3));

        assertThat(accumulator.reachedAt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"LAST, 7", "FIRST, 4"})
    void decidesBetweenEventsOfOneTimeByTheirIds(Aggregation aggregation, long expected) {
        Contribution lower = contribution(4, 0, 1);
        Contribution higher = contribution(7, 0, 2);

        assertThat(of(aggregation, lower, higher).value()).isEqualTo(expected);
        assertThat(of(aggregation, higher, lower).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"9, 2, 4", "7, 2, 4", "5, 2, 2", "-5, 2, -2", "-7, 2, -4", "8, 3, 3", "-8, 3, -3"})
    void roundsAnAverageToTheNearest_andHalvesToTheEven(long sum, int count, long expected) {
        Accumulator accumulator = of(Aggregation.AVG, contribution(sum, 1, 0));
        for (int i = 1; i < count; i++) {
            accumulator.add(Aggregation.AVG, contribution(0, 1, i));
        }

        assertThat(accumulator.score(Aggregation.AVG, 1)).isEqualTo(expected);
    }

    @Test
    void averagesWithoutOverflow() {
        Accumulator accumulator =
                of(Aggregation.AVG, contribution(Long.MAX_VALUE - 1, 1, 1), contribution(0, 1, 2));

        assertThat(accumulator.score(Aggregation.AVG, 1)).isEqualTo(Long.MAX_VALUE / 2);
    }

    @Test
    void keepsASumThatWouldLeave64Bits() {
        Accumulator accumulator = of(Aggregation.SUM, contribution(Long.MAX_VALUE, 1, 1));

        assertThatThrownBy(() -> accumulator.add(Aggregation.SUM, contribution(1, 9, 2)))
                .isInstanceOf(ArithmeticException.class);

        assertThat(accumulator.value()).isEqualTo(Long.MAX_VALUE);
        assertThat(accumulator.count()).isEqualTo(1);
        assertThat(accumulator.reachedAt()).isEqualTo(1);
    }

    @Test
    void countsInUnits() {
        assertThat(of(Aggregation.COUNT, contribution(0, 0, 1)).score(Aggregation.COUNT, 100))
                .isEqualTo(100);
        assertThat(
                        of(Aggregation.COUNT_DISTINCT, distinct("a"), distinct("b"))
                                .score(Aggregation.COUNT_DISTINCT, 100))
                .isEqualTo(200);
    }

    @Test
    void isFullForAnotherValue_butNotForOneItHas() {
        Accumulator accumulator =
                of(Aggregation.COUNT_DISTINCT, distinct("a"), distinct("b"), distinct("a"));

        assertThat(accumulator.isFullFor(distinct("c"), 3)).isFalse();
        assertThat(accumulator.isFullFor(distinct("c"), 2)).isTrue();
        assertThat(accumulator.isFullFor(distinct("b"), 2)).isFalse();
        assertThat(accumulator.isFullFor(contribution(1, 1, 1), 2)).isFalse();
        assertThat(new Accumulator().isFullFor(distinct("a"), 0)).isFalse();
    }

    @Test
    void mergesDistinctValues() {
        Accumulator accumulator = of(Aggregation.COUNT_DISTINCT, distinct("a"));

        accumulator.merge(
                Aggregation.COUNT_DISTINCT,
                of(Aggregation.COUNT_DISTINCT, distinct("a"), distinct("b")));

        assertThat(accumulator.score(Aggregation.COUNT_DISTINCT, 1)).isEqualTo(2);
    }

    @Test
    void copiesDistinctValues_insteadOfSharingThem() {
        Accumulator accumulator = of(Aggregation.COUNT_DISTINCT, distinct("a"));
        Accumulator copy = accumulator.copy();

        accumulator.add(Aggregation.COUNT_DISTINCT, distinct("b"));

        assertThat(copy.distinctValues()).hasSize(1);
        assertThat(accumulator.distinctValues()).hasSize(2);
    }

    @Test
    void takesNothingOver_whereThereIsNothing() {
        Accumulator accumulator = of(Aggregation.MIN, contribution(5, 1, 1));

        accumulator.merge(Aggregation.MIN, new Accumulator());

        assertThat(accumulator.value()).isEqualTo(5);
    }

    @Test
    void takesFewBytes_whereItsTimeIsNearToOthers() throws Exception {
        long noon = 1_795_000_000_000L;
        Accumulator earlier = of(Aggregation.SUM, contribution(5, noon, 1));
        Accumulator later = of(Aggregation.SUM, contribution(6, noon + 9, 1));

        assertThat(writtenAndRead(Accumulator.UNUSED, earlier, noon, 3)).isEqualTo(noon);
        assertThat(writtenAndRead(earlier, later, 0, 3)).isEqualTo(noon + 9);
    }

    private static long writtenAndRead(Accumulator before, Accumulator after, long near, int bytes)
            throws Exception {
        PackedOutput out = new PackedOutput(64);
        after.write(before, near, out);
        assertThat(out.size()).isEqualTo(bytes);
        return Accumulator.read(before, near, out.toInput()).reachedAt();
    }

    @Test
    void hasNoDistinctValueOfTheOneBefore_thatItDoesNotHave() throws Exception {
        Accumulator before = of(Aggregation.COUNT_DISTINCT, distinct("a"), distinct("b"));
        Accumulator after = of(Aggregation.COUNT_DISTINCT, distinct("b"), distinct("c"));
        PackedOutput out = new PackedOutput(64);
        after.write(before, 0, out);

        assertThat(Accumulator.read(before, 0, out.toInput()).distinctValues())
                .isEqualTo(after.distinctValues());
    }

    @ParameterizedTest
    @EnumSource(names = {"SUM", "AVG"})
    void isMerged_withTheLatestTime(Aggregation aggregation) {
        Accumulator merged = new Accumulator();
        for (long time : new long[] {-9, -12, -3, -6}) {
            Contribution contribution = contribution(time, time, 1);
            merged.merge(aggregation, of(aggregation, contribution, contribution));
            merged.merge(aggregation, new Accumulator());
        }

        assertThat(merged.value()).isEqualTo(-60);
        assertThat(merged.count()).isEqualTo(8);
        assertThat(merged.reachedAt()).isEqualTo(-3);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE + 1})
    void knowsASumOfSeveral_onceItIsBackWithin64Bits(long huge) throws Exception {
        Accumulator one = of(Aggregation.SUM, contribution(huge, 1, 1));
        Accumulator small = of(Aggregation.SUM, contribution(5, 1, 2));
        Accumulator sum = new Accumulator();
        for (int i = 0; i < 5; i++) {
            sum.merge(Aggregation.SUM, one);
        }
        assertThat(sum.isWithin64Bits()).isFalse();
        assertThat(read(bytes(sum))).usingRecursiveComparison().isEqualTo(sum);
        assertThat(sum.copy()).usingRecursiveComparison().isEqualTo(sum);
        Accumulator twice = sum.copy();
        twice.merge(Aggregation.SUM, sum);

        for (int i = 0; i < 3; i++) {
            sum.replace(Aggregation.SUM, one, small);
            assertThat(sum.isWithin64Bits()).isFalse();
        }
        sum.addDifference(-huge, -1);
        sum.addDifference(-huge, -1);
        for (int i = 0; i < 10; i++) {
            assertThat(twice.isWithin64Bits()).isEqualTo(i == 9);
            twice.addDifference(-huge, -1);
        }

        assertThat(sum.isWithin64Bits()).isTrue();
        assertThat(sum.value()).isEqualTo(15);
        assertThat(sum.count()).isEqualTo(3);
        assertThat(twice.isWithin64Bits()).isTrue();
        assertThat(twice.value()).isZero();
    }

    /** A member that gathers many players, of whom one after the other contributes otherwise. */
    @ParameterizedTest
    @EnumSource(value = Aggregation.class, mode = EnumSource.Mode.EXCLUDE, names = "COUNT_DISTINCT")
    void isWhatAllContributionsAddUpTo_whereItTakesOneOver(Aggregation aggregation)
            throws Exception {
        Random random = new Random(7);
        Map<Integer, Accumulator> players = new HashMap<>();
        Accumulator total = new Accumulator();
        int takenOver = 0;
        for (int i = 0; i < ROUNDS; i++) {
            int player = random.nextInt(3);
            Accumulator before = players.get(player);
            Accumulator after = any(aggregation, random, player, before);
            players.put(player, after);
            if (before == null) {
                total.merge(aggregation, after);
            } else if (after.takesOver(aggregation, before, total)) {
                total.replace(aggregation, before, after);
                takenOver++;
            } else {
                total = addUp(aggregation, players);
            }
            assertThat(bytes(total))
                    .as("round %d", i)
                    .isEqualTo(bytes(addUp(aggregation, players)));
        }
        assertThat(takenOver).isGreaterThan(ROUNDS / 3);
    }

    /** Mostly something new; sometimes the event that decides is judged otherwise. */
    private static Accumulator any(
            Aggregation aggregation, Random random, int player, Accumulator before) {
        Accumulator any = new Accumulator();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            long time = before != null && random.nextInt(3) == 0 ? before.reachedAt() : -1;
            any.add(
                    aggregation,
                    contribution(
                            random.nextInt(4),
                            time < 0 ? random.nextInt(4) : time,
                            player * 10 + random.nextInt(2)));
        }
        return any;
    }

    private static Accumulator addUp(Aggregation aggregation, Map<Integer, Accumulator> players) {
        Accumulator total = new Accumulator();
        players.values().forEach(one -> total.merge(aggregation, one));
        return total;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SUM   | 5 | 1 | 7 | 3 | true",
                "SUM   | 5 | 1 | 7 | 1 | true",
                "SUM   | 5 | 9 | 7 | 9 | true",
                "SUM   | 5 | 9 | 7 | 8 | false",
                "MAX   | 5 | 1 | 1 | 1 | true",
                "MAX   | 8 | 9 | 9 | 9 | true",
                "MAX   | 8 | 9 | 8 | 8 | true",
                "MAX   | 8 | 9 | 8 | 9 | true",
                "MAX   | 8 | 9 | 7 | 9 | false",
                "MIN   | 9 | 1 | 9 | 2 | true",
                "MIN   | 8 | 9 | 7 | 9 | true",
                "MIN   | 8 | 9 | 8 | 8 | true",
                "MIN   | 8 | 9 | 9 | 9 | false",
                "LAST  | 5 | 1 | 5 | 2 | true",
                "LAST  | 8 | 9 | 5 | 9 | true",
                "LAST  | 8 | 9 | 5 | 8 | false",
                "FIRST | 5 | 9 | 5 | 8 | true",
                "FIRST | 8 | 1 | 5 | 1 | true",
                "FIRST | 8 | 1 | 5 | 2 | false",
            })
    void isKnownWithoutTheOthers_unlessWhatDecidedIsGone(
            Aggregation aggregation,
            long scoreBefore,
            long timeBefore,
            long scoreAfter,
            long timeAfter,
            boolean expected) {
        Accumulator before = of(aggregation, contribution(scoreBefore, timeBefore, 1));
        Accumulator after = of(aggregation, contribution(scoreAfter, timeAfter, 1));
        Accumulator total = new Accumulator();
        total.merge(aggregation, before);
        // The other one decides unless the one before has 8 points.
        if (scoreBefore != 8) {
            long time = aggregation == Aggregation.FIRST ? 5 : Math.max(5, timeBefore - 1);
            total.merge(aggregation, of(aggregation, contribution(8, time, 2)));
        }

        assertThat(after.takesOver(aggregation, before, total)).isEqualTo(expected);
    }

    @Test
    void isReadAsItWasWritten() throws Exception {
        Accumulator empty = new Accumulator();
        Accumulator last = of(Aggregation.LAST, contribution(-3, 17, 4));
        Accumulator distinct = of(Aggregation.COUNT_DISTINCT, distinct("a"), distinct("b"));

        for (Accumulator one : new Accumulator[] {empty, last, distinct}) {
            Accumulator read = read(bytes(one));
            assertThat(read).usingRecursiveComparison().isEqualTo(one);
        }
    }

    @ParameterizedTest
    @CsvSource({"2147483646", "2147483647", "2147483648", "5000000000"})
    void keepsCountsBeyond32Bits(long count) throws Exception {
        Accumulator many = new Accumulator();
        many.addDifference(1, count);

        assertThat(read(bytes(many)).count()).isEqualTo(count);
    }
}
