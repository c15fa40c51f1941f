package io.rankstream.model.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldType;
import io.rankstream.model.field.FieldValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A version of a row as it is archived: one JSON object that names its columns, so that it can be
 * read under a later declaration.
 *
 * <p>{@code {"op":"upsert","key":"7","valid_from":1700000000000,"columns":{"level":3}}}; {@code op}
 * is {@code snapshot} (no {@code valid_from}), {@code upsert} or {@code delete} (no {@code
 * columns}). A column that is null is left out.
 */
public final class RowChange {

    private static final JsonFactory JSON = new JsonFactory();

    private static final String SNAPSHOT = "snapshot";
    private static final String UPSERT = "upsert";
    private static final String DELETE = "delete";

    /** The JSON of a row, UTF-8. */
    public static byte[] toJson(DimensionRow row, FieldSchema columns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("op", operation(row));
            json.writeStringField("key", row.key());
            if (!row.isSnapshot()) {
                json.writeNumberField("valid_from", row.validFrom());
            }
            if (!row.isDeleted()) {
                json.writeObjectFieldStart("columns");
                for (int i = 0; i < columns.size(); i++) {
                    if (row.values().isPresent(i)) {
                        json.writeFieldName(columns.name(i));
                        writeValue(json, row.values(), columns.type(i), i);
                    }
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String operation(DimensionRow row) {
        if (row.isDeleted()) {
            return DELETE;
        }
        return row.isSnapshot() ? SNAPSHOT : UPSERT;
    }

    private static void writeValue(
            JsonGenerator json, FieldValues values, FieldType type, int index) throws IOException {
        switch (type) {
            case INT:
                json.writeNumber(values.integer(index));
                return;
            case DECIMAL:
                json.writeNumber(values.decimal(index));
                return;
            case BOOLEAN:
                json.writeBoolean(values.bool(index));
                return;
            case STRING:
                json.writeString(values.text(index));
                return;
        }
        throw new IllegalStateException("unknown type " + type);
    }

    /**
     * Reads a row under a declaration: columns that it does not name are left out, and columns that
     * the row does not have are not present.
     *
     * @throws IllegalArgumentException if it is not the JSON of a row, or naming the column and the
     *     value that is not of the declared type
     */
    public static DimensionRow parse(byte[] bytes, FieldSchema columns) {
        String operation = null;
        String key = null;
        Long validFrom = null;
        FieldValues values = null;
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(bytes, "is not an object", null);
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "op":
                        operation = json.getText();
                        break;
                    case "key":
                        key = json.getText();
                        break;
                    case "valid_from":
                        validFrom = json.getLongValue();
                        break;
                    case "columns":
                        values = readColumns(json, columns);
                        break;
                    default:
                        json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw malformed(bytes, "is not JSON", e);
        }
        return row(bytes, operation, key, validFrom, values);
    }

    private static DimensionRow row(
            byte[] bytes, String operation, String key, Long validFrom, FieldValues values) {
        if (key == null || operation == null) {
            throw malformed(bytes, "lacks op or key", null);
        }
        if (operation.equals(SNAPSHOT) && values != null) {
            return DimensionRow.snapshot(key, values);
        }
        if (operation.equals(UPSERT) && values != null && validFrom != null) {
            return DimensionRow.of(key, validFrom, values);
        }
        if (operation.equals(DELETE) && validFrom != null) {
            return DimensionRow.deleted(key, validFrom);
        }
        throw malformed(bytes, "is incomplete, or of an unknown op", null);
    }

    private static FieldValues readColumns(JsonParser json, FieldSchema columns)
            throws IOException {
        FieldValues values = new FieldValues(columns);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            int index = columns.indexOf(name);
            if (index < 0 || value == JsonToken.VALUE_NULL) {
                json.skipChildren();
                continue;
            }
            try {
                values.setFromText(columns, index, json.getText());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "column "
                                + name
                                + ": '"
                                + json.getText()
                                + "' is not of its type "
                                + columns.type(index).name().toLowerCase(Locale.ROOT),
                        e);
            }
        }
        return values;
    }

    private static IllegalArgumentException malformed(
            byte[] bytes, String problem, Exception cause) {
        return new IllegalArgumentException(
                "a row that " + problem + ": " + new String(bytes, StandardCharsets.UTF_8), cause);
    }

    private RowChange() {}
}
