package io.rankstream.model.rebuild;

import io.rankstream.model.player.PlayerInput;
import java.util.Objects;

/** An event, a row or a message of one player, with its place among all of them. */
public final class PlayerRecord implements Comparable<PlayerRecord> {

    private final long arrivalTime;
    private final String position;
    private final PlayerInput input;

    /**
     * @param arrivalTime epoch milliseconds
     * @param position tells records of one time apart, see {@link Positions}
     */
    public PlayerRecord(long arrivalTime, String position, PlayerInput input) {
        this.arrivalTime = arrivalTime;
        this.position = Objects.requireNonNull(position);
        this.input = Objects.requireNonNull(input);
    }

    public String playerId() {
        return input.playerId();
    }

    /** Epoch milliseconds. */
    public long arrivalTime() {
        return arrivalTime;
    }

    /** Tells records of one time apart. */
    public String position() {
        return position;
    }

    public PlayerInput input() {
        return input;
    }

    @Override
    public int compareTo(PlayerRecord other) {
        return arrivalTime != other.arrivalTime
                ? Long.compare(arrivalTime, other.arrivalTime)
                : position.compareTo(other.position);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlayerRecord
                && compareTo((PlayerRecord) other) == 0
                && input.equals(((PlayerRecord) other).input);
    }

    @Override
    public int hashCode() {
        return Objects.hash(arrivalTime, position);
    }
}
