package io.rankstream.model.expression;

/**
 * A value as text: what is counted once, whom an event counts for. Not safe for several threads.
 */
public interface TextExpression extends CheckedExpression {

    /**
     * The value as text, whatever its type, equal for equal values; null if it needs a value that
     * is not there.
     *
     * @throws ExpressionException if the evaluation fails, or ends in a decimal that is not finite
     */
    String evaluate(EvaluationContext context) throws ExpressionException;
}
