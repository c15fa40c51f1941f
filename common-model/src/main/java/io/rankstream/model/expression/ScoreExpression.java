package io.rankstream.model.expression;

/** What an event scores. Not safe for several threads. */
public interface ScoreExpression extends CheckedExpression {

    /**
     * Whether the score needs a value that is not there, so that the event does not score.
     *
     * @throws ExpressionException if the expression fails before that is known
     */
    boolean isAbsent(EvaluationContext context) throws ExpressionException;

    /**
     * The score times 10^decimals, rounded half-even on the shortest decimal representation.
     *
     * @throws ExpressionException if it is absent, not finite or beyond 64 bits, or fails otherwise
     */
    long evaluate(EvaluationContext context) throws ExpressionException;
}
