package io.rankstream.model.expression;

import io.rankstream.model.expression.Operand.Kind;
import io.rankstream.model.expression.Operand.Outcome;
import io.rankstream.model.field.FieldValues;

/** An expression as a tree of operands, and what it depends on. */
final class CompiledExpression {

    private final String source;
    private final Operand root;
    private final boolean usesPlayer;
    private final boolean usesSession;

    CompiledExpression(String source, Operand root, boolean usesPlayer, boolean usesSession) {
        this.source = source;
        this.root = root;
        this.usesPlayer = usesPlayer;
        this.usesSession = usesSession;
    }

    Kind kind() {
        return root.kind();
    }

    private ExpressionException failed(String reason) {
        return new ExpressionException(source, reason);
    }

    /** This expression as a score; its kind must be a number. */
    ScoreExpression asScore(int decimals) {
        return new Score(new ScoreRounding(decimals));
    }

    /** This expression as a condition; its kind must be boolean. */
    ConditionExpression asCondition() {
        return new Condition();
    }

    /** This expression as text. */
    TextExpression asText() {
        return new Text();
    }

    /** What every form of it depends on. */
    private abstract class Form implements CheckedExpression {
        @Override
        public final boolean usesPlayer() {
            return usesPlayer;
        }

        @Override
        public final boolean usesSession() {
            return usesSession;
        }
    }

    private final class Text extends Form implements TextExpression {

        @Override
        public String evaluate(EvaluationContext context) throws ExpressionException {
            Outcome outcome = root.evaluate(context);
            if (outcome == Outcome.FAILED) {
                throw failed(context.failure());
            }
            if (outcome == Outcome.ABSENT) {
                return null;
            }
            switch (root.kind()) {
                case INT:
                    return Long.toString(root.integer);
                case DECIMAL:
                    if (Double.isNaN(root.decimal) || Double.isInfinite(root.decimal)) {
                        throw failed("the value is " + root.decimal);
                    }
                    return FieldValues.asText(root.decimal);
                case BOOLEAN:
                    return Boolean.toString(root.truth);
                default:
                    return root.text;
            }
        }
    }

    private final class Score extends Form implements ScoreExpression {

        private final ScoreRounding rounding;
        private EvaluationContext judged;
        private long judgedGeneration;
        private Outcome outcome;

        private Score(ScoreRounding rounding) {
            this.rounding = rounding;
        }

        @Override
        public boolean isAbsent(EvaluationContext context) throws ExpressionException {
            return outcome(context) == Outcome.ABSENT;
        }

        @Override
        public long evaluate(EvaluationContext context) throws ExpressionException {
            if (outcome(context) == Outcome.ABSENT) {
                throw failed("a value it needs is absent");
            }
            try {
                if (root.kind() == Kind.INT) {
                    return rounding.scaled(root.integer);
                }
                if (Double.isNaN(root.decimal) || Double.isInfinite(root.decimal)) {
                    throw failed("the score is " + root.decimal);
                }
                return rounding.scaled(root.decimal);
            } catch (ArithmeticException e) {
                throw failed("the score is beyond 64 bits");
            }
        }

        private Outcome outcome(EvaluationContext context) throws ExpressionException {
            if (judged != context || judgedGeneration != context.generation()) {
                outcome = root.evaluate(context);
                judged = context;
                judgedGeneration = context.generation();
            }
            if (outcome == Outcome.FAILED) {
                judged = null;
                throw failed(context.failure());
            }
            return outcome;
        }
    }

    private final class Condition extends Form implements ConditionExpression {

        @Override
        public boolean test(EvaluationContext context) throws ExpressionException {
            Outcome outcome = root.evaluate(context);
            if (outcome == Outcome.FAILED) {
                throw failed(context.failure());
            }
            return outcome == Outcome.VALUE && root.truth;
        }
    }
}
