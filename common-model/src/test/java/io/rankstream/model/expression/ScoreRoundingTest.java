package io.rankstream.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreRoundingTest {

    @ParameterizedTest
    @CsvSource({
        // Ties of the decimal that is shown, though the double is a little above or below.
        "0.125, 2, 12",
        "0.375, 2, 38",
        "1.005, 2, 100",
        "1.015, 2, 102",
        "2.675, 2, 268",
        "-2.665, 2, -266",
        "0.5, 0, 0",
        "1.5, 0, 2",
        "2.5, 0, 2",
        "-2.5, 0, -2",
        "7.7, 1, 77",
        "0.1, 9, 100000000",
        "1e-12, 9, 0",
        "123456789.98765433, 9, 123456789987654330",
        "9.2e18, 0, 9200000000000000000"
    })
    void roundsTheShownDecimalHalfEven(double value, int decimals, long scaled) {
        assertThat(new ScoreRounding(decimals).scaled(value)).isEqualTo(scaled);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithBigDecimal(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            int decimals = random.nextInt(10);
            // Half of them on or next to a tie.
            double value = (random.nextLong(2_000_001) - 1_000_000) / Math.pow(10, decimals + 1);
            value = random.nextBoolean() ? value : value * random.nextDouble() * 1_000;
            value = random.nextInt(3) == 0 ? Math.nextUp(value) : value;

            long expected =
                    BigDecimal.valueOf(value)
                            .setScale(decimals, RoundingMode.HALF_EVEN)
                            .movePointRight(decimals)
                            .longValueExact();
            assertThat(new ScoreRounding(decimals).scaled(value))
                    .as("seed %d: %s to %d decimals", seed, value, decimals)
                    .isEqualTo(expected);
        }
    }

    @Test
    void refusesWhatIsBeyond64Bits() {
        assertThatThrownBy(() -> new ScoreRounding(1).scaled(Long.MAX_VALUE / 9))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new ScoreRounding(0).scaled(9.3e18))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new ScoreRounding(9).scaled(Double.MAX_VALUE))
                .isInstanceOf(ArithmeticException.class);
    }
}
