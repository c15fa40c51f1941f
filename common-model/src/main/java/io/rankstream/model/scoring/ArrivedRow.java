package io.rankstream.model.scoring;

import io.rankstream.model.dimension.DimensionRow;

/** A version of a row, and when it became known. */
public final class ArrivedRow {

    private final DimensionRow row;
    private final long arrivalTime;

    /**
     * @param arrivalTime epoch milliseconds
     */
    public ArrivedRow(DimensionRow row, long arrivalTime) {
        this.row = row;
        this.arrivalTime = arrivalTime;
    }

    public DimensionRow row() {
        return row;
    }

    /** When it became known, epoch milliseconds. */
    public long arrivalTime() {
        return arrivalTime;
    }
}
