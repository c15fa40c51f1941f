package io.rankstream.leaderboard.domain;

import io.rankstream.model.field.Texts;
import io.rankstream.model.standings.RankedMember;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one shard of a partition of a closed window holds: its best members one by one, and of all
 * of them how many there are and what their checksums add up to.
 */
public final class ShardOfWindow {

    /** Into how many shards the members of a partition are divided; never to be changed. */
    public static final int SHARDS = 16;

    private final String board;
    private final int trackId;
    private final String window;
    private final String partition;
    private final long expireAt;
    private final int shard;
    private final int members;
    private final long checksum;
    private final List<RankedMember> best;

    /**
     * @param best the best first, or null if they are as they were said to be before
     */
    public ShardOfWindow(
            String board,
            int trackId,
            String window,
            String partition,
            long expireAt,
            int shard,
            int members,
            long checksum,
            List<RankedMember> best) {
        this.board = board;
        this.trackId = trackId;
        this.window = window;
        this.partition = partition;
        this.expireAt = expireAt;
        this.shard = shard;
        this.members = members;
        this.checksum = checksum;
        this.best = best;
    }

    /** The shard of a partition that a member is in. */
    public static int of(String member) {
        // The low bits of a text's hash are those of its last character.
        return (member.hashCode() * 0x9E3779B9) >>> 28;
    }

    public String board() {
        return board;
    }

    /** Names the life of the board that the window belongs to. */
    public int trackId() {
        return trackId;
    }

    /** The label of the window. */
    public String window() {
        return window;
    }

    /** As keys have it; empty without partitions. */
    public String partition() {
        return partition;
    }

    /** When it is forgotten, epoch milliseconds. */
    public long expireAt() {
        return expireAt;
    }

    /** Its number among the shards of the partition. */
    public int shard() {
        return shard;
    }

    /** How many members it holds. */
    public int members() {
        return members;
    }

    /** What its members add to the checksum of the window. */
    public long checksum() {
        return checksum;
    }

    /** The best first, or null if they are as they were said to be before. */
    public List<RankedMember> best() {
        return best;
    }

    /** The same shard with these as the best. */
    public ShardOfWindow withBest(List<RankedMember> others) {
        return new ShardOfWindow(
                board, trackId, window, partition, expireAt, shard, members, checksum, others);
    }

    public void write(DataOutput out) throws IOException {
        Texts.write(board, out);
        Texts.writeVarInt(trackId, out);
        Texts.write(window, out);
        Texts.write(partition, out);
        out.writeLong(expireAt);
        Texts.writeVarInt(shard, out);
        Texts.writeVarInt(members, out);
        out.writeLong(checksum);
        Texts.writeVarInt(best == null ? 0 : best.size() + 1, out);
        if (best != null) {
            for (RankedMember member : best) {
                Texts.write(member.member(), out);
                out.writeLong(member.value());
            }
        }
    }

    public static ShardOfWindow read(DataInput in) throws IOException {
        return new ShardOfWindow(
                Texts.read(in),
                Texts.readVarInt(in),
                Texts.read(in),
                Texts.read(in),
                in.readLong(),
                Texts.readVarInt(in),
                Texts.readVarInt(in),
                in.readLong(),
                readBest(in));
    }

    private static List<RankedMember> readBest(DataInput in) throws IOException {
        int size = Texts.readVarInt(in) - 1;
        if (size < 0) {
            return null;
        }
        List<RankedMember> best = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            best.add(new RankedMember(Texts.read(in), in.readLong()));
        }
        return best;
    }
}
