package io.rankstream.model.field;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The values of the declared fields of one event or row, unboxed and addressed by index.
 *
 * <p>A field that was absent or null is not present; reading it is a programming error that the
 * callers avoid by asking first.
 */
public final class FieldValues implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long[] numbers;
    private final String[] texts;
    private long present;

    public FieldValues(FieldSchema schema) {
        numbers = new long[schema.size()];
        texts = schema.hasTexts() ? new String[schema.size()] : null;
    }

    public boolean isPresent(int index) {
        return (present & 1L << index) != 0;
    }

    /** The value of an {@link FieldType#INT} field. */
    public long integer(int index) {
        return numbers[index];
    }

    /** The value of a {@link FieldType#DECIMAL} field. */
    public double decimal(int index) {
        return Double.longBitsToDouble(numbers[index]);
    }

    /** The value of a {@link FieldType#BOOLEAN} field. */
    public boolean bool(int index) {
        return numbers[index] != 0;
    }

    /** The value of a {@link FieldType#STRING} field. */
    public String text(int index) {
        return texts[index];
    }

    /** The value of a present field as text, whatever its type. */
    public String asText(FieldSchema schema, int index) {
        switch (schema.type(index)) {
            case INT:
                return Long.toString(integer(index));
            case DECIMAL:
                return asText(decimal(index));
            case BOOLEAN:
                return Boolean.toString(bool(index));
            case STRING:
                return text(index);
        }
        throw new IllegalStateException("unknown type " + schema.type(index));
    }

    /** A decimal as text, equal for equal decimals. */
    public static String asText(double decimal) {
        // Adding zero makes a zero of the negative one.
        return Double.toString(decimal + 0.0);
    }

    public void setInteger(int index, long value) {
        numbers[index] = value;
        present |= 1L << index;
    }

    public void setDecimal(int index, double value) {
        setInteger(index, Double.doubleToLongBits(value));
    }

    public void setBool(int index, boolean value) {
        setInteger(index, value ? 1 : 0);
    }

    public void setText(int index, String value) {
        texts[index] = value;
        present |= 1L << index;
    }

    /**
     * The same values under another schema: a field keeps its value if name and type are the same.
     */
    public FieldValues convert(FieldSchema from, FieldSchema to) {
        FieldValues converted = new FieldValues(to);
        for (int i = 0; i < to.size(); i++) {
            int index = from.indexOf(to.name(i));
            if (index < 0 || from.type(index) != to.type(i) || !isPresent(index)) {
                continue;
            }
            if (to.type(i) == FieldType.STRING) {
                converted.setText(i, texts[index]);
            } else {
                converted.setInteger(i, numbers[index]);
            }
        }
        return converted;
    }

    /** Writes the present values, positionally; {@link #read} needs the same schema. */
    public void write(FieldSchema schema, DataOutput out) throws IOException {
        out.writeLong(present);
        for (int i = 0; i < numbers.length; i++) {
            if (!isPresent(i)) {
                continue;
            }
            if (schema.type(i) == FieldType.STRING) {
                Texts.write(texts[i], out);
            } else {
                out.writeLong(numbers[i]);
            }
        }
    }

    /** As {@link #write}, in fewer bytes; {@link #unpack} reads it. */
    public void pack(FieldSchema schema, PackedOutput out) {
        out.writeUnsigned(present);
        for (int i = 0; i < numbers.length; i++) {
            if (!isPresent(i)) {
                continue;
            }
            switch (schema.type(i)) {
                case STRING:
                    out.writeText(texts[i]);
                    break;
                case DECIMAL:
                    out.writeHighBytes(numbers[i]);
                    break;
                default:
                    out.writeSigned(numbers[i]);
                    break;
            }
        }
    }

    public static FieldValues unpack(FieldSchema schema, PackedInput in) throws IOException {
        FieldValues values = new FieldValues(schema);
        values.present = in.readUnsigned();
        for (int i = 0; i < values.numbers.length; i++) {
            if (!values.isPresent(i)) {
                continue;
            }
            switch (schema.type(i)) {
                case STRING:
                    values.texts[i] = in.readText();
                    break;
                case DECIMAL:
                    values.numbers[i] = in.readHighBytes();
                    break;
                default:
                    values.numbers[i] = in.readSigned();
                    break;
            }
        }
        return values;
    }

    /**
     * Sets a field to what a text says.
     *
     * @throws IllegalArgumentException if it is not of the field's type
     */
    public void setFromText(FieldSchema schema, int index, String text) {
        switch (schema.type(index)) {
            case INT:
                setInteger(index, Long.parseLong(text));
                return;
            case DECIMAL:
                setDecimal(index, Double.parseDouble(text));
                return;
            case BOOLEAN:
                if (!text.equals("true") && !text.equals("false")) {
                    throw new IllegalArgumentException("'" + text + "' is not true or false");
                }
                setBool(index, text.equals("true"));
                return;
            case STRING:
                setText(index, text);
                return;
        }
        throw new IllegalStateException("unknown type " + schema.type(index));
    }

    public static FieldValues read(FieldSchema schema, DataInput in) throws IOException {
        FieldValues values = new FieldValues(schema);
        values.present = in.readLong();
        for (int i = 0; i < values.numbers.length; i++) {
            if (!values.isPresent(i)) {
                continue;
            }
            if (schema.type(i) == FieldType.STRING) {
                values.texts[i] = Texts.read(in);
            } else {
                values.numbers[i] = in.readLong();
            }
        }
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldValues
                && present == ((FieldValues) other).present
                && Arrays.equals(numbers, ((FieldValues) other).numbers)
                && Arrays.equals(texts, ((FieldValues) other).texts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers) * 31 + Arrays.hashCode(texts);
    }
}
