package io.rankstream.model.dimension;

import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.io.Serializable;
import java.util.Objects;

/** The declaration of a dimension: its name, its allow-listed columns and their defaults. */
public final class DimensionSchema implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final FieldSchema columns;
    private final FieldValues defaults;

    /**
     * @param defaults what a column is taken to be where there is no row; a column without one is
     *     not present
     */
    public DimensionSchema(String name, FieldSchema columns, FieldValues defaults) {
        this.name = Objects.requireNonNull(name);
        this.columns = Objects.requireNonNull(columns);
        this.defaults = Objects.requireNonNull(defaults);
    }

    /** The word expressions use for it, such as {@code player}. */
    public String name() {
        return name;
    }

    /** The columns, without the key. */
    public FieldSchema columns() {
        return columns;
    }

    public FieldValues defaults() {
        return defaults;
    }
}
