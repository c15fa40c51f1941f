package io.rankstream.infra;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The property groups of a job: those of a file, in the shape that the jobs read, with what only
 * the stack knows put in.
 */
public final class JobProperties {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /** What Managed Flink takes at most, of groups and of properties in a group. */
    private static final int MOST_ENTRIES = 50;

    /** What Managed Flink takes at most in a key or a value, characters. */
    private static final int MOST_CHARACTERS = 2048;

    private final Map<String, Map<String, String>> groups = new TreeMap<>();

    /** No property yet. */
    public static JobProperties empty() {
        return new JobProperties();
    }

    /**
     * Those of a file.
     *
     * @throws IllegalArgumentException naming the file, if it cannot be read or has another shape
     */
    public static JobProperties of(Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the properties file " + file + " cannot be read: " + e.getMessage(), e);
        }
        JobProperties properties = new JobProperties();
        for (JsonNode group : root) {
            JsonNode id = group.path("PropertyGroupId");
            JsonNode map = group.path("PropertyMap");
            if (!id.isTextual() || !map.isObject()) {
                throw new IllegalArgumentException(
                        "the properties file "
                                + file
                                + " is not of the form [{\"PropertyGroupId\": \"...\","
                                + " \"PropertyMap\": {\"key\": \"value\"}}]");
            }
            map.fields()
                    .forEachRemaining(
                            entry -> {
                                if (!entry.getValue().isTextual()) {
                                    throw new IllegalArgumentException(
                                            "the properties file "
                                                    + file
                                                    + " has "
                                                    + id.textValue()
                                                    + "."
                                                    + entry.getKey()
                                                    + " without quotes: a property is a text");
                                }
                                properties.put(
                                        id.textValue(),
                                        entry.getKey(),
                                        entry.getValue().textValue());
                            });
        }
        return properties;
    }

    /** Sets a property, in the place of what it was. */
    public JobProperties put(String group, String key, String value) {
        groups.computeIfAbsent(group, name -> new TreeMap<>()).put(key, value);
        return this;
    }

    /** Whether a group has a property. */
    public boolean has(String group, String key) {
        return find(group, key).isPresent();
    }

    /** A property, if its group has it. */
    public Optional<String> find(String group, String key) {
        return Optional.ofNullable(groups.getOrDefault(group, Map.of()).get(key));
    }

    /** Takes a property away, if it is there. */
    public JobProperties remove(String group, String key) {
        groups.getOrDefault(group, new TreeMap<>()).remove(key);
        return this;
    }

    /** Takes every other group away. */
    public JobProperties keepGroups(String... names) {
        groups.keySet().retainAll(List.of(names));
        return this;
    }

    /** Takes every other property of a group away. */
    public JobProperties keepKeys(String group, String... keys) {
        groups.getOrDefault(group, new TreeMap<>()).keySet().retainAll(List.of(keys));
        return this;
    }

    /** Sets a property where its group has it: what is switched off stays so. */
    public JobProperties replace(String group, String key, String value) {
        return has(group, key) ? put(group, key, value) : this;
    }

    /**
     * Gives the properties of one stream, {@code <stream>.mapping...}, to the stream of another
     * name.
     */
    public JobProperties renameStream(String group, String from, String to) {
        Map<String, String> old = groups.getOrDefault(group, Map.of());
        Map<String, String> renamed = new TreeMap<>();
        old.forEach(
                (key, value) ->
                        renamed.put(
                                key.startsWith(from + ".mapping.")
                                                || key.equals(from + ".time_unit")
                                        ? to + key.substring(from.length())
                                        : key,
                                value));
        groups.put(group, renamed);
        return this;
    }

    /**
     * All groups.
     *
     * @throws IllegalArgumentException if they are more than Managed Flink takes
     */
    public Map<String, Map<String, String>> groups() {
        if (groups.size() > MOST_ENTRIES) {
            throw new IllegalArgumentException(
                    groups.size() + " property groups: Managed Flink takes " + MOST_ENTRIES);
        }
        groups.forEach(
                (group, properties) -> {
                    if (properties.size() > MOST_ENTRIES) {
                        throw new IllegalArgumentException(
                                properties.size()
                                        + " properties in the group "
                                        + group
                                        + ": Managed Flink takes "
                                        + MOST_ENTRIES
                                        + "; further boards can be sent as control messages");
                    }
                    properties.forEach(
                            (key, value) -> {
                                if (value.length() > MOST_CHARACTERS) {
                                    throw new IllegalArgumentException(
                                            group
                                                    + "."
                                                    + key
                                                    + " has "
                                                    + value.length()
                                                    + " characters: Managed Flink takes "
                                                    + MOST_CHARACTERS);
                                }
                            });
                });
        return groups;
    }
}
