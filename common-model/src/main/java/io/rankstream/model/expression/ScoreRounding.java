package io.rankstream.model.expression;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Turns decimals into the integers that scores are summed as. */
final class ScoreRounding {

    /** Below it, a product of a double and a power of ten errs by less than {@link #NEAR_TIE}. */
    private static final double SMALL = 0x1p30;

    /** 2^30 times the relative error of two roundings and a decimal representation, and some. */
    private static final double NEAR_TIE = 1e-6;

    private final int decimals;
    private final long unit;

    ScoreRounding(int decimals) {
        this.decimals = decimals;
        long power = 1;
        for (int i = 0; i < decimals; i++) {
            power *= 10;
        }
        this.unit = power;
    }

    /**
     * The integer times 10^decimals.
     *
     * @throws ArithmeticException if that is beyond 64 bits
     */
    long scaled(long value) {
        return Math.multiplyExact(value, unit);
    }

    /**
     * The shortest decimal that reads as this double, times 10^decimals, rounded half-even.
     *
     * @throws ArithmeticException if that is beyond 64 bits; the value must be finite
     */
    long scaled(double value) {
        double product = value * unit;
        if (Math.abs(product) < SMALL) {
            double rounded = Math.rint(product);
            if (Math.abs(Math.abs(product - rounded) - 0.5) > NEAR_TIE) {
                return (long) rounded;
            }
        }
        return BigDecimal.valueOf(value)
                .movePointRight(decimals)
                .setScale(0, RoundingMode.HALF_EVEN)
                .toBigIntegerExact()
                .longValueExact();
    }
}
