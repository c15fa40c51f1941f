package io.rankstream.model.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TieEncodingTest {

    private static final long START = 1_795_132_800_000L;

    @ParameterizedTest
    @CsvSource({
        "first_to_reach, desc, 1", "first_to_reach, desc, 2",
        "first_to_reach, asc, 3", "first_to_reach, asc, 4",
        "last_to_reach, desc, 5", "last_to_reach, desc, 6",
        "last_to_reach, asc, 7", "last_to_reach, asc, 8"
    })
    void sortsByScoreThenByTime(String ties, String order, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int board = 0; board < 200; board++) {
            long sizeSeconds = 1 + random.nextLong(1L << random.nextInt(1, 22));
            long resolution = 1 + random.nextLong(1L << random.nextInt(1, 22));
            long limit = (1L << (53 - bits(sizeSeconds * 1_000, resolution))) - 1;
            long max = random.nextBoolean() ? limit : random.nextLong(-limit + 1, limit + 1);
            long min = random.nextBoolean() ? -limit : random.nextLong(-limit, max);
            String json =
                    definition(ties, order, sizeSeconds, min, max, Duration.ofMillis(resolution));
            TieEncoding encoding = TieEncoding.of(BoardDefinition.parse(json));
            long score = score(random, min, max);
            long reached = START + random.nextLong(sizeSeconds * 1_000);
            for (int i = 0; i < 50; i++) {
                long other = random.nextInt(3) == 0 ? score : score(random, min, max);
                long otherReached = START + random.nextLong(sizeSeconds * 1_000);

                double redis = encoding.encode(score, reached, START);
                double otherRedis = encoding.encode(other, otherReached, START);

                int expected = Long.compare(score, other);
                if (expected == 0) {
                    int byTime =
                            Long.compare(
                                    (reached - START) / resolution,
                                    (otherReached - START) / resolution);
                    boolean laterIsHigher = ties.startsWith("last") == order.equals("desc");
                    expected = laterIsHigher ? byTime : -byTime;
                }
                assertThat(Double.compare(redis, otherRedis))
                        .as("seed %d, %s", seed, json)
                        .isEqualTo(expected);
                assertThat(encoding.scoreOf(redis)).as("seed %d, %s", seed, json).isEqualTo(score);
                assertThat(encoding.reachedAt(redis, START))
                        .as("seed %d, %s", seed, json)
                        .isEqualTo(reached - (reached - START) % resolution);
                assertThat(Math.floor(redis / Math.pow(2, BoardDefinition.parse(json).tieBits())))
                        .as("as a reader has it, seed %d, %s", seed, json)
                        .isEqualTo((double) score);
                score = other;
                reached = otherReached;
            }
        }
    }

    private static int bits(long windowMillis, long resolution) {
        int bits = 0;
        while ((1L << bits) * resolution < windowMillis) {
            bits++;
        }
        return bits;
    }

    private static long score(SplittableRandom random, long min, long max) {
        return switch (random.nextInt(4)) {
            case 0 -> min;
            case 1 -> max;
            default -> random.nextLong(min, max + 1);
        };
    }

    @Test
    void holdsScoresWithDecimals() throws Exception {
        TieEncoding encoding =
                TieEncoding.of(
                        BoardDefinition.parse(
                                definition("first_to_reach", "desc", 64, -1, 1, second())
                                        .replace("\"board\"", "\"decimals\":2,\"board\"")
                                        .replace("\"score_max\":1", "\"score_max\":1.25")));

        assertThat(encoding.covers(125)).isTrue();
        assertThat(encoding.covers(126)).isFalse();
        assertThat(encoding.covers(-100)).isTrue();
        assertThat(encoding.covers(-101)).isFalse();
        assertThat(encoding.encode(125, START + 2_500, START)).isEqualTo(125 * 64 + 63 - 2);
        assertThat(encoding.encode(-100, START, START)).isEqualTo(-100 * 64 + 63);
    }

    @Test
    void refusesWhatIsOutOfRange() throws Exception {
        TieEncoding encoding =
                TieEncoding.of(
                        BoardDefinition.parse(
                                definition("first_to_reach", "desc", 60, 0, 100, second())));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoding.encode(101, START, START))
                .withMessage("the score 101 is not from 0 to 100");
        assertThatIllegalArgumentException().isThrownBy(() -> encoding.encode(-1, START, START));
        assertThatIllegalArgumentException().isThrownBy(() -> encoding.encode(1, START - 1, START));
    }

    @Test
    void keepsTheScore_whenAWindowIsLongerThanForeseen() throws Exception {
        TieEncoding encoding =
                TieEncoding.of(
                        BoardDefinition.parse(
                                definition("last_to_reach", "desc", 64, 0, 100, second())));

        double redis = encoding.encode(7, START + 3_600_000, START);

        assertThat(encoding.scoreOf(redis)).isEqualTo(7);
        assertThat(redis).isEqualTo(encoding.encode(7, START + 63_999, START));
    }

    @Test
    void isNotThere_whenTiesAreNotRankedByTime() throws Exception {
        String json =
                "{\"board\":\"b\",\"version\":1,\"aggregation\":\"count\",\"ties\":\"shared\"}";

        assertThat(TieEncoding.of(BoardDefinition.parse(json))).isNull();
    }

    private static Duration second() {
        return Duration.ofSeconds(1);
    }

    private static String definition(
            String ties, String order, long size, long min, long max, Duration resolution) {
        return String.format(
                "{\"board\":\"b\",\"version\":1,\"score\":\"s\",\"aggregation\":\"sum\","
                        + "\"order\":\"%s\",\"window\":{\"type\":\"tumbling\",\"size\":\"%s\"},"
                        + "\"ties\":\"%s\",\"score_min\":%d,\"score_max\":%d,"
                        + "\"tie_resolution\":\"%s\"}",
                order, Duration.ofSeconds(size), ties, min, max, resolution);
    }
}
