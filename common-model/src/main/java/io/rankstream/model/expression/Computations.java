package io.rankstream.model.expression;

import io.rankstream.model.expression.Operand.Kind;
import io.rankstream.model.expression.Operand.Outcome;

/** The operands that compute a number or a text, or choose one. */
final class Computations {

    private static final double TWO_TO_63 = 0x1p63;

    /** The four operations and the remainder. */
    enum Operation {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULO
    }

    /** Computes with two integers; leaving 64 bits fails. */
    static final class IntArithmetic extends BinaryOperand {

        private final Operation operation;

        IntArithmetic(Operation operation, Operand left, Operand right) {
            super(Kind.INT, left, right);
            this.operation = operation;
        }

        @Override
        Outcome apply(EvaluationContext context) {
            boolean divides = operation == Operation.DIVIDE || operation == Operation.MODULO;
            if (divides && right.integer == 0) {
                return context.fail("division by zero");
            }
            try {
                return is(compute(left.integer, right.integer));
            } catch (ArithmeticException e) {
                return context.fail("an integer is beyond 64 bits");
            }
        }

        private long compute(long a, long b) {
            switch (operation) {
                case ADD:
                    return Math.addExact(a, b);
                case SUBTRACT:
                    return Math.subtractExact(a, b);
                case MULTIPLY:
                    return Math.multiplyExact(a, b);
                case DIVIDE:
                    return a == Long.MIN_VALUE && b == -1 ? Math.negateExact(a) : a / b;
                case MODULO:
                    return a % b;
            }
            throw new IllegalStateException("unknown operation " + operation);
        }
    }

    /** Computes with two decimals, as IEEE 754 does. */
    static final class DecimalArithmetic extends BinaryOperand {

        private final Operation operation;

        DecimalArithmetic(Operation operation, Operand left, Operand right) {
            super(Kind.DECIMAL, promoted(left), promoted(right));
            this.operation = operation;
        }

        @Override
        Outcome apply(EvaluationContext context) {
            switch (operation) {
                case ADD:
                    return is(left.decimal + right.decimal);
                case SUBTRACT:
                    return is(left.decimal - right.decimal);
                case MULTIPLY:
                    return is(left.decimal * right.decimal);
                case DIVIDE:
                    return is(left.decimal / right.decimal);
                default:
                    throw new IllegalStateException("no decimal " + operation);
            }
        }
    }

    /** The operand as a decimal. */
    static Operand promoted(Operand operand) {
        return operand.kind() == Kind.INT ? new ToDecimal(operand) : operand;
    }

    /** The negative of a number. */
    static final class Negation extends UnaryOperand {

        Negation(Operand operand) {
            super(operand.kind(), operand);
        }

        @Override
        Outcome apply(EvaluationContext context) {
            if (kind() == Kind.DECIMAL) {
                return is(-operand.decimal);
            }
            return operand.integer == Long.MIN_VALUE
                    ? context.fail("an integer is beyond 64 bits")
                    : is(-operand.integer);
        }
    }

    /** Two texts in a row. */
    static final class Concatenation extends BinaryOperand {

        Concatenation(Operand left, Operand right) {
            super(Kind.STRING, left, right);
        }

        @Override
        Outcome apply(EvaluationContext context) {
            return is(left.text + right.text);
        }
    }

    /** One of two values, by a condition. */
    static final class Choice extends Operand {

        private final Operand condition;
        private final Operand yes;
        private final Operand no;

        Choice(Kind kind, Operand condition, Operand yes, Operand no) {
            super(kind);
            this.condition = condition;
            this.yes = kind == Kind.DECIMAL ? promoted(yes) : yes;
            this.no = kind == Kind.DECIMAL ? promoted(no) : no;
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            Outcome outcome = condition.evaluate(context);
            if (outcome != Outcome.VALUE) {
                return outcome;
            }
            Operand chosen = condition.truth ? yes : no;
            outcome = chosen.evaluate(context);
            return outcome == Outcome.VALUE ? isResultOf(chosen) : outcome;
        }
    }

    /** How many Unicode characters a text has. */
    static final class Size extends UnaryOperand {

        Size(Operand operand) {
            super(Kind.INT, operand);
        }

        @Override
        Outcome apply(EvaluationContext context) {
            return is((long) operand.text.codePointCount(0, operand.text.length()));
        }
    }

    /** A number or a text as an integer; a fraction is cut off. */
    static final class ToInt extends UnaryOperand {

        ToInt(Operand operand) {
            super(Kind.INT, operand);
        }

        @Override
        Outcome apply(EvaluationContext context) {
            switch (operand.kind()) {
                case INT:
                    return is(operand.integer);
                case DECIMAL:
                    return operand.decimal > -TWO_TO_63 && operand.decimal < TWO_TO_63
                            ? is((long) operand.decimal)
                            : context.fail("a decimal is not an integer of 64 bits");
                default:
                    try {
                        return is(Long.parseLong(operand.text));
                    } catch (NumberFormatException e) {
                        return context.fail("a text is not an integer");
                    }
            }
        }
    }

    /** A number or a text as a decimal. */
    static final class ToDecimal extends UnaryOperand {

        ToDecimal(Operand operand) {
            super(Kind.DECIMAL, operand);
        }

        @Override
        Outcome apply(EvaluationContext context) {
            switch (operand.kind()) {
                case INT:
                    return is((double) operand.integer);
                case DECIMAL:
                    return is(operand.decimal);
                default:
                    try {
                        return is(Double.parseDouble(operand.text));
                    } catch (NumberFormatException e) {
                        return context.fail("a text is not a number");
                    }
            }
        }
    }

    /** Any value as a text. */
    static final class ToText extends UnaryOperand {

        ToText(Operand operand) {
            super(Kind.STRING, operand);
        }

        @Override
        Outcome apply(EvaluationContext context) {
            switch (operand.kind()) {
                case INT:
                    return is(Long.toString(operand.integer));
                case DECIMAL:
                    return is(Double.toString(operand.decimal));
                case BOOLEAN:
                    return is(Boolean.toString(operand.truth));
                default:
                    return is(operand.text);
            }
        }
    }

    private Computations() {}
}
