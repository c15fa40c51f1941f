package io.rankstream.model.expression;

import io.rankstream.model.control.ParameterType;
import io.rankstream.model.dimension.DimensionSchema;
import io.rankstream.model.event.SessionFacts;
import io.rankstream.model.expression.Operand.Kind;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The names that expressions may use, what they stand for and what to say of another. */
final class Names {

    static final String EVENT = "event";
    static final String PLAYER = "player";
    static final String PARAMETER = "param";
    static final String SESSION = "session";

    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Map<String, Supplier<Operand>> operands = new LinkedHashMap<>();

    /**
     * @param player null if there is no such dimension
     */
    Names(FieldSchema fields, DimensionSchema player, Map<String, ParameterType> parameters) {
        for (int i = 0; i < fields.size(); i++) {
            int index = i;
            add(EVENT, fields.name(i), () -> new Variables.EventField(fields, index));
        }
        add(EVENT, "player_id", Variables.EventPlayerId::new);
        add(EVENT, "event_type", Variables.EventType::new);
        add(EVENT, "event_time", Variables.EventTime::new);
        add(SESSION, "count", () -> new Variables.Session(SessionFacts::count));
        add(SESSION, "duration", () -> new Variables.Session(SessionFacts::durationMillis));
        add(SESSION, "start", () -> new Variables.Session(SessionFacts::start));
        if (player != null) {
            addColumns(player.columns(), player.defaults());
        }
        parameters.forEach(
                (name, type) -> {
                    Kind kind = Kind.valueOf(type.name());
                    add(PARAMETER, name, () -> new Variables.Parameter(name, kind));
                });
    }

    private void addColumns(FieldSchema columns, FieldValues defaults) {
        for (int i = 0; i < columns.size(); i++) {
            int index = i;
            add(
                    PLAYER,
                    columns.name(i),
                    () -> new Variables.PlayerColumn(columns, index, defaults));
        }
    }

    private void add(String scope, String name, Supplier<Operand> operand) {
        String full = scope + "." + name;
        kinds.put(full, operand.get().kind());
        operands.put(full, operand);
    }

    /** The full names and what kind of value each stands for. */
    Map<String, Kind> kinds() {
        return kinds;
    }

    boolean contains(String name) {
        return operands.containsKey(name);
    }

    /** A new operand for a name that is known: each holds its own result. */
    Operand operand(String name) {
        return operands.get(name).get();
    }

    /** What to say of a name that is not known. */
    String unknown(String name) {
        int dot = name.indexOf('.');
        String scope = dot < 0 ? name : name.substring(0, dot);
        switch (scope) {
            case EVENT:
                return "unknown event field '" + name + "': " + known(EVENT);
            case PLAYER:
                return "unknown player column '" + name + "': " + known(PLAYER);
            case SESSION:
                return "unknown property of a session '" + name + "': " + known(SESSION);
            case PARAMETER:
                return "unknown parameter '" + name + "': " + known(PARAMETER);
            default:
                return contains(EVENT + "." + name)
                        ? "unknown name '" + name + "': use event." + name
                        : "unknown name '"
                                + name
                                + "': use event.<field>, session.<property>,"
                                + " player.<column> or param.<name>";
        }
    }

    private String known(String scope) {
        List<String> known = new ArrayList<>();
        for (String name : kinds.keySet()) {
            if (name.startsWith(scope + ".")) {
                known.add(name);
            }
        }
        return known.isEmpty() ? "none is declared" : "known are " + String.join(", ", known);
    }
}
