package io.rankstream.model.expression;

/** Says why an expression has no value for one event or player. */
public final class ExpressionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String expression;

    public ExpressionException(String expression, String reason) {
        super(reason);
        this.expression = expression;
    }

    /** The expression as the definition has it. */
    public String expression() {
        return expression;
    }
}
