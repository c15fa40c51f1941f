package io.rankstream.infra;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting of the stack, given as CDK context: {@code -c streams.mode=provisioned}, or a line of
 * {@code cdk.context.json}.
 *
 * @param key what it is called
 * @param type what it may be, in words
 * @param defaultText what holds without it, empty if nothing does
 * @param meaning what it does, for the documentation
 * @param reader turns the text into a value, or says what is wrong with it
 */
public record Setting<T>(
        String key,
        String type,
        Optional<String> defaultText,
        String meaning,
        Function<String, T> reader) {

    /** A text of any form. */
    public static Setting<String> text(String key, String meaning) {
        return new Setting<>(key, "text", Optional.empty(), meaning, text -> text);
    }

    /** True or false, false without it. */
    public static Setting<Boolean> flag(String key, String meaning) {
        return new Setting<>(key, "true or false", Optional.of("false"), meaning, Setting::flagOf);
    }

    /** A whole number within bounds, both included. */
    public static Setting<Integer> number(String key, int min, int max, String meaning) {
        return new Setting<>(
                key,
                "whole number, " + min + " to " + max,
                Optional.empty(),
                meaning,
                text -> numberOf(text, min, max));
    }

    /** A number with decimals within bounds, both included. */
    public static Setting<Double> decimal(String key, double min, double max, String meaning) {
        return new Setting<>(
                key,
                "number, " + min + " to " + max,
                Optional.empty(),
                meaning,
                text -> decimalOf(text, min, max));
    }

    /** One of several words. */
    public static Setting<String> choice(String key, List<String> words, String meaning) {
        return new Setting<>(
                key,
                String.join(" or ", words),
                Optional.empty(),
                meaning,
                text -> {
                    if (!words.contains(text)) {
                        throw new IllegalArgumentException("is none of " + words);
                    }
                    return text;
                });
    }

    /** Texts separated by commas. */
    public static Setting<List<String>> list(String key, String meaning) {
        return new Setting<>(
                key, "texts separated by commas", Optional.empty(), meaning, Setting::listOf);
    }

    /** The same setting with another default. */
    public Setting<T> withDefault(String text) {
        return new Setting<>(key, type, Optional.of(text), meaning, reader);
    }

    private static Boolean flagOf(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("is neither true nor false");
        }
        return text.equals("true");
    }

    private static Integer numberOf(String text, int min, int max) {
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a whole number", e);
        }
        if (number < min || number > max) {
            throw new IllegalArgumentException("is not between " + min + " and " + max);
        }
        return number;
    }

    private static Double decimalOf(String text, double min, double max) {
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a number", e);
        }
        if (!(number >= min && number <= max)) {
            throw new IllegalArgumentException("is not between " + min + " and " + max);
        }
        return number;
    }

    private static List<String> listOf(String text) {
        List<String> words = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (words.contains("")) {
            throw new IllegalArgumentException("has an empty place between its commas");
        }
        return words;
    }
}
