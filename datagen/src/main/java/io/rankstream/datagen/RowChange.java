package io.rankstream.datagen;

/** One change of the table {@code players}. */
public sealed interface RowChange {

    String playerId();

    /** The row is there with these values, whether it was before or not. */
    record Put(String playerId, PlayerRow row) implements RowChange {}

    /** The row is gone. */
    record Delete(String playerId) implements RowChange {}
}
