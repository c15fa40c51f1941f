package io.rankstream.model.expression;

import io.rankstream.model.control.ParameterHistory;
import java.util.HashMap;
import java.util.Map;

/** The parameters that expressions read, each with its history. */
public final class Parameters {

    private final Map<String, ParameterHistory> histories = new HashMap<>();

    /** Takes over the history of one parameter as it is now known. */
    public void put(ParameterHistory history) {
        histories.put(history.name(), history);
    }

    /** The value at a time (epoch milliseconds); null if it is null or not known yet. */
    public Object valueAt(String name, long time) {
        ParameterHistory history = histories.get(name);
        return history == null ? null : history.valueAt(time);
    }

    /** When the next value that is already known comes into force, or {@code Long.MAX_VALUE}. */
    public long nextChangeAfter(long time) {
        long next = Long.MAX_VALUE;
        for (ParameterHistory history : histories.values()) {
            next = Math.min(next, history.nextChangeAfter(time));
        }
        return next;
    }
}
