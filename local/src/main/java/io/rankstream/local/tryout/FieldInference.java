package io.rankstream.local.tryout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds out from records which fields they have, and of which type each is for the most part. */
final class FieldInference {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What was found.
     *
     * @param notes what somebody who did not declare the fields should know
     */
    record Fields(FieldSchema schema, List<String> notes) {}

    private final Map<String, String> names;
    private final Set<String> reserved;
    private final Map<String, Map<FieldType, Integer>> found = new TreeMap<>();
    private final Set<String> unnameable = new TreeSet<>();

    /**
     * @param names JSON Pointer to what is found there under another name
     * @param reserved names that are no fields
     */
    FieldInference(Map<String, String> names, Set<String> reserved) {
        this.names = names;
        this.reserved = reserved;
    }

    /** Looks at one record; what is not JSON says nothing. */
    void look(byte[] bytes) {
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(bytes)) {
            while (values.hasNextValue()) {
                JsonNode value = values.nextValue();
                if (value.isArray()) {
                    value.forEach(element -> lookAt(element, "", ""));
                } else {
                    lookAt(value, "", "");
                }
            }
        } catch (JsonProcessingException e) {
            // The reader of events says what is wrong with it.
            return;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    private void lookAt(JsonNode object, String pointer, String name) {
        object.fields()
                .forEachRemaining(
                        field -> {
                            String key = field.getKey();
                            String escaped = key.replace("~", "~0").replace("/", "~1");
                            lookAt(
                                    field.getValue(),
                                    pointer + "/" + escaped,
                                    name.isEmpty() ? key : name + "." + key,
                                    NAME.matcher(key).matches());
                        });
    }

    private void lookAt(JsonNode value, String pointer, String ownName, boolean nameable) {
        if (value.isObject()) {
            lookAt(value, pointer, ownName);
            return;
        }
        FieldType type = type(value);
        String name = names.getOrDefault(pointer, ownName);
        if (type == null || reserved.contains(name)) {
            return;
        }
        if (!nameable && !names.containsKey(pointer)) {
            unnameable.add(ownName);
            return;
        }
        found.computeIfAbsent(name, n -> new EnumMap<>(FieldType.class))
                .merge(type, 1, Integer::sum);
    }

    private static FieldType type(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return FieldType.INT;
        }
        if (value.isNumber()) {
            return FieldType.DECIMAL;
        }
        if (value.isBoolean()) {
            return FieldType.BOOLEAN;
        }
        return value.isTextual() ? FieldType.STRING : null;
    }

    /**
     * The fields found, in the order of their names.
     *
     * @throws IllegalArgumentException if there are too many
     */
    Fields fields() {
        List<String> declarations = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        found.forEach(
                (name, types) -> {
                    FieldType type = mostly(types);
                    String code = type.name().toLowerCase(Locale.ROOT);
                    int others = others(types, type);
                    declarations.add(name + ":" + code);
                    if (others > 0) {
                        notes.add(
                                "%s is taken as %s, but is something else %d of %d times"
                                        .formatted(name, code, others, sum(types)));
                    }
                });
        for (String name : unnameable) {
            notes.add(name + " is not read: it is no name of a field without a mapping");
        }
        return new Fields(FieldSchema.parse(String.join(",", declarations)), notes);
    }

    private static int sum(Map<FieldType, Integer> types) {
        return types.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static int count(Map<FieldType, Integer> types, FieldType type) {
        return types.getOrDefault(type, 0);
    }

    private static FieldType mostly(Map<FieldType, Integer> types) {
        int decimals = count(types, FieldType.DECIMAL);
        int numbers = count(types, FieldType.INT) + decimals;
        int booleans = count(types, FieldType.BOOLEAN);
        int texts = count(types, FieldType.STRING);
        if (texts >= numbers && texts >= booleans) {
            return FieldType.STRING;
        }
        if (booleans > numbers) {
            return FieldType.BOOLEAN;
        }
        return decimals > 0 ? FieldType.DECIMAL : FieldType.INT;
    }

    /** How many values do not fit: a decimal takes integers, a string takes everything. */
    private static int others(Map<FieldType, Integer> types, FieldType type) {
        return switch (type) {
            case STRING -> 0;
            case BOOLEAN -> sum(types) - count(types, FieldType.BOOLEAN);
            case INT, DECIMAL -> count(types, FieldType.BOOLEAN) + count(types, FieldType.STRING);
        };
    }
}
