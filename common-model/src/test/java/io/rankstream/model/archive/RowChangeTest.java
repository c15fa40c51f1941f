package io.rankstream.model.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowChangeTest {

    private static final FieldSchema COLUMNS =
            FieldSchema.parse("alias:string,level:int,factor:decimal,banned:boolean,team:string");

    @Test
    void givesBackARow() {
        for (DimensionRow row :
                new DimensionRow[] {
                    DimensionRow.snapshot("7", values()),
                    DimensionRow.of("a\"ä", 1_700_000_000_123L, values()),
                    DimensionRow.of("8", 0, new FieldValues(COLUMNS)),
                    DimensionRow.deleted("9", 1_700_000_000_123L)
                }) {
            DimensionRow read = RowChange.parse(RowChange.toJson(row, COLUMNS), COLUMNS);

            assertThat(read.key()).isEqualTo(row.key());
            assertThat(read.validFrom()).isEqualTo(row.validFrom());
            assertThat(read.values()).isEqualTo(row.values());
            assertThat(read.isDeleted()).isEqualTo(row.isDeleted());
        }
    }

    @Test
    void namesItsColumns() {
        assertThat(json(DimensionRow.of("7", 12, values())))
                .isEqualTo(
                        "{\"op\":\"upsert\",\"key\":\"7\",\"valid_from\":12,\"columns\":{"
                                + "\"alias\":\"Ada\",\"level\":-3,\"factor\":0.1,\"banned\":true}}");
        assertThat(json(DimensionRow.deleted("7", 12)))
                .isEqualTo("{\"op\":\"delete\",\"key\":\"7\",\"valid_from\":12}");
        assertThat(json(DimensionRow.snapshot("7", new FieldValues(COLUMNS))))
                .isEqualTo("{\"op\":\"snapshot\",\"key\":\"7\",\"columns\":{}}");
    }

    @Test
    void isReadUnderALaterDeclaration() {
        FieldSchema later = FieldSchema.parse("country:string,level:decimal");

        DimensionRow read =
                RowChange.parse(
                        RowChange.toJson(DimensionRow.of("7", 1, values()), COLUMNS), later);

        assertThat(read.values().isPresent(0)).isFalse();
        assertThat(read.values().decimal(1)).isEqualTo(-3.0);
    }

    @Test
    void refusesAColumnOfAnotherType_namingColumnAndValue() {
        byte[] json = RowChange.toJson(DimensionRow.of("7", 1, values()), COLUMNS);

        assertThatThrownBy(() -> RowChange.parse(json, FieldSchema.parse("alias:int")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column alias: 'Ada' is not of its type int");
    }

    @Test
    void refusesWhatIsNoRow() {
        for (String json :
                new String[] {
                    "",
                    "[]",
                    "{",
                    "{\"op\":\"upsert\",\"key\":\"7\"}",
                    "{\"op\":\"truncate\",\"key\":\"7\",\"valid_from\":1}",
                    "{\"op\":\"delete\",\"valid_from\":1}",
                    "{\"op\":\"delete\",\"key\":\"7\",\"valid_from\":\"x\"}"
                }) {
            assertThatThrownBy(
                            () -> RowChange.parse(json.getBytes(StandardCharsets.UTF_8), COLUMNS))
                    .as(json)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a row that ");
        }
    }

    private static String json(DimensionRow row) {
        return new String(RowChange.toJson(row, COLUMNS), StandardCharsets.UTF_8);
    }

    private static FieldValues values() {
        FieldValues values = new FieldValues(COLUMNS);
        values.setText(0, "Ada");
        values.setInteger(1, -3);
        values.setDecimal(2, 0.1);
        values.setBool(3, true);
        return values;
    }
}
