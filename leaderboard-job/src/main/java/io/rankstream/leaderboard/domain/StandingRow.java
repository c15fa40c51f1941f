package io.rankstream.leaderboard.domain;

import io.rankstream.model.field.Texts;
import io.rankstream.model.standings.RewardId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * One row of the final standings: where a member stands in a final window, or that it stands there
 * no more.
 */
public final class StandingRow {

    /** The {@link #reachedAt} of a score whose time does not matter. */
    public static final long UNTIMED = Long.MIN_VALUE;

    private static final int WITHDRAWN = 0;

    private final String board;
    private final int version;
    private final String window;
    private final String partition;
    private final String member;
    private final long rank;
    private final long score;
    private final int decimals;
    private final long reachedAt;
    private final long revision;
    private final long finalizedAt;

    private StandingRow(
            String board,
            int version,
            String window,
            String partition,
            String member,
            long rank,
            long score,
            int decimals,
            long reachedAt,
            long revision,
            long finalizedAt) {
        this.board = board;
        this.version = version;
        this.window = window;
        this.partition = partition;
        this.member = member;
        this.rank = rank;
        this.score = score;
        this.decimals = decimals;
        this.reachedAt = reachedAt;
        this.revision = revision;
        this.finalizedAt = finalizedAt;
    }

    /**
     * A member that stands among the first.
     *
     * @param rank from 1
     * @param score times 10^decimals
     * @param reachedAt epoch milliseconds, or {@link #UNTIMED}
     */
    public static StandingRow of(
            FinalWindow window,
            String partition,
            String member,
            long rank,
            long score,
            long reachedAt) {
        return new StandingRow(
                window.board(),
                window.version(),
                window.window(),
                partition,
                member,
                rank,
                score,
                window.definition().decimals(),
                reachedAt,
                window.revision(),
                window.finalAt());
    }

    /** A member that stood among the first in an earlier revision. */
    public static StandingRow withdrawn(FinalWindow window, String partition, String member) {
        return of(window, partition, member, WITHDRAWN, 0, UNTIMED);
    }

    public String board() {
        return board;
    }

    /** Of the rules at the window's end. */
    public int version() {
        return version;
    }

    /** The label of the window. */
    public String window() {
        return window;
    }

    /** As keys have it; empty without partitions. */
    public String partition() {
        return partition;
    }

    public String member() {
        return member;
    }

    /** Whether the member is not among the first any more. */
    public boolean isWithdrawn() {
        return rank == WITHDRAWN;
    }

    /** From 1; 0 if it {@link #isWithdrawn}. */
    public long rank() {
        return rank;
    }

    /** With the decimals of the board; null if it {@link #isWithdrawn}. */
    public BigDecimal score() {
        return isWithdrawn() ? null : BigDecimal.valueOf(score, decimals);
    }

    /** When the score was reached, epoch milliseconds, or {@link #UNTIMED}. */
    public long reachedAt() {
        return reachedAt;
    }

    /** Of the announcement of the window; the higher one counts. */
    public long revision() {
        return revision;
    }

    /** When the window became final on the arrival clock, epoch milliseconds. */
    public long finalizedAt() {
        return finalizedAt;
    }

    public UUID rewardId() {
        return RewardId.of(board, window, partition, member);
    }

    public void write(DataOutput out) throws IOException {
        Texts.write(board, out);
        Texts.writeVarInt(version, out);
        Texts.write(window, out);
        Texts.write(partition, out);
        Texts.write(member, out);
        out.writeLong(rank);
        out.writeLong(score);
        Texts.writeVarInt(decimals, out);
        out.writeLong(reachedAt);
        out.writeLong(revision);
        out.writeLong(finalizedAt);
    }

    public static StandingRow read(DataInput in) throws IOException {
        return new StandingRow(
                Texts.read(in),
                Texts.readVarInt(in),
                Texts.read(in),
                Texts.read(in),
                Texts.read(in),
                in.readLong(),
                in.readLong(),
                Texts.readVarInt(in),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    @Override
    public String toString() {
        return board
                + ' '
                + window
                + ' '
                + partition
                + ' '
                + (isWithdrawn() ? "withdrawn" : rank + ". " + score())
                + ' '
                + member
                + " r"
                + revision;
    }
}
