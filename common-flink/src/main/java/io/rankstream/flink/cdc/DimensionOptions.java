package io.rankstream.flink.cdc;

import io.rankstream.flink.config.InvalidConfigurationException;
import io.rankstream.flink.config.Option;
import io.rankstream.flink.config.PropertyGroup;
import io.rankstream.model.field.FieldSchema;

/** The table of the player dimension, for every job that reads it. */
public final class DimensionOptions {

    public static final Option<String> PLAYER_TABLE =
            Option.string("player.table")
                    .required()
                    .describedAs("The table of the player dimension, `database.table`.");

    public static final Option<String> PLAYER_KEY =
            Option.string("player.key")
                    .withDefault("player_id")
                    .describedAs("Its column that holds the player id.");

    public static final Option<FieldSchema> PLAYER_COLUMNS =
            Option.of("player.columns", "field list", FieldSchema::parse)
                    .required()
                    .describedAs(
                            "The columns that are read, `name:type` separated by commas; no other"
                                    + " leaves the database.");

    /**
     * The player table that the properties name.
     *
     * @throws InvalidConfigurationException if its name is not of the form {@code database.table}
     */
    public static DimensionTable playerTable(PropertyGroup dimension) {
        try {
            return DimensionTable.of(
                    dimension.get(PLAYER_TABLE),
                    dimension.get(PLAYER_KEY),
                    dimension.get(PLAYER_COLUMNS));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException(
                    "dimension.player.table: '"
                            + dimension.get(PLAYER_TABLE)
                            + "' "
                            + e.getMessage(),
                    e);
        }
    }

    private DimensionOptions() {}
}
