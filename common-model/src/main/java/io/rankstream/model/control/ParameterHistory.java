package io.rankstream.model.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rankstream.model.board.InvalidDefinitionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The values of one parameter, each from an event time on. Immutable. */
public final class ParameterHistory {

    /** One value. */
    private static final class Entry implements Timeline.Entry {

        private final long effectiveFrom;
        private final MessageOrder order;
        private final Object value;

        private Entry(long effectiveFrom, MessageOrder order, Object value) {
            this.effectiveFrom = effectiveFrom;
            this.order = order;
            this.value = value;
        }

        @Override
        public long effectiveFrom() {
            return effectiveFrom;
        }

        @Override
        public MessageOrder order() {
            return order;
        }
    }

    private final String name;
    private final ParameterType type;
    private final Object defaultValue;
    private final Timeline<Entry> values;

    private ParameterHistory(
            String name, ParameterType type, Object defaultValue, Timeline<Entry> values) {
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.values = values;
    }

    static ParameterHistory of(ParameterDeclaration declaration) {
        return new ParameterHistory(
                declaration.name(),
                declaration.type(),
                declaration.defaultValue(),
                Timeline.of(List.of()));
    }

    public String name() {
        return name;
    }

    public ParameterType type() {
        return type;
    }

    /** The {@code Long}, {@code Double}, {@code String}, {@code Boolean} or null in force then. */
    public Object valueAt(long time) {
        Entry entry = values.at(time);
        return entry == null ? defaultValue : entry.value;
    }

    /** When the next value comes into force (epoch milliseconds), or {@code Long.MAX_VALUE}. */
    public long nextChangeAfter(long time) {
        return values.nextChangeAfter(time);
    }

    /**
     * The first time (epoch milliseconds) with another value than an earlier state of it said;
     * {@code Long.MAX_VALUE} if there is none. What was forgotten because no event is that old any
     * more is not a difference.
     *
     * @param before the earlier state, or null if there was none
     */
    public long changedFrom(ParameterHistory before) {
        if (before == null) {
            return Long.MIN_VALUE;
        }
        List<Long> times = new ArrayList<>();
        long known = forgottenBefore(before);
        times.add(known);
        before.values.entries().forEach(entry -> times.add(Math.max(known, entry.effectiveFrom)));
        values.entries().forEach(entry -> times.add(Math.max(known, entry.effectiveFrom)));
        long first = Long.MAX_VALUE;
        for (long time : times) {
            if (!Objects.equals(valueAt(time), before.valueAt(time))) {
                first = Math.min(first, time);
            }
        }
        return first;
    }

    /** Where the first value came into force if there were others before it that are forgotten. */
    private long forgottenBefore(ParameterHistory before) {
        if (!values.isEmpty()) {
            Entry first = values.entries().get(0);
            for (Entry entry :
                    before.values
                            .entries()
                            .subList(
                                    Math.min(1, before.values.entries().size()),
                                    before.values.entries().size())) {
                if (entry.order.equals(first.order) && entry.effectiveFrom == first.effectiveFrom) {
                    return first.effectiveFrom;
                }
            }
        }
        return Long.MIN_VALUE;
    }

    /** With one more value; this one if that value is never in force. */
    ParameterHistory with(long effectiveFrom, long issuedAt, String id, Object value) {
        return with(
                values.with(new Entry(effectiveFrom, new MessageOrder(0, issuedAt, id), value)));
    }

    /** Without the values that are no longer in force at {@code time}. */
    ParameterHistory since(long time) {
        return with(values.since(time));
    }

    private ParameterHistory with(Timeline<Entry> changed) {
        return changed == values ? this : new ParameterHistory(name, type, defaultValue, changed);
    }

    /**
     * These values under another declaration.
     *
     * @throws InvalidDefinitionException if its type is another one
     */
    ParameterHistory declaredAs(ParameterDeclaration declaration)
            throws InvalidDefinitionException {
        if (declaration.type() != type) {
            throw new InvalidDefinitionException(
                    "params." + name,
                    declaration.type().code(),
                    "must stay of type " + type.code() + ": use another name for another type");
        }
        return new ParameterHistory(name, type, declaration.defaultValue(), values);
    }

    /**
     * Reads an update whose subject is a parameter.
     *
     * @throws IllegalStateException if it is not what {@link #toUpdate} makes
     */
    public static ParameterHistory parse(ControlUpdate update) {
        if (update.isBoard()) {
            throw new IllegalStateException(update.subject() + " is no parameter");
        }
        String name = update.name();
        JsonNode json = AcceptedJson.parse(update.json());
        ParameterType type = ParameterType.valueOf(json.required("type").textValue());
        try {
            List<Entry> entries = new ArrayList<>();
            for (JsonNode entry : json.required("values")) {
                entries.add(
                        new Entry(
                                entry.required("effective_from").longValue(),
                                MessageOrder.of(0, entry),
                                type.read(name, entry.required("value"))));
            }
            Object defaultValue = type.read(name, json.required("default"));
            return new ParameterHistory(name, type, defaultValue, Timeline.of(entries));
        } catch (InvalidDefinitionException e) {
            throw new IllegalStateException("a value that was accepted is refused", e);
        }
    }

    public ControlUpdate toUpdate() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", type.name());
        json.putPOJO("default", defaultValue);
        ArrayNode array = json.putArray("values");
        for (Entry entry : values.entries()) {
            entry.order
                    .addTo(array.addObject().put("effective_from", entry.effectiveFrom))
                    .putPOJO("value", entry.value);
        }
        return new ControlUpdate(ControlUpdate.PARAMETER + name, json.toString());
    }
}
