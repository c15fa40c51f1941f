package io.rankstream.flink.cdc;

import io.rankstream.flink.serialization.ModelTypes;
import io.rankstream.model.archive.ArchivedRecord;
import io.rankstream.model.archive.RowChange;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.data.Struct;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.source.SourceRecord;
import org.apache.flink.cdc.debezium.DebeziumDeserializationSchema;
import org.apache.flink.util.Collector;

/**
 * Turns a change of the database into versions of rows as they are archived: named by their place
 * in the binlog, {@code file:position:row}, or {@code snapshot}.
 */
final class ArchivedRowSchema implements DebeziumDeserializationSchema<ArchivedRecord> {

    private static final long serialVersionUID = 1L;

    private static final String SNAPSHOT = "snapshot";

    private final String dimension;
    private final RowDeserializationSchema rows;
    private final String declaration;

    private transient List<DimensionRow> found;
    private transient ListCollector<DimensionRow> collector;
    private transient FieldSchema columns;

    /**
     * Creates the schema.
     *
     * @param dimension the name of the dimension, such as {@code player}
     */
    ArchivedRowSchema(String dimension, DimensionTable table) {
        this.dimension = dimension;
        this.rows = new RowDeserializationSchema(table);
        this.declaration = table.columns().toString();
    }

    @Override
    public void deserialize(SourceRecord record, Collector<ArchivedRecord> out) {
        if (columns == null) {
            columns = FieldSchema.parse(declaration);
            found = new ArrayList<>(2);
            collector = new ListCollector<>(found);
        }
        found.clear();
        rows.deserialize(record, collector);
        if (found.isEmpty()) {
            return;
        }
        long now = System.currentTimeMillis();
        for (int i = 0; i < found.size(); i++) {
            out.collect(archived(found.get(i), record, i, now));
        }
    }

    private ArchivedRecord archived(DimensionRow row, SourceRecord record, int place, long now) {
        long eventTime = row.isSnapshot() ? now : row.validFrom();
        return new ArchivedRecord(
                dimension,
                "",
                row.isSnapshot() ? SNAPSHOT : position((Struct) record.value()),
                place,
                row.key(),
                now,
                eventTime,
                eventTime,
                0,
                RowChange.toJson(row, columns));
    }

    private static String position(Struct change) {
        Struct source = change.getStruct("source");
        return source.getString("file")
                + ':'
                + source.getInt64("pos")
                + ':'
                + source.getInt32("row");
    }

    @Override
    public TypeInformation<ArchivedRecord> getProducedType() {
        return ModelTypes.ARCHIVED_RECORD;
    }
}
