package io.rankstream.benchmarks;

import java.util.OptionalDouble;

/** Writes out figures other than events a second, whose names end with their unit. */
final class Figures {

    static String text(String name, OptionalDouble figure) {
        String words = name.replace('_', ' ');
        if (figure.isEmpty()) {
            return words + " -";
        }
        double value = figure.getAsDouble();
        return words + (value == Math.rint(value) ? " %,.0f" : " %,.2f").formatted(value);
    }

    private Figures() {}
}
