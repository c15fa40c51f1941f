package io.rankstream.model.expression;

import com.google.re2j.Pattern;
import io.rankstream.model.expression.Operand.Kind;
import io.rankstream.model.expression.Operand.Outcome;
import java.util.List;

/** The operands that are true or false. */
final class Conditions {

    /** How two values are compared. */
    enum Relation {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean holds(int comparison) {
            switch (this) {
                case EQUAL:
                    return comparison == 0;
                case NOT_EQUAL:
                    return comparison != 0;
                case LESS:
                    return comparison < 0;
                case LESS_OR_EQUAL:
                    return comparison <= 0;
                case GREATER:
                    return comparison > 0;
                case GREATER_OR_EQUAL:
                    return comparison >= 0;
            }
            throw new IllegalStateException("unknown relation " + this);
        }
    }

    /** Compares two values; numbers exactly, whatever their types. */
    static final class Comparison extends BinaryOperand {

        private static final double TWO_TO_63 = 0x1p63;

        private final Relation relation;

        Comparison(Relation relation, Operand left, Operand right) {
            super(Kind.BOOLEAN, left, right);
            this.relation = relation;
        }

        @Override
        Outcome apply(EvaluationContext context) {
            if (isUnordered(left, right)) {
                return is(relation == Relation.NOT_EQUAL);
            }
            return is(relation.holds(compare(left, right)));
        }

        /** Whether two values are equal; not a number equals nothing. */
        static boolean areEqual(Operand left, Operand right) {
            return !isUnordered(left, right) && compare(left, right) == 0;
        }

        private static boolean isUnordered(Operand left, Operand right) {
            return isUnordered(left) || isUnordered(right);
        }

        private static boolean isUnordered(Operand operand) {
            return operand.kind() == Kind.DECIMAL && Double.isNaN(operand.decimal);
        }

        /** Of two values of comparable kinds, neither NaN. */
        private static int compare(Operand left, Operand right) {
            switch (left.kind()) {
                case INT:
                    return right.kind() == Kind.INT
                            ? Long.compare(left.integer, right.integer)
                            : compare(left.integer, right.decimal);
                case DECIMAL:
                    return right.kind() == Kind.INT
                            ? -compare(right.integer, left.decimal)
                            : compare(left.decimal, right.decimal);
                case STRING:
                    return left.text.compareTo(right.text);
                default:
                    return Boolean.compare(left.truth, right.truth);
            }
        }

        /** As the operators do: 0.0 and -0.0 are the same number. */
        private static int compare(double left, double right) {
            return left < right ? -1 : left > right ? 1 : 0;
        }

        private static int compare(long left, double right) {
            if (right >= TWO_TO_63) {
                return -1;
            }
            if (right < -TWO_TO_63) {
                return 1;
            }
            long whole = (long) right;
            return left != whole ? Long.compare(left, whole) : compare(0.0, right - whole);
        }
    }

    /** Whether a value is not there. */
    static final class IsNull extends Operand {

        private final Operand operand;
        private final boolean negated;

        IsNull(Operand operand, boolean negated) {
            super(Kind.BOOLEAN);
            this.operand = operand;
            this.negated = negated;
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            Outcome outcome = operand.evaluate(context);
            return outcome == Outcome.FAILED ? outcome : is((outcome == Outcome.ABSENT) != negated);
        }
    }

    /** Both or either of two conditions; one decides whatever became of the other. */
    static final class Junction extends Operand {

        private final boolean decisive;
        private final Operand left;
        private final Operand right;

        /**
         * @param decisive the value that decides: true for or, false for and
         */
        Junction(boolean decisive, Operand left, Operand right) {
            super(Kind.BOOLEAN);
            this.decisive = decisive;
            this.left = left;
            this.right = right;
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            Outcome leftOutcome = left.evaluate(context);
            if (leftOutcome == Outcome.VALUE && left.truth == decisive) {
                return is(decisive);
            }
            String failure = context.failure();
            Outcome rightOutcome = right.evaluate(context);
            if (rightOutcome == Outcome.VALUE && right.truth == decisive) {
                return is(decisive);
            }
            if (leftOutcome == Outcome.FAILED) {
                return context.fail(failure);
            }
            if (leftOutcome == Outcome.ABSENT && rightOutcome != Outcome.FAILED) {
                return leftOutcome;
            }
            truth = !decisive;
            return rightOutcome;
        }
    }

    /** The opposite. */
    static final class Not extends UnaryOperand {

        Not(Operand operand) {
            super(Kind.BOOLEAN, operand);
        }

        @Override
        Outcome apply(EvaluationContext context) {
            return is(!operand.truth);
        }
    }

    /** Whether a value is one of several. */
    static final class In extends UnaryOperand {

        private final List<Operand> elements;

        In(Operand operand, List<Operand> elements) {
            super(Kind.BOOLEAN, operand);
            this.elements = List.copyOf(elements);
        }

        @Override
        Outcome apply(EvaluationContext context) {
            Outcome missed = Outcome.VALUE;
            for (int i = 0; i < elements.size(); i++) {
                Operand element = elements.get(i);
                Outcome outcome = element.evaluate(context);
                if (outcome == Outcome.FAILED) {
                    return outcome;
                }
                if (outcome == Outcome.ABSENT) {
                    missed = outcome;
                } else if (Comparison.areEqual(operand, element)) {
                    return is(true);
                }
            }
            truth = false;
            return missed;
        }
    }

    /** What is asked of two texts. */
    enum TextRelation {
        CONTAINS,
        STARTS_WITH,
        ENDS_WITH
    }

    /** Whether a text has another in it. */
    static final class TextTest extends BinaryOperand {

        private final TextRelation relation;

        TextTest(TextRelation relation, Operand left, Operand right) {
            super(Kind.BOOLEAN, left, right);
            this.relation = relation;
        }

        @Override
        Outcome apply(EvaluationContext context) {
            switch (relation) {
                case CONTAINS:
                    return is(left.text.contains(right.text));
                case STARTS_WITH:
                    return is(left.text.startsWith(right.text));
                case ENDS_WITH:
                    return is(left.text.endsWith(right.text));
            }
            throw new IllegalStateException("unknown relation " + relation);
        }
    }

    /** Whether a part of a text matches a pattern; takes time linear in the text, as RE2 does. */
    static final class Matches extends UnaryOperand {

        private final Pattern pattern;

        Matches(Operand operand, Pattern pattern) {
            super(Kind.BOOLEAN, operand);
            this.pattern = pattern;
        }

        @Override
        Outcome apply(EvaluationContext context) {
            return is(pattern.matcher(operand.text).find());
        }
    }

    private Conditions() {}
}
