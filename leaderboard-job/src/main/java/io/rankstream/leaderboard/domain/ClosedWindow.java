package io.rankstream.leaderboard.domain;

import io.rankstream.model.command.BoardCommand.WindowShare;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What the tasks' shares of one closed window add up to. */
public final class ClosedWindow {

    /** Of the bytes that {@link #write} makes; every one that was ever released is read. */
    private static final byte VERSION = 1;

    private final int trackId;
    private final String window;
    private final long end;
    private final long expireAt;
    private final long members;
    private final long checksum;

    private ClosedWindow(
            int trackId, String window, long end, long expireAt, long members, long checksum) {
        this.trackId = trackId;
        this.window = window;
        this.end = end;
        this.expireAt = expireAt;
        this.members = members;
        this.checksum = checksum;
    }

    /** A window of which no more is known than one share. */
    public static ClosedWindow of(WindowShare share) {
        return new ClosedWindow(
                share.trackId(),
                share.window(),
                share.windowEnd(),
                share.expireAt(),
                share.members(),
                share.checksum());
    }

    /** This window with one share more; a retention that grew keeps it longer. */
    public ClosedWindow plus(WindowShare share) {
        return new ClosedWindow(
                trackId,
                window,
                end,
                Math.max(expireAt, share.expireAt()),
                members + share.members(),
                checksum + share.checksum());
    }

    /** Names a window among those of its board. */
    public static String idOf(int trackId, String window) {
        return trackId + ":" + window;
    }

    /** As {@link #idOf}. */
    public String id() {
        return idOf(trackId, window);
    }

    /** Names the life of the board that the window belongs to. */
    public int trackId() {
        return trackId;
    }

    public String window() {
        return window;
    }

    /** Epoch milliseconds, exclusive. */
    public long end() {
        return end;
    }

    /** When it is forgotten, epoch milliseconds. */
    public long expireAt() {
        return expireAt;
    }

    public long members() {
        return members;
    }

    public long checksum() {
        return checksum;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Texts.writeVarInt(trackId, out);
        Texts.write(window, out);
        out.writeLong(end);
        out.writeLong(expireAt);
        out.writeLong(members);
        out.writeLong(checksum);
    }

    public static ClosedWindow read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("unknown version of a closed window: " + version);
        }
        return new ClosedWindow(
                Texts.readVarInt(in),
                Texts.read(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
