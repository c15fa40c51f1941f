package io.rankstream.flink.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * The declaration of a property group: every key it may have, in the order of the documentation.
 */
public final class OptionGroup {

    private final String name;
    private final String description;
    private final List<Option<?>> options;
    private final boolean optional;

    private OptionGroup(
            String name, String description, List<Option<?>> options, boolean optional) {
        this.name = name;
        this.description = description;
        this.options = options;
        this.optional = optional;
    }

    /**
     * A group of these options; an option with a placeholder only stands for any other key.
     *
     * @throws IllegalArgumentException if an option has no description or a key is declared twice
     */
    public static OptionGroup of(String name, String description, Option<?>... options) {
        Objects.requireNonNull(name);
        List<Option<?>> declared = new ArrayList<>();
        for (Option<?> option : options) {
            if (option.description().isEmpty()) {
                throw new IllegalArgumentException(
                        name + "." + option.key() + " has no description");
            }
            for (Option<?> other : declared) {
                if (other.key().equals(option.key())) {
                    throw new IllegalArgumentException(
                            name + "." + option.key() + " is declared twice");
                }
            }
            declared.add(option);
        }
        return new OptionGroup(name, description, Collections.unmodifiableList(declared), false);
    }

    /** This group, whose required keys are so only where any of its keys is given. */
    public OptionGroup optional() {
        return new OptionGroup(name, description, options, true);
    }

    boolean isOptional() {
        return optional;
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    public List<Option<?>> options() {
        return options;
    }

    /** The option a key belongs to: the one of exactly this key, else the first of its shape. */
    Option<?> optionOf(String key) {
        Option<?> shaped = null;
        for (Option<?> option : options) {
            if (!option.isPattern() && option.matches(key)) {
                return option;
            }
            if (shaped == null && option.isPattern() && option.matches(key)) {
                shaped = option;
            }
        }
        return shaped;
    }

    String knownKeys() {
        List<String> keys = new ArrayList<>();
        for (Option<?> option : options) {
            keys.add(option.key());
        }
        return String.join(", ", keys);
    }
}
