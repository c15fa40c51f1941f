package io.rankstream.model.expression;

/** An expression that was checked against what is declared: what it depends on. */
public interface CheckedExpression {

    /** Whether it depends on a column of the player's row. */
    boolean usesPlayer();

    /** Whether it depends on a session. */
    boolean usesSession();
}
