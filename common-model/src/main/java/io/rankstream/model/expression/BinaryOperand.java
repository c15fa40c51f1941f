package io.rankstream.model.expression;

/** An operand that has a value if both that it is made of have one. */
abstract class BinaryOperand extends Operand {

    final Operand left;
    final Operand right;

    BinaryOperand(Kind kind, Operand left, Operand right) {
        super(kind);
        this.left = left;
        this.right = right;
    }

    @Override
    final Outcome evaluate(EvaluationContext context) {
        Outcome outcome = left.evaluate(context);
        if (outcome != Outcome.VALUE) {
            return outcome;
        }
        outcome = right.evaluate(context);
        return outcome == Outcome.VALUE ? apply(context) : outcome;
    }

    /** Goes on when there are values in {@link #left} and {@link #right}. */
    abstract Outcome apply(EvaluationContext context);
}
