package io.rankstream.leaderboard.domain;

import io.rankstream.model.board.BoardDefinition;
import io.rankstream.model.board.InvalidDefinitionException;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One announcement that a window is final, or that a final window was revised. */
public final class FinalWindow {

    private final String board;
    private final String definition;
    private final int trackId;
    private final boolean live;
    private final int version;
    private final long start;
    private final long finalAt;
    private final long revision;
    private final ClosedWindow window;

    private transient BoardDefinition parsed;

    /**
     * @param definition the newest one of the board or shadow
     * @param trackId names the life of the board that the window belongs to
     * @param live whether it is the live board's, not a shadow's
     * @param version of the rules at the window's end
     * @param start of the window, epoch milliseconds, or {@code BoardWindow.NONE} if unknown
     * @param finalAt when it became final on the arrival clock, epoch milliseconds
     * @param revision grows with each announcement of the board
     */
    public FinalWindow(
            BoardDefinition definition,
            int trackId,
            boolean live,
            int version,
            long start,
            long finalAt,
            long revision,
            ClosedWindow window) {
        this(
                definition.board(),
                definition.toJson(),
                trackId,
                live,
                version,
                start,
                finalAt,
                revision,
                window);
        this.parsed = definition;
    }

    private FinalWindow(
            String board,
            String definition,
            int trackId,
            boolean live,
            int version,
            long start,
            long finalAt,
            long revision,
            ClosedWindow window) {
        this.board = board;
        this.definition = definition;
        this.trackId = trackId;
        this.live = live;
        this.version = version;
        this.start = start;
        this.finalAt = finalAt;
        this.revision = revision;
        this.window = window;
    }

    public String board() {
        return board;
    }

    /** The newest definition of the board or shadow. */
    public BoardDefinition definition() {
        if (parsed == null) {
            try {
                parsed = BoardDefinition.parse(definition);
            } catch (InvalidDefinitionException e) {
                throw new IllegalStateException("was accepted before: " + definition, e);
            }
        }
        return parsed;
    }

    /** Names the life of the board that the window belongs to. */
    public int trackId() {
        return trackId;
    }

    /** Whether it is the live board's, not a shadow's. */
    public boolean isLive() {
        return live;
    }

    /** Of the rules at the window's end. */
    public int version() {
        return version;
    }

    /** Start of the window, epoch milliseconds, or {@code BoardWindow.NONE} if unknown. */
    public long start() {
        return start;
    }

    /** When it became final on the arrival clock, epoch milliseconds. */
    public long finalAt() {
        return finalAt;
    }

    /** Grows with each announcement of the board. */
    public long revision() {
        return revision;
    }

    /** The label of the window. */
    public String window() {
        return window.window();
    }

    /** When it is forgotten, epoch milliseconds. */
    public long expireAt() {
        return window.expireAt();
    }

    /** How many members stand in it, all partitions together. */
    public long members() {
        return window.members();
    }

    /** Of all members together. */
    public long checksum() {
        return window.checksum();
    }

    public void write(DataOutput out) throws IOException {
        Texts.write(board, out);
        Texts.write(definition, out);
        Texts.writeVarInt(trackId, out);
        out.writeBoolean(live);
        Texts.writeVarInt(version, out);
        out.writeLong(start);
        out.writeLong(finalAt);
        out.writeLong(revision);
        window.write(out);
    }

    public static FinalWindow read(DataInput in) throws IOException {
        return new FinalWindow(
                Texts.read(in),
                Texts.read(in),
                Texts.readVarInt(in),
                in.readBoolean(),
                Texts.readVarInt(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                ClosedWindow.read(in));
    }
}
