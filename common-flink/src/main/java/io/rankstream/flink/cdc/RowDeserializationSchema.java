package io.rankstream.flink.cdc;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.data.Field;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.data.Schema;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.data.Struct;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.source.SourceRecord;
import org.apache.flink.cdc.debezium.DebeziumDeserializationSchema;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a change of the database into versions of rows; looks at the declared columns only.
 *
 * <p>A column that is missing or of a type that cannot be converted stops the job: to leave it out
 * would score players by defaults.
 */
final class RowDeserializationSchema implements DebeziumDeserializationSchema<DimensionRow> {

    private static final Logger LOG = LoggerFactory.getLogger(RowDeserializationSchema.class);

    private static final long serialVersionUID = 1L;

    private final String table;
    private final String keyColumn;
    private final String declaration;

    private transient FieldSchema columns;
    private transient Schema rowSchema;
    private transient ColumnReader keyReader;
    private transient List<ColumnReader> readers;

    RowDeserializationSchema(DimensionTable table) {
        this.table = table.name();
        this.keyColumn = table.keyColumn();
        this.declaration = table.columns().toString();
    }

    @Override
    public void deserialize(SourceRecord record, Collector<DimensionRow> out) {
        if (!(record.value() instanceof Struct)) {
            return;
        }
        Struct change = (Struct) record.value();
        if (change.schema().field("op") == null) {
            // A heartbeat or a change of the table's definition.
            return;
        }
        switch (change.getString("op")) {
            case "r":
                snapshotRow(change.getStruct("after"), out);
                return;
            case "c":
                changedRow(change.getStruct("after"), timeOf(change), out);
                return;
            case "u":
                updatedRow(change, out);
                return;
            case "d":
                deletedRow(change.getStruct("before"), timeOf(change), out);
                return;
            case "t":
                LOG.warn("Table {} was truncated: rows that were known stay as they are", table);
                return;
            default:
                throw new IllegalStateException(
                        "table "
                                + table
                                + ": unknown kind of change '"
                                + change.getString("op")
                                + "'");
        }
    }

    private void snapshotRow(Struct row, Collector<DimensionRow> out) {
        bind(row.schema());
        // The source's own mark of snapshot rows is never set; the operation is what tells them.
        out.collect(DimensionRow.snapshot(key(row), values(row)));
    }

    private void changedRow(Struct row, long time, Collector<DimensionRow> out) {
        bind(row.schema());
        out.collect(DimensionRow.of(key(row), time, values(row)));
    }

    private void updatedRow(Struct change, Collector<DimensionRow> out) {
        Struct before = change.getStruct("before");
        Struct after = change.getStruct("after");
        bind(after.schema());
        if (before != null && before.schema().equals(after.schema())) {
            String oldKey = key(before);
            // Where the key is not the primary key, its change comes as an update.
            if (!oldKey.equals(key(after))) {
                out.collect(DimensionRow.deleted(oldKey, timeOf(change)));
            }
        }
        changedRow(after, timeOf(change), out);
    }

    private void deletedRow(Struct row, long time, Collector<DimensionRow> out) {
        bind(row.schema());
        out.collect(DimensionRow.deleted(key(row), time));
    }

    private static long timeOf(Struct change) {
        return change.getStruct("source").getInt64("ts_ms");
    }

    private String key(Struct row) {
        Object key = row.get(keyReader.field());
        if (key == null) {
            throw new IllegalStateException(
                    "table " + table + ": the key column '" + keyColumn + "' is null");
        }
        return key.toString();
    }

    private FieldValues values(Struct row) {
        FieldValues values = new FieldValues(columns);
        for (int i = 0; i < readers.size(); i++) {
            ColumnReader reader = readers.get(i);
            Object value = row.get(reader.field());
            if (value != null) {
                reader.read(value, values, i);
            }
        }
        return values;
    }

    /** Finds the columns again when the table's definition has changed. */
    private void bind(Schema schema) {
        if (schema == rowSchema) {
            return;
        }
        if (columns == null) {
            columns = FieldSchema.parse(declaration);
        }
        List<ColumnReader> found = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            found.add(ColumnReader.of(table, column(schema, columns.name(i)), columns.type(i)));
        }
        keyReader = ColumnReader.ofKey(table, column(schema, keyColumn));
        readers = found;
        rowSchema = schema;
    }

    private Field column(Schema schema, String name) {
        Field field = schema.field(name);
        if (field == null) {
            List<String> present = new ArrayList<>();
            for (Field other : schema.fields()) {
                present.add(other.name());
            }
            throw new IllegalStateException(
                    "table "
                            + table
                            + " has no column '"
                            + name
                            + "'; it has "
                            + String.join(", ", present));
        }
        return field;
    }

    @Override
    public TypeInformation<DimensionRow> getProducedType() {
        return ModelTypes.row(FieldSchema.parse(declaration));
    }
}
