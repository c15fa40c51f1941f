package io.rankstream.model.field;

/** The declared type of an event field or a dimension column. */
public enum FieldType {
    /** A 64-bit integer. */
    INT,
    /** A number with a fraction, held as an IEEE 754 double. */
    DECIMAL,
    STRING,
    BOOLEAN
}
