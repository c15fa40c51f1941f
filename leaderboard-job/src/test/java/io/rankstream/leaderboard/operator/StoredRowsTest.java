package io.rankstream.leaderboard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import org.junit.jupiter.api.Test;

class StoredRowsTest {

    private static final FieldSchema COLUMNS = FieldSchema.parse("alias:string,level:int");

    @Test
    void givesARowBack() {
        StoredRows rows = new StoredRows(COLUMNS);

        DimensionRow row = rows.read(rows.write(row()));

        assertThat(row.key()).isEqualTo("ada");
        assertThat(row.validFrom()).isEqualTo(7);
        assertThat(row.values()).isEqualTo(row().values());
    }

    @Test
    void keepsColumnsByName_whereTheDeclarationChanged() {
        StoredRows changed = new StoredRows(FieldSchema.parse("level:int,vip:boolean"));

        DimensionRow row = changed.read(new StoredRows(COLUMNS).write(row()));

        assertThat(row.values().integer(0)).isEqualTo(5);
        assertThat(row.values().isPresent(1)).isFalse();
    }

    private static DimensionRow row() {
        FieldValues values = new FieldValues(COLUMNS);
        values.setText(0, "Ada");
        values.setInteger(1, 5);
        return DimensionRow.of("ada", 7, values);
    }
}
