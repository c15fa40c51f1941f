package io.rankstream.model.expression;

import java.util.Set;

/** Whether an event counts or a player stands on a board. Not safe for several threads. */
public interface ConditionExpression {

    /**
     * Judges; false if it cannot tell without a value that is not there.
     *
     * @throws ExpressionException if the evaluation fails
     */
    boolean test(EvaluationContext context) throws ExpressionException;

    /** Whether it depends on a column of the player's row. */
    boolean usesPlayer();

    /** Whether it depends on a session. */
    boolean usesSession();

    /** The parameters it depends on. */
    Set<String> parameters();
}
