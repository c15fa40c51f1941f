package io.rankstream.model.control;

import io.rankstream.model.board.Aggregation;
import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.BoardWindow;
import io.rankstream.model.board.InvalidDefinitionException;
import java.math.BigDecimal;

/** Checks an adjustment of a score against the board it is about. */
final class Adjustments {

    /** The greatest scaled score that Redis holds exactly. */
    private static final BigDecimal MAX_SCALED = BigDecimal.valueOf(1L << 53);

    /**
     * Refuses an adjustment that the board cannot take.
     *
     * @param eventTime when it counts as having happened, epoch milliseconds
     */
    static void check(BoardTrack track, BigDecimal amount, long eventTime)
            throws InvalidDefinitionException {
        BoardDefinition definition = track.newest();
        if (definition.aggregation() != Aggregation.SUM) {
            throw new InvalidDefinitionException(
                    "board",
                    track.board(),
                    "must sum: it takes the " + definition.aggregation().code());
        }
        BigDecimal scaled = amount.movePointRight(definition.decimals()).stripTrailingZeros();
        if (scaled.scale() > 0) {
            throw new InvalidDefinitionException(
                    "amount",
                    amount.toPlainString(),
                    "must have at most " + definition.decimals() + " decimals, as the board has");
        }
        if (scaled.abs().compareTo(MAX_SCALED) > 0) {
            throw new InvalidDefinitionException(
                    "amount",
                    amount.toPlainString(),
                    "must be at most "
                            + MAX_SCALED.movePointLeft(definition.decimals()).toPlainString());
        }
        if (track.ruleAt(eventTime) == null) {
            throw new InvalidDefinitionException(
                    "event_time",
                    Times.shown(eventTime),
                    "must not be before the board, which counts events from "
                            + Times.shown(track.rules().get(0).effectiveFrom()));
        }
        if (track.window().start(eventTime) == BoardWindow.NONE) {
            throw new InvalidDefinitionException(
                    "event_time", Times.shown(eventTime), "must be inside a season of the board");
        }
    }

    private Adjustments() {}
}
