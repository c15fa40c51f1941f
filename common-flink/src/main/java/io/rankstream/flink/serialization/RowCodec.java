package io.rankstream.flink.serialization;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Stores rows of a dimension with their declared columns. */
public final class RowCodec extends DeclaredCodec<DimensionRow> {

    private static final long serialVersionUID = 1L;

    public RowCodec(FieldSchema columns) {
        super(columns);
    }

    /** For savepoints: builds the codec from its {@link #declaration()}. */
    public RowCodec(String declaration) {
        super(declaration);
    }

    @Override
    public String name() {
        return "dimension row";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public void write(DimensionRow value, DataOutput out) throws IOException {
        value.write(schema(), out);
    }

    @Override
    public DimensionRow read(DataInput in) throws IOException {
        return DimensionRow.read(schema(), in);
    }
}
