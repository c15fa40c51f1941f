package io.rankstream.model.reference;

import java.util.Map;

/**
 * An expression of the small grammar that generated boards use: its text as CEL, and what it means,
 * said once more in Java.
 *
 * <p>An absent operand makes the result absent, other than in a comparison with null and in {@code
 * &&} and {@code ||}, which do not look at their second operand when the first decides.
 */
interface Expression {

    /** What the names in an expression stand for. */
    record Scope(
            Map<String, Object> event,
            Map<String, Object> player,
            Map<String, Object> param,
            Map<String, Object> session) {}

    /** The evaluation failed, as a division by zero does. */
    final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failure(ArithmeticException cause) {
            super(cause);
        }
    }

    String cel();

    /** A {@code Long}, {@code Double}, {@code String} or {@code Boolean}; null if absent. */
    Object value(Scope scope);

    /** Whether the result may have a fraction. */
    default boolean isDecimal() {
        return false;
    }

    default boolean usesSession() {
        return cel().contains("session.");
    }

    /** {@code event.x}, {@code player.x}, {@code param.x}, {@code session.x}, or a bare field. */
    record Name(String cel, boolean isDecimal) implements Expression {

        static Name of(String name) {
            return new Name(name, name.endsWith("weight") || name.endsWith("factor"));
        }

        @Override
        public Object value(Scope scope) {
            int dot = cel.indexOf('.');
            String root = dot < 0 ? "event" : cel.substring(0, dot);
            String name = cel.substring(dot + 1);
            return switch (root) {
                case "event" -> scope.event().get(name);
                case "player" -> scope.player().get(name);
                case "param" -> scope.param().get(name);
                default -> scope.session().get(name);
            };
        }
    }

    /** A literal. */
    record Literal(Object value) implements Expression {

        @Override
        public String cel() {
            return value instanceof String ? "'" + value + "'" : String.valueOf(value);
        }

        @Override
        public Object value(Scope scope) {
            return value;
        }

        @Override
        public boolean isDecimal() {
            return value instanceof Double;
        }
    }

    /** {@code + - * /}. */
    record Arithmetic(char operator, Expression left, Expression right) implements Expression {

        @Override
        public String cel() {
            return "(" + left.cel() + " " + operator + " " + right.cel() + ")";
        }

        @Override
        public Object value(Scope scope) {
            Object a = left.value(scope);
            Object b = right.value(scope);
            if (a == null || b == null) {
                return null;
            }
            if (a instanceof Double || b instanceof Double) {
                return decimals(((Number) a).doubleValue(), ((Number) b).doubleValue());
            }
            try {
                return integers((Long) a, (Long) b);
            } catch (ArithmeticException e) {
                throw new Failure(e);
            }
        }

        private Object decimals(double a, double b) {
            return switch (operator) {
                case '+' -> a + b;
                case '-' -> a - b;
                case '*' -> a * b;
                default -> a / b;
            };
        }

        private Object integers(long a, long b) {
            return switch (operator) {
                case '+' -> Math.addExact(a, b);
                case '-' -> Math.subtractExact(a, b);
                case '*' -> Math.multiplyExact(a, b);
                default -> a / b;
            };
        }

        @Override
        public boolean isDecimal() {
            return left.isDecimal() || right.isDecimal();
        }
    }

    /** {@code c ? a : b}; the condition is never absent. */
    record Choice(Expression condition, Expression yes, Expression no) implements Expression {

        @Override
        public String cel() {
            return "(" + condition.cel() + " ? " + yes.cel() + " : " + no.cel() + ")";
        }

        @Override
        public Object value(Scope scope) {
            return Boolean.TRUE.equals(condition.value(scope)) ? yes.value(scope) : no.value(scope);
        }

        @Override
        public boolean isDecimal() {
            return yes.isDecimal() || no.isDecimal();
        }
    }

    /** {@code == != < >=} between two values of one kind. */
    record Comparison(String operator, Expression left, Expression right) implements Expression {

        @Override
        public String cel() {
            return left.cel() + " " + operator + " " + right.cel();
        }

        @Override
        public Object value(Scope scope) {
            Object a = left.value(scope);
            Object b = right.value(scope);
            if (a == null || b == null) {
                return null;
            }
            int order =
                    a instanceof Number x && b instanceof Number y
                            ? Double.compare(x.doubleValue(), y.doubleValue())
                            : a.toString().compareTo(b.toString());
            return switch (operator) {
                case "==" -> order == 0;
                case "!=" -> order != 0;
                case "<" -> order < 0;
                default -> order >= 0;
            };
        }
    }

    /** {@code x == null}. */
    record IsAbsent(Expression operand) implements Expression {

        @Override
        public String cel() {
            return operand.cel() + " == null";
        }

        @Override
        public Object value(Scope scope) {
            return operand.value(scope) == null;
        }
    }

    /** {@code a && b} and {@code a || b}; the first operand is never absent. */
    record Both(String operator, Expression left, Expression right) implements Expression {

        @Override
        public String cel() {
            return left.cel() + " " + operator + " " + right.cel();
        }

        @Override
        public Object value(Scope scope) {
            boolean decides = operator.equals("||");
            return Boolean.valueOf(decides).equals(left.value(scope))
                    ? Boolean.valueOf(decides)
                    : right.value(scope);
        }
    }
}
