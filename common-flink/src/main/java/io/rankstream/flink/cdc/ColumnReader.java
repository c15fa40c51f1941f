package io.rankstream.flink.cdc;

import io.rankstream.model.field.FieldType;
import io.rankstream.model.field.FieldValues;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.data.Field;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.data.Schema;

/** Converts the values of one column to the declared type; decided once, by the column's type. */
final class ColumnReader {

    /** Puts a value that is not null in its place. */
    private interface Conversion {
        void convert(Object value, FieldValues values, int index);
    }

    private final Field field;
    private final Conversion conversion;

    private ColumnReader(Field field, Conversion conversion) {
        this.field = field;
        this.conversion = conversion;
    }

    /**
     * A reader of a declared column.
     *
     * @throws IllegalStateException naming table, column and both types, if they do not fit
     */
    static ColumnReader of(String table, Field column, FieldType declared) {
        Conversion conversion = conversion(column.schema(), declared);
        if (conversion == null) {
            throw new IllegalStateException(
                    "table "
                            + table
                            + ": column '"
                            + column.name()
                            + "' of type "
                            + typeName(column.schema())
                            + " cannot be read as "
                            + declared.name().toLowerCase(Locale.ROOT)
                            + "; int takes whole numbers and booleans, decimal takes numbers,"
                            + " boolean takes booleans and whole numbers, string takes texts and"
                            + " dates");
        }
        return new ColumnReader(column, conversion);
    }

    /**
     * A reader of the key column.
     *
     * @throws IllegalStateException naming table, column and type, if it is not a key
     */
    static ColumnReader ofKey(String table, Field column) {
        Schema schema = column.schema();
        if (!isWholeNumber(schema) && schema.type() != Schema.Type.STRING) {
            throw new IllegalStateException(
                    "table "
                            + table
                            + ": the key column '"
                            + column.name()
                            + "' of type "
                            + typeName(schema)
                            + " is neither a whole number nor a text");
        }
        return new ColumnReader(column, null);
    }

    Field field() {
        return field;
    }

    void read(Object value, FieldValues values, int index) {
        conversion.convert(value, values, index);
    }

    private static Conversion conversion(Schema column, FieldType declared) {
        switch (declared) {
            case INT:
                return integers(column);
            case DECIMAL:
                return decimals(column);
            case BOOLEAN:
                return booleans(column);
            case STRING:
                return texts(column);
        }
        throw new IllegalStateException("unknown type " + declared);
    }

    private static Conversion integers(Schema column) {
        if (column.type() == Schema.Type.BOOLEAN) {
            return (value, values, index) -> values.setInteger(index, (Boolean) value ? 1 : 0);
        }
        if (isWholeNumber(column)) {
            return (value, values, index) -> values.setInteger(index, wholeNumber(value));
        }
        return null;
    }

    private static Conversion decimals(Schema column) {
        boolean number =
                isDecimal(column)
                        || isWholeNumber(column)
                        || column.type() == Schema.Type.FLOAT32
                        || column.type() == Schema.Type.FLOAT64;
        return number ? (value, values, index) -> values.setDecimal(index, decimal(value)) : null;
    }

    private static Conversion booleans(Schema column) {
        if (column.type() == Schema.Type.BOOLEAN) {
            return (value, values, index) -> values.setBool(index, (Boolean) value);
        }
        if (isWholeNumber(column)) {
            return (value, values, index) -> values.setBool(index, wholeNumber(value) != 0);
        }
        return null;
    }

    private static Conversion texts(Schema column) {
        if (column.type() == Schema.Type.STRING) {
            return (value, values, index) -> values.setText(index, (String) value);
        }
        String logicalType = column.name();
        if (logicalType == null) {
            return null;
        }
        switch (logicalType) {
            case "io.debezium.time.Date":
                return (value, values, index) ->
                        values.setText(index, LocalDate.ofEpochDay((Integer) value).toString());
            case "io.debezium.time.Timestamp":
                return (value, values, index) ->
                        values.setText(index, dateTime((Long) value, ChronoUnit.MILLIS));
            case "io.debezium.time.MicroTimestamp":
                return (value, values, index) ->
                        values.setText(index, dateTime((Long) value, ChronoUnit.MICROS));
            default:
                return null;
        }
    }

    /** Without a zone, as the column has none. */
    private static String dateTime(long sinceEpoch, ChronoUnit unit) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plus(sinceEpoch, unit), ZoneOffset.UTC)
                .toString();
    }

    private static boolean isDecimal(Schema column) {
        return column.type() == Schema.Type.BYTES
                && "org.apache.kafka.connect.data.Decimal".equals(unrelocated(column.name()));
    }

    /** The connector's own copy of Kafka Connect may or may not have been renamed. */
    private static String unrelocated(String name) {
        return name == null ? null : name.replace("org.apache.flink.cdc.connectors.shaded.", "");
    }

    private static boolean isWholeNumber(Schema column) {
        switch (column.type()) {
            case INT8:
            case INT16:
            case INT32:
            case INT64:
                return column.name() == null || column.name().equals("io.debezium.time.Year");
            default:
                // An unsigned BIGINT comes as a decimal without a fraction, like DECIMAL(n, 0).
                return isDecimal(column) && "0".equals(column.parameters().get("scale"));
        }
    }

    private static long wholeNumber(Object value) {
        if (value instanceof BigDecimal) {
            return ((BigDecimal) value).longValueExact();
        }
        return ((Number) value).longValue();
    }

    private static double decimal(Object value) {
        if (value instanceof Float) {
            // Through its text, so that 0.1 stays 0.1.
            return Double.parseDouble(value.toString());
        }
        return ((Number) value).doubleValue();
    }

    private static String typeName(Schema column) {
        String type = column.type().name();
        return column.name() == null ? type : type + " (" + unrelocated(column.name()) + ")";
    }
}
