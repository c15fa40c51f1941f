package io.rankstream.model.expression;

import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.field.FieldValues;

/** What expressions are judged on; one is used again and again, so that nothing is allocated. */
public final class EvaluationContext {

    private GameplayEvent event;
    private FieldValues playerRow;
    private Parameters parameters;
    private long time;
    private long generation;
    private String failure;

    /**
     * Sets what is judged next.
     *
     * @param event null if not one event but a player is judged
     * @param playerRow the player's row; null stands for none, and the columns' defaults are used
     * @param time the time of which the parameters are read, epoch milliseconds
     */
    public void reset(
            GameplayEvent event, FieldValues playerRow, Parameters parameters, long time) {
        this.event = event;
        this.playerRow = playerRow;
        this.parameters = parameters;
        this.time = time;
        generation++;
    }

    GameplayEvent event() {
        return event;
    }

    FieldValues playerRow() {
        return playerRow;
    }

    /** The value of a parameter, or null. */
    Object parameter(String name) {
        return parameters.valueAt(name, time);
    }

    /** Notes why an operand fails. */
    Operand.Outcome fail(String reason) {
        failure = reason;
        return Operand.Outcome.FAILED;
    }

    /** Why the operand that failed last did. */
    String failure() {
        return failure;
    }

    /** Another number for everything that is judged. */
    long generation() {
        return generation;
    }
}
