package io.rankstream.flink.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The properties of one group as typed values; a declared group that is absent has its defaults.
 */
public final class PropertyGroup {

    /** A property whose key was declared with placeholders. */
    public static final class Entry<T> {

        private final String key;
        private final List<String> parts;
        private final T value;

        private Entry(String key, List<String> parts, T value) {
            this.key = key;
            this.parts = parts;
            this.value = value;
        }

        public String key() {
            return key;
        }

        /** What stands for the placeholder at an index. */
        public String part(int index) {
            return parts.get(index);
        }

        public T value() {
            return value;
        }
    }

    private final OptionGroup declaration;
    private final Map<String, String> properties;

    PropertyGroup(OptionGroup declaration, Map<String, String> properties) {
        this.declaration = declaration;
        this.properties = new TreeMap<>(properties);
    }

    /**
     * The value of an option that is required or has a default.
     *
     * @throws InvalidConfigurationException naming the key, if it is missing or cannot be read
     */
    public <T> T get(Option<T> option) {
        return find(option)
                .orElseThrow(() -> new InvalidConfigurationException(missing(declaration, option)));
    }

    static String missing(OptionGroup declaration, Option<?> option) {
        return declaration.name()
                + "."
                + option.key()
                + " is missing: it needs a value of type "
                + option.type();
    }

    /** The value of an option, its default, or nothing if it has neither. */
    public <T> Optional<T> find(Option<T> option) {
        requireDeclared(option);
        String text = properties.get(option.key());
        if (text == null) {
            return Optional.ofNullable(option.defaultValue());
        }
        return Optional.of(option.read(declaration.name(), option.key(), text));
    }

    /** All properties of an option with placeholders, in the order of their keys. */
    public <T> List<Entry<T>> all(Option<T> pattern) {
        requireDeclared(pattern);
        List<Entry<T>> entries = new ArrayList<>();
        for (Map.Entry<String, String> property : properties.entrySet()) {
            String key = property.getKey();
            if (declaration.optionOf(key) == pattern) {
                entries.add(
                        new Entry<>(
                                key,
                                pattern.parts(key),
                                pattern.read(declaration.name(), key, property.getValue())));
            }
        }
        return Collections.unmodifiableList(entries);
    }

    /** A refusal of a value for a reason that only the job knows. */
    public InvalidConfigurationException refusal(Option<?> option, String reason) {
        return new InvalidConfigurationException(
                declaration.name() + "." + option.key() + ": " + reason);
    }

    private void requireDeclared(Option<?> option) {
        if (!declaration.options().contains(option)) {
            throw new IllegalArgumentException(
                    declaration.name() + "." + option.key() + " is read but not declared");
        }
    }
}
