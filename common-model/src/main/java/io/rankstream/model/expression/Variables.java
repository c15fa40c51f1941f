package io.rankstream.model.expression;

import io.rankstream.model.event.SessionFacts;
import io.rankstream.model.expression.Operand.Kind;
import io.rankstream.model.expression.Operand.Outcome;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldType;
import io.rankstream.model.field.FieldValues;
import java.util.function.ToLongFunction;

/** The operands that are not computed: constants, fields, columns and parameters. */
final class Variables {

    static Kind kindOf(FieldType type) {
        switch (type) {
            case INT:
                return Kind.INT;
            case DECIMAL:
                return Kind.DECIMAL;
            case STRING:
                return Kind.STRING;
            case BOOLEAN:
                return Kind.BOOLEAN;
        }
        throw new IllegalStateException("unknown type " + type);
    }

    /** A literal. */
    static final class Constant extends Operand {

        private Constant(Kind kind) {
            super(kind);
        }

        static Constant of(boolean value) {
            Constant constant = new Constant(Kind.BOOLEAN);
            constant.truth = value;
            return constant;
        }

        static Constant of(long value) {
            Constant constant = new Constant(Kind.INT);
            constant.integer = value;
            return constant;
        }

        static Constant of(double value) {
            Constant constant = new Constant(Kind.DECIMAL);
            constant.decimal = value;
            return constant;
        }

        static Constant of(String value) {
            Constant constant = new Constant(Kind.STRING);
            constant.text = value;
            return constant;
        }

        static Constant ofNull() {
            return new Constant(Kind.NULL);
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            return kind() == Kind.NULL ? Outcome.ABSENT : Outcome.VALUE;
        }
    }

    /** One of several values by index. */
    private abstract static class Field extends Operand {

        private final int index;

        Field(FieldSchema schema, int index) {
            super(kindOf(schema.type(index)));
            this.index = index;
        }

        final Outcome read(FieldValues values) {
            if (!values.isPresent(index)) {
                return Outcome.ABSENT;
            }
            switch (kind()) {
                case INT:
                    return is(values.integer(index));
                case DECIMAL:
                    return is(values.decimal(index));
                case BOOLEAN:
                    return is(values.bool(index));
                default:
                    return is(values.text(index));
            }
        }
    }

    /** A declared field of the event. */
    static final class EventField extends Field {

        EventField(FieldSchema schema, int index) {
            super(schema, index);
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            return read(context.event().fields());
        }
    }

    /** A column of the player's row; without a row its default. */
    static final class PlayerColumn extends Field {

        private final FieldValues defaults;

        PlayerColumn(FieldSchema schema, int index, FieldValues defaults) {
            super(schema, index);
            this.defaults = defaults;
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            FieldValues row = context.playerRow();
            return read(row == null ? defaults : row);
        }
    }

    /** What every event has. */
    static final class EventPlayerId extends Operand {

        EventPlayerId() {
            super(Kind.STRING);
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            return is(context.event().playerId());
        }
    }

    /** What some events have. */
    static final class EventType extends Operand {

        EventType() {
            super(Kind.STRING);
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            return is(context.event().eventType());
        }
    }

    /** Epoch milliseconds. */
    static final class EventTime extends Operand {

        EventTime() {
            super(Kind.INT);
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            return is(context.event().eventTime());
        }
    }

    /** What a session event says. */
    static final class Session extends Operand {

        private final ToLongFunction<SessionFacts> property;

        Session(ToLongFunction<SessionFacts> property) {
            super(Kind.INT);
            this.property = property;
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            SessionFacts session = context.event().session();
            return session == null ? Outcome.ABSENT : is(property.applyAsLong(session));
        }
    }

    /** A parameter at the time that is judged. */
    static final class Parameter extends Operand {

        private final String name;

        Parameter(String name, Kind kind) {
            super(kind);
            this.name = name;
        }

        @Override
        Outcome evaluate(EvaluationContext context) {
            Object value = context.parameter(name);
            if (value == null) {
                return Outcome.ABSENT;
            }
            switch (kind()) {
                case INT:
                    return is(((Long) value).longValue());
                case DECIMAL:
                    return is(((Double) value).doubleValue());
                case BOOLEAN:
                    return is(((Boolean) value).booleanValue());
                default:
                    return is((String) value);
            }
        }
    }

    private Variables() {}
}
