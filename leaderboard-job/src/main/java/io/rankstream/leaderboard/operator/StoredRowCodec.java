package io.rankstream.leaderboard.operator;

import io.rankstream.flink.serialization.Codec;
import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.ObjectInputStream;

/** Writes a row for keeps, with what it is made of: columns may come and go. */
public final class StoredRowCodec implements Codec<DimensionRow> {

    private static final long serialVersionUID = 1L;

    private final String declaration;
    private transient FieldSchema columns;

    public StoredRowCodec(String declaration) {
        this.declaration = declaration;
        this.columns = FieldSchema.parse(declaration);
    }

    @Override
    public String name() {
        return "stored row";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String declaration() {
        return declaration;
    }

    @Override
    public boolean readsDeclaration(String written) {
        return true;
    }

    @Override
    public void write(DimensionRow row, DataOutput out) throws IOException {
        Texts.write(declaration, out);
        row.write(columns, out);
    }

    @Override
    public DimensionRow read(DataInput in) throws IOException {
        String written = Texts.read(in);
        if (written.equals(declaration)) {
            return DimensionRow.read(columns, in);
        }
        FieldSchema before = FieldSchema.parse(written);
        return DimensionRow.read(before, in).withColumns(before, columns);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        columns = FieldSchema.parse(declaration);
    }
}
