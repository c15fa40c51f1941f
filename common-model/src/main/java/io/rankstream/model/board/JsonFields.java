package io.rankstream.model.board;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the fields of one JSON object strictly: each by name and type, and nothing may be left.
 *
 * <p>A field that is null counts as one of the wrong type.
 */
public final class JsonFields {

    private static final ObjectMapper STRICT =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** What is added to a time of this age does not leave 64 bits, however often. */
    private static final Duration LONGEST = Duration.ofDays(10_000);

    private final JsonNode object;
    private final String prefix;
    private final Set<String> known = new LinkedHashSet<>();

    private JsonFields(JsonNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /**
     * The fields of an object.
     *
     * @param name what the object is called if it is none
     */
    public static JsonFields of(String name, JsonNode node) throws InvalidDefinitionException {
        if (!node.isObject()) {
            throw new InvalidDefinitionException(name, node.toString(), "must be a JSON object");
        }
        return new JsonFields(node, "");
    }

    /**
     * Parses text that must be one JSON value without repeated names.
     *
     * @param name what the text is called if it is not JSON
     */
    public static JsonNode parse(String name, String json) throws InvalidDefinitionException {
        try {
            return checked(name, json, STRICT.readTree(json));
        } catch (JsonProcessingException e) {
            throw notJson(name, json, e);
        }
    }

    /** As {@link #parse(String, String)}, of UTF-8 bytes that {@code text} shows. */
    public static JsonNode parse(String name, byte[] json, String text)
            throws InvalidDefinitionException {
        try {
            return checked(name, text, STRICT.readTree(json));
        } catch (JsonProcessingException e) {
            throw notJson(name, text, e);
        } catch (IOException e) {
            throw new InvalidDefinitionException(name, text, "must be JSON in UTF-8");
        }
    }

    private static JsonNode checked(String name, String text, JsonNode node)
            throws InvalidDefinitionException {
        if (node == null || node.isMissingNode()) {
            throw new InvalidDefinitionException(name, text, "must be JSON, but is empty");
        }
        return node;
    }

    private static InvalidDefinitionException notJson(
            String name, String text, JsonProcessingException e) {
        return new InvalidDefinitionException(
                name, text, "must be JSON: " + e.getOriginalMessage());
    }

    public boolean has(String name) {
        known.add(name);
        return object.has(name);
    }

    /** The value of a field as it is; JSON's null if it is null. */
    public JsonNode required(String name) throws InvalidDefinitionException {
        if (!has(name)) {
            throw new InvalidDefinitionException(prefix + name, null, "is required");
        }
        return object.get(name);
    }

    public String text(String name) throws InvalidDefinitionException {
        JsonNode node = required(name);
        if (!node.isTextual()) {
            throw invalid(name, "must be a string");
        }
        return node.textValue();
    }

    /** The text of a field, or {@code absent} if the object does not have it. */
    public String text(String name, String absent) throws InvalidDefinitionException {
        return has(name) ? text(name) : absent;
    }

    /** True or false; {@code absent} if the object does not have the field. */
    public boolean bool(String name, boolean absent) throws InvalidDefinitionException {
        if (!has(name)) {
            return absent;
        }
        if (!object.get(name).isBoolean()) {
            throw invalid(name, "must be true or false");
        }
        return object.get(name).booleanValue();
    }

    /** A number without needless zeros: equal numbers, equal scales. */
    public BigDecimal number(String name) throws InvalidDefinitionException {
        JsonNode node = required(name);
        if (!node.isNumber() || (node.isDouble() && !Double.isFinite(node.doubleValue()))) {
            throw invalid(name, "must be a number");
        }
        BigDecimal number = node.decimalValue().stripTrailingZeros();
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    public long integer(String name, long min, long max) throws InvalidDefinitionException {
        JsonNode node = required(name);
        if (!node.isIntegralNumber()) {
            throw invalid(name, "must be an integer");
        }
        if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw invalid(
                    name,
                    max == Long.MAX_VALUE
                            ? "must be " + min + " or more"
                            : "must be from " + min + " to " + max);
        }
        return node.longValue();
    }

    /**
     * An ISO-8601 duration that is not negative and at most {@link #LONGEST}; {@code absent} if the
     * object does not have it.
     */
    public Duration duration(String name, Duration absent) throws InvalidDefinitionException {
        if (!has(name)) {
            return absent;
        }
        String text = text(name);
        try {
            Duration duration = Duration.parse(text);
            // Throws where milliseconds cannot hold it.
            if (duration.toMillis() < 0 || duration.isNegative()) {
                throw invalid(name, "must not be negative");
            }
            if (duration.compareTo(LONGEST) > 0) {
                throw invalid(name, "must be at most P" + LONGEST.toDays() + "D");
            }
            return duration;
        } catch (DateTimeParseException | ArithmeticException e) {
            throw invalid(name, "must be an ISO-8601 duration such as PT10M or P30D");
        }
    }

    /** Epoch milliseconds of an ISO-8601 instant; null if the object does not have it. */
    public Long instant(String name) throws InvalidDefinitionException {
        if (!has(name)) {
            return null;
        }
        try {
            return Instant.parse(text(name)).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            throw invalid(name, "must be an instant such as 2026-11-20T00:00:00Z");
        }
    }

    /** As {@link #instant}, epoch milliseconds as a number as well. */
    public Long instantOrMillis(String name) throws InvalidDefinitionException {
        if (has(name) && object.get(name).isIntegralNumber()) {
            return integer(name, 0, Long.MAX_VALUE);
        }
        if (has(name) && !object.get(name).isTextual()) {
            throw invalid(
                    name, "must be epoch milliseconds or an instant such as 2026-11-20T00:00:00Z");
        }
        return instant(name);
    }

    /** One of several words; {@code absent}, if the object does not have the field, unless null. */
    public <T> T choice(String name, T absent, T[] choices, Function<T, String> code)
            throws InvalidDefinitionException {
        if (absent != null && !has(name)) {
            return absent;
        }
        String text = text(name);
        List<String> codes = new ArrayList<>();
        for (T choice : choices) {
            if (code.apply(choice).equals(text)) {
                return choice;
            }
            codes.add(code.apply(choice));
        }
        throw invalid(name, "is not supported: use " + alternatives(codes));
    }

    /** {@code a, b or c}. */
    static String alternatives(List<String> words) {
        int last = words.size() - 1;
        return last < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /** The strings of an array; empty if the object does not have it. */
    public List<String> texts(String name) throws InvalidDefinitionException {
        List<String> texts = new ArrayList<>();
        if (!has(name)) {
            return texts;
        }
        if (!object.get(name).isArray()) {
            throw invalid(name, "must be an array of strings");
        }
        for (JsonNode element : object.get(name)) {
            if (!element.isTextual()) {
                throw invalid(name, "must be an array of strings");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** The fields of a nested object. */
    public JsonFields nested(String name) throws InvalidDefinitionException {
        JsonNode node = required(name);
        if (!node.isObject()) {
            throw invalid(name, "must be an object");
        }
        return new JsonFields(node, prefix + name + ".");
    }

    /** The fields of each object of an array. */
    public List<JsonFields> objects(String name) throws InvalidDefinitionException {
        JsonNode array = required(name);
        if (!array.isArray()) {
            throw invalid(name, "must be an array of objects");
        }
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode element : array) {
            if (!element.isObject()) {
                throw invalid(name, "must be an array of objects");
            }
            objects.add(new JsonFields(element, prefix + name + "[" + objects.size() + "]."));
        }
        return objects;
    }

    /** Refuses a field by name whatever its value. */
    public void refuse(String name, String rule) throws InvalidDefinitionException {
        if (object.has(name)) {
            throw invalid(name, rule);
        }
    }

    /** Refuses every field that was not asked for. */
    public void refuseOthers() throws InvalidDefinitionException {
        Iterator<String> names = object.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!known.contains(name)) {
                throw invalid(name, "is not a known field: use " + String.join(", ", known));
            }
        }
    }

    /** What is wrong with a field that is there. */
    public InvalidDefinitionException invalid(String name, String rule) {
        JsonNode node = object.get(name);
        String value = node.isTextual() ? node.textValue() : node.toString();
        return new InvalidDefinitionException(prefix + name, value, rule);
    }
}
