package io.rankstream.flink.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rankstream.model.field.FieldSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DimensionTableTest {

    @Test
    void namesItsDatabase() {
        DimensionTable table = DimensionTable.of("gaming.players", "player_id", FieldSchema.EMPTY);

        assertThat(table.database()).isEqualTo("gaming");
        assertThat(table.name()).isEqualTo("gaming.players");
    }

    /** The connector would read a name with other characters as a pattern for many tables. */
    @ParameterizedTest
    @ValueSource(strings = {"players", "gaming.*", "a.b.c", "gaming.players,gaming.secrets", ""})
    void refusesAnythingButOneTable(String name) {
        assertThatThrownBy(() -> DimensionTable.of(name, "player_id", FieldSchema.EMPTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is not a table: use database.table, of letters, digits and '_'");
    }
}
