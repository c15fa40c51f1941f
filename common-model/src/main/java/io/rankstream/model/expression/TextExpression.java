package io.rankstream.model.expression;

import java.util.Set;

/**
 * A value as text: what is counted once, whom an event counts for. Not safe for several threads.
 */
public interface TextExpression {

    /**
     * The value as text, whatever its type, equal for equal values; null if it needs a value that
     * is not there.
     *
     * @throws ExpressionException if the evaluation fails, or ends in a decimal that is not finite
     */
    String evaluate(EvaluationContext context) throws ExpressionException;

    /** Whether it depends on a column of the player's row. */
    boolean usesPlayer();

    /** Whether it depends on a session. */
    boolean usesSession();

    /** The parameters it depends on. */
    Set<String> parameters();
}
