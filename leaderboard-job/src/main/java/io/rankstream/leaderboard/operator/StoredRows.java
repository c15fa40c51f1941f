package io.rankstream.leaderboard.operator;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Turns rows into bytes for keeps, with what they are made of, and back.
 *
 * <p>Broadcast state is read by the serializer that wrote it, before the job that is restored can
 * say how its columns have changed. So it holds bytes, and a row is made of them when it is needed.
 */
final class StoredRows {

    private final FieldSchema columns;
    private final String declaration;

    /**
     * Makes rows of the columns that are declared now.
     *
     * @param columns without the key
     */
    StoredRows(FieldSchema columns) {
        this.columns = columns;
        this.declaration = columns.toString();
    }

    byte[] write(DimensionRow row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            Texts.write(declaration, out);
            row.write(columns, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The row, or null for no bytes; columns keep their values by name and type. */
    DimensionRow read(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            String written = Texts.read(in);
            if (written.equals(declaration)) {
                return DimensionRow.read(columns, in);
            }
            FieldSchema before = FieldSchema.parse(written);
            return DimensionRow.read(before, in).withColumns(before, columns);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
