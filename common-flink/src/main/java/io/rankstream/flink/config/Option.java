package io.rankstream.flink.config;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One property of a group: its key, type, default and meaning, and how its text is read.
 *
 * <p>A key with placeholders, such as {@code <stream>.mapping.<field>}, stands for every key of
 * that shape; a placeholder matches one or more characters, the first one as few as possible.
 */
public final class Option<T> {

    private static final Pattern PLACEHOLDER = Pattern.compile("<([a-z_]+)>");

    /** What is added to a time of this age does not leave 64 bits, however often. */
    private static final Duration LONGEST = Duration.ofDays(10_000);

    private final String key;
    private final String type;
    private final Function<String, T> reader;
    private final String defaultText;
    private final boolean required;
    private final boolean secret;
    private final String description;
    private final Pattern shape;

    private Option(
            String key,
            String type,
            Function<String, T> reader,
            String defaultText,
            boolean required,
            boolean secret,
            String description) {
        this.key = Objects.requireNonNull(key);
        this.type = type;
        this.reader = reader;
        this.defaultText = defaultText;
        this.required = required;
        this.secret = secret;
        this.description = description;
        this.shape = key.indexOf('<') < 0 ? null : shapeOf(key);
    }

    /**
     * An option read by {@code reader}, which refuses a text by an {@link IllegalArgumentException}
     * whose message says what is allowed.
     *
     * @param type the word for it in the documentation
     */
    public static <T> Option<T> of(String key, String type, Function<String, T> reader) {
        return new Option<>(key, type, reader, null, false, false, "");
    }

    public static Option<String> string(String key) {
        return of(key, "string", text -> text);
    }

    public static Option<Boolean> bool(String key) {
        return of(key, "boolean", Option::readBoolean);
    }

    /** An integer from {@code min} to {@code max}, both allowed. */
    public static Option<Integer> integer(String key, int min, int max) {
        return of(key, "int", text -> readInteger(text, min, max));
    }

    /** A positive ISO-8601 duration such as {@code PT0.2S} or {@code P8D}. */
    public static Option<Duration> duration(String key) {
        return of(key, "duration", text -> readDuration(text, true));
    }

    /** An ISO-8601 duration that may be zero. */
    public static Option<Duration> durationOrZero(String key) {
        return of(key, "duration", text -> readDuration(text, false));
    }

    /** An ISO-8601 instant such as {@code 2026-11-20T00:00:00Z}. */
    public static Option<Instant> instant(String key) {
        return of(key, "instant", Option::readInstant);
    }

    /** One of the constants of an enum, written in lower case. */
    public static <E extends Enum<E>> Option<E> oneOf(String key, Class<E> constants) {
        return of(key, allowed(constants), text -> readConstant(text, constants));
    }

    /** Texts separated by commas, trimmed; none may be empty or repeated. */
    public static Option<List<String>> list(String key) {
        return of(key, "list", Option::readList);
    }

    /** A reference to a secret. */
    public static Option<Secret> secret(String key) {
        return new Option<>(key, "secret reference", Secret::of, null, false, true, "");
    }

    /**
     * This option with a default, given as it would stand in the properties.
     *
     * @throws IllegalArgumentException if the default itself cannot be read
     */
    public Option<T> withDefault(String text) {
        if (reader.apply(text) == null) {
            throw new IllegalArgumentException(key + " has no default value");
        }
        return new Option<>(key, type, reader, text, false, secret, description);
    }

    /** This option as one that the job does not start without. */
    public Option<T> required() {
        return new Option<>(key, type, reader, null, true, secret, description);
    }

    /** This option with its meaning: one or two sentences, as they stand in the documentation. */
    public Option<T> describedAs(String meaning) {
        return new Option<>(key, type, reader, defaultText, required, secret, meaning);
    }

    public String key() {
        return key;
    }

    public String type() {
        return type;
    }

    /** The default as it would stand in the properties, or empty if there is none. */
    public Optional<String> defaultText() {
        return Optional.ofNullable(defaultText);
    }

    public boolean isRequired() {
        return required;
    }

    public String description() {
        return description;
    }

    /** Whether the key has placeholders. */
    public boolean isPattern() {
        return shape != null;
    }

    boolean matches(String candidate) {
        return shape == null ? key.equals(candidate) : shape.matcher(candidate).matches();
    }

    /** What stands in a matching key for each placeholder, in their order. */
    List<String> parts(String matching) {
        Matcher matcher = shape.matcher(matching);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(matching + " is not of the form " + key);
        }
        List<String> parts = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            parts.add(matcher.group(i));
        }
        return Collections.unmodifiableList(parts);
    }

    /**
     * @throws InvalidConfigurationException naming the key, the value and what is allowed
     */
    T read(String group, String actualKey, String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            String shown = secret ? "its value (not shown)" : "'" + text + "'";
            throw new InvalidConfigurationException(
                    group + "." + actualKey + ": " + shown + " " + e.getMessage(), e);
        }
    }

    /** What it is where the properties do not say; null without a default. */
    public T defaultValue() {
        return defaultText == null ? null : reader.apply(defaultText);
    }

    private static Pattern shapeOf(String key) {
        StringBuilder shape = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(key);
        int end = 0;
        while (placeholder.find()) {
            shape.append(Pattern.quote(key.substring(end, placeholder.start()))).append("(.+?)");
            end = placeholder.end();
        }
        shape.append(Pattern.quote(key.substring(end)));
        return Pattern.compile(shape.toString());
    }

    private static Boolean readBoolean(String text) {
        switch (text) {
            case "true":
                return true;
            case "false":
                return false;
            default:
                throw new IllegalArgumentException("is not a boolean: use true or false");
        }
    }

    private static Integer readInteger(String text, int min, int max) {
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not an integer" + range(min, max), e);
        }
        if (value < min || value > max) {
            throw new IllegalArgumentException("is out of range" + range(min, max));
        }
        return value;
    }

    private static String range(int min, int max) {
        if (max == Integer.MAX_VALUE) {
            return ": use one of at least " + min;
        }
        return ": use one from " + min + " to " + max;
    }

    private static Duration readDuration(String text, boolean positive) {
        Duration value;
        try {
            value = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "is not a duration: use ISO-8601 such as PT30S, PT0.2S or P8D", e);
        }
        if (value.isNegative()
                || value.compareTo(LONGEST) > 0
                || (positive && value.toMillis() == 0)) {
            throw new IllegalArgumentException(
                    "is out of range: use a duration from "
                            + (positive ? "PT0.001S" : "PT0S")
                            + " to P"
                            + LONGEST.toDays()
                            + "D");
        }
        return value;
    }

    private static Instant readInstant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "is not an instant: use ISO-8601 in UTC such as 2026-11-20T00:00:00Z", e);
        }
    }

    private static <E extends Enum<E>> E readConstant(String text, Class<E> constants) {
        for (E constant : constants.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("is not known: use " + allowed(constants));
    }

    private static <E extends Enum<E>> String allowed(Class<E> constants) {
        StringBuilder words = new StringBuilder();
        E[] all = constants.getEnumConstants();
        for (int i = 0; i < all.length; i++) {
            words.append(i == 0 ? "" : i == all.length - 1 ? " or " : ", ")
                    .append(all[i].name().toLowerCase(Locale.ROOT));
        }
        return words.toString();
    }

    private static List<String> readList(String text) {
        List<String> entries = new ArrayList<>();
        for (String entry : Arrays.asList(text.split(",", -1))) {
            String trimmed = entry.trim();
            if (trimmed.isEmpty()) {
                throw new IllegalArgumentException(
                        "has an empty entry: use texts separated by commas");
            }
            if (entries.contains(trimmed)) {
                throw new IllegalArgumentException("names '" + trimmed + "' twice");
            }
            entries.add(trimmed);
        }
        return Collections.unmodifiableList(entries);
    }
}
