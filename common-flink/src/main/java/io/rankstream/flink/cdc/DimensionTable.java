package io.rankstream.flink.cdc;

import io.rankstream.model.field.FieldSchema;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of a dimension: its name, the column that is the key and the columns that are read. */
public final class DimensionTable {

    private static final Pattern QUALIFIED_NAME =
            Pattern.compile("([A-Za-z0-9_]+)\\.([A-Za-z0-9_]+)");

    private final String database;
    private final String table;
    private final String keyColumn;
    private final FieldSchema columns;

    private DimensionTable(String database, String table, String keyColumn, FieldSchema columns) {
        this.database = database;
        this.table = table;
        this.keyColumn = Objects.requireNonNull(keyColumn);
        this.columns = Objects.requireNonNull(columns);
    }

    /**
     * The declaration of a table.
     *
     * @param name {@code database.table}
     * @param columns without the key
     * @throws IllegalArgumentException saying what is allowed, if the name is of another form
     */
    public static DimensionTable of(String name, String keyColumn, FieldSchema columns) {
        Matcher matcher = QUALIFIED_NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "is not a table: use database.table, of letters, digits and '_'");
        }
        return new DimensionTable(matcher.group(1), matcher.group(2), keyColumn, columns);
    }

    String database() {
        return database;
    }

    /** {@code database.table}. */
    String name() {
        return database + "." + table;
    }

    String keyColumn() {
        return keyColumn;
    }

    FieldSchema columns() {
        return columns;
    }
}
