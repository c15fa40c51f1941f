package io.rankstream.model.expression;

/** An operand that has a value if the one it is made of has one. */
abstract class UnaryOperand extends Operand {

    final Operand operand;

    UnaryOperand(Kind kind, Operand operand) {
        super(kind);
        this.operand = operand;
    }

    @Override
    final Outcome evaluate(EvaluationContext context) {
        Outcome outcome = operand.evaluate(context);
        return outcome == Outcome.VALUE ? apply(context) : outcome;
    }

    /** Goes on when there is a value in {@link #operand}. */
    abstract Outcome apply(EvaluationContext context);
}
