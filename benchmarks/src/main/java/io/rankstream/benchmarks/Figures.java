package io.rankstream.benchmarks;

import java.util.Locale;
import java.util.OptionalDouble;

/** Writes out figures other than events a second, whose names end with their unit. */
final class Figures {

    static String text(String name, OptionalDouble figure) {
        String words = name.replace('_', ' ');
        if (figure.isEmpty()) {
            return words + " -";
        }
        double value = figure.getAsDouble();
        return String.format(
                Locale.ROOT, value == Math.rint(value) ? "%s %,.0f" : "%s %,.2f", words, value);
    }

    private Figures() {}
}
