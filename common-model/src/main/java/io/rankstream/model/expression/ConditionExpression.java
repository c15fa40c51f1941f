package io.rankstream.model.expression;

/** Whether an event counts or a player stands on a board. Not safe for several threads. */
public interface ConditionExpression extends CheckedExpression {

    /**
     * Judges; false if it cannot tell without a value that is not there.
     *
     * @throws ExpressionException if the evaluation fails
     */
    boolean test(EvaluationContext context) throws ExpressionException;
}
