package io.rankstream.model.expression;

/**
 * Says why an expression has no value for one event or player.
 *
 * <p>It has no stack trace: it is about an event, and there may be one for each.
 */
public final class ExpressionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String expression;

    public ExpressionException(String expression, String reason) {
        super(reason, null, false, false);
        this.expression = expression;
    }

    /** The expression as the definition has it. */
    public String expression() {
        return expression;
    }
}
