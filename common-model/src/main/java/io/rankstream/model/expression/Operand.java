package io.rankstream.model.expression;

/**
 * A part of a compiled expression. It holds its own result, unboxed, so that evaluating allocates
 * nothing.
 *
 * <p>What is absent stays absent, as SQL's null does: an operation on it has no value, two absent
 * values are not equal, and only {@code == null} and {@code != null} say whether a value is there.
 * {@code &&} and {@code ||} have a value where one side alone decides.
 */
abstract class Operand {

    /** What came of an evaluation. */
    enum Outcome {
        VALUE,
        /** A value that is needed is not there. */
        ABSENT,
        /** {@link EvaluationContext#failure} says why. */
        FAILED
    }

    /** The type of a result, and the field that holds it. */
    enum Kind {
        INT("int"),
        DECIMAL("decimal"),
        STRING("string"),
        BOOLEAN("boolean"),
        NULL("null");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }

        boolean isNumber() {
            return this == INT || this == DECIMAL;
        }
    }

    private final Kind kind;

    long integer;
    double decimal;
    String text;
    boolean truth;

    Operand(Kind kind) {
        this.kind = kind;
    }

    final Kind kind() {
        return kind;
    }

    /** Evaluates; if there is a value, the field of {@link #kind} holds it until the next time. */
    abstract Outcome evaluate(EvaluationContext context);

    final Outcome is(boolean value) {
        truth = value;
        return Outcome.VALUE;
    }

    final Outcome is(long value) {
        integer = value;
        return Outcome.VALUE;
    }

    final Outcome is(double value) {
        decimal = value;
        return Outcome.VALUE;
    }

    final Outcome is(String value) {
        text = value;
        return value == null ? Outcome.ABSENT : Outcome.VALUE;
    }

    final Outcome isResultOf(Operand other) {
        integer = other.integer;
        decimal = other.decimal;
        text = other.text;
        truth = other.truth;
        return Outcome.VALUE;
    }
}
