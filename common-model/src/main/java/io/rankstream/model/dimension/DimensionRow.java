package io.rankstream.model.dimension;

import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.Texts;
import io.rankstream.model.player.BroadcastInput;
import io.rankstream.model.player.PlayerInput;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One version of one row of a dimension: an idempotent upsert, or the end of the row. */
public final class DimensionRow implements PlayerInput, BroadcastInput {

    /** A snapshot row says nothing of its past: it counts from the beginning. */
    public static final long FROM_THE_BEGINNING = Long.MIN_VALUE;

    private final String key;
    private final long validFrom;
    private final FieldValues values;

    private DimensionRow(String key, long validFrom, FieldValues values) {
        this.key = key;
        this.validFrom = validFrom;
        this.values = values;
    }

    /** A row that has these values from {@code validFrom} (epoch milliseconds) on. */
    public static DimensionRow of(String key, long validFrom, FieldValues values) {
        return new DimensionRow(key, validFrom, values);
    }

    /** A row found by a snapshot: valid from the beginning if the key is unknown. */
    public static DimensionRow snapshot(String key, FieldValues values) {
        return new DimensionRow(key, FROM_THE_BEGINNING, values);
    }

    /** The end of a row at {@code validFrom} (epoch milliseconds). */
    public static DimensionRow deleted(String key, long validFrom) {
        return new DimensionRow(key, validFrom, null);
    }

    /** The primary key as text. */
    public String key() {
        return key;
    }

    @Override
    public String playerId() {
        return key;
    }

    public long validFrom() {
        return validFrom;
    }

    public boolean isSnapshot() {
        return validFrom == FROM_THE_BEGINNING;
    }

    public boolean isDeleted() {
        return values == null;
    }

    /** The columns; null if the row is deleted. */
    public FieldValues values() {
        return values;
    }

    /** The same version under another declaration: columns keep their values by name and type. */
    public DimensionRow withColumns(FieldSchema from, FieldSchema to) {
        return values == null ? this : new DimensionRow(key, validFrom, values.convert(from, to));
    }

    public void write(FieldSchema columns, DataOutput out) throws IOException {
        Texts.write(key, out);
        out.writeLong(validFrom);
        out.writeBoolean(values != null);
        if (values != null) {
            values.write(columns, out);
        }
    }

    public static DimensionRow read(FieldSchema columns, DataInput in) throws IOException {
        String key = Texts.read(in);
        long validFrom = in.readLong();
        FieldValues values = in.readBoolean() ? FieldValues.read(columns, in) : null;
        return new DimensionRow(key, validFrom, values);
    }
}
