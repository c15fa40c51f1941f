package io.rankstream.model.scoring;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.Texts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The hot state of one player: everything the usual event needs, read and written as one value.
 *
 * <p>It holds the all-time and open windows of all boards, the versions of the player's row, the
 * ids of the last minutes and the deadlines. What is touched rarely is in the {@link PlayerStore}.
 */
public final class PlayerState {

    /** Written first; a reader knows every version that was ever released. */
    private static final byte VERSION = 1;

    /** What a player takes on the heap that has nothing, the references to it included. */
    private static final long HEAP_BYTES = 640;

    private static final long ROW_HEAP_BYTES = 240;

    /** No deadline. */
    static final long NEVER = Long.MAX_VALUE;

    final SeenIds seenIds;

    /** The events that may yet be judged otherwise. */
    final EventLog log;

    final OpenSessions sessions;
    final Bans bans;
    final ClosedWindows closedWindows;
    final List<BoardValue> openWindows = new ArrayList<>(8);

    /** In the order of their validity; the last is the newest. */
    final List<DimensionRow> rows = new ArrayList<>(1);

    /** The {@link ScoringRules#generation} that the published values follow. */
    long rulesGeneration;

    boolean profilePublished;

    /** A player once parked in vain is not parked again, for as long as there is other state. */
    boolean parkedInVain;

    int parkedEvents;

    /** When parked events are released, on the wall clock. */
    long parkedUntil = NEVER;

    /** When the first closed window may be forgotten, on the arrival clock. */
    long closedWindowsExpireAt = NEVER;

    /** When the first retraction may be forgotten, on the arrival clock. */
    long retractionsExpireAt = NEVER;

    /** Events that arrived up to then do not count any more: the player was erased. */
    long erasedUntil = Long.MIN_VALUE;

    /** When {@link #erasedUntil} may be forgotten, on the arrival clock. */
    long erasureExpiresAt = NEVER;

    /** When a deleted player is erased, on the arrival clock. */
    long eraseAt = NEVER;

    /** Where to look first: boards ask one after the other, each time in the same order. */
    private int nextWindow;

    private long arrivalTimer = NEVER;
    private long wallTimer = NEVER;

    public PlayerState() {
        this(new SeenIds(), new EventLog(), new OpenSessions(), new Bans(), new ClosedWindows());
    }

    private PlayerState(
            SeenIds seenIds,
            EventLog log,
            OpenSessions sessions,
            Bans bans,
            ClosedWindows closedWindows) {
        this.seenIds = seenIds;
        this.log = log;
        this.sessions = sessions;
        this.bans = bans;
        this.closedWindows = closedWindows;
    }

    /** The deadline on the arrival clock that a timer is set for, or {@code Long.MAX_VALUE}. */
    public long arrivalTimer() {
        return arrivalTimer;
    }

    public void setArrivalTimer(long arrivalTimer) {
        this.arrivalTimer = arrivalTimer;
    }

    /** The deadline on the wall clock that a timer is set for, or {@code Long.MAX_VALUE}. */
    public long wallTimer() {
        return wallTimer;
    }

    public void setWallTimer(long wallTimer) {
        this.wallTimer = wallTimer;
    }

    /**
     * Forgets everything but the rows, what was said of the player, the ids of events, which are
     * not to count again, and the timers that are set.
     */
    void forgetScores() {
        log.clear();
        sessions.clear();
        openWindows.clear();
        closedWindows.clear();
        profilePublished = false;
        parkedInVain = false;
        parkedEvents = 0;
        parkedUntil = NEVER;
        closedWindowsExpireAt = NEVER;
    }

    /** Whether there is nothing left that is worth keeping. */
    public boolean isEmpty() {
        return seenIds.isEmpty()
                && log.isEmpty()
                && sessions.isEmpty()
                && openWindows.isEmpty()
                && rows.isEmpty()
                && bans.isEmpty()
                && parkedEvents == 0
                && closedWindowsExpireAt == NEVER
                && retractionsExpireAt == NEVER
                && erasureExpiresAt == NEVER;
    }

    /** How much memory it takes, about. */
    public long heapBytes() {
        long bytes = HEAP_BYTES + rows.size() * ROW_HEAP_BYTES;
        bytes += seenIds.heapBytes() + log.heapBytes();
        bytes += sessions.heapBytes() + closedWindows.heapBytes();
        for (BoardValue value : openWindows) {
            bytes += value.heapBytes();
        }
        return bytes;
    }

    BoardValue openWindow(int trackId, long windowStart, String place) {
        int size = openWindows.size();
        int at = nextWindow;
        for (int i = 0; i < size; i++) {
            if (at >= size) {
                at = 0;
            }
            BoardValue value = openWindows.get(at);
            at++;
            if (value.trackId() == trackId
                    && value.windowStart() == windowStart
                    && value.place().equals(place)) {
                nextWindow = at;
                return value;
            }
        }
        return null;
    }

    /** The newest version of the player's row, or null if none is known. */
    DimensionRow newestRow() {
        return rows.isEmpty() ? null : rows.get(rows.size() - 1);
    }

    /** The values of the row that was valid at a time, or null if there was none. */
    FieldValues rowAt(long time) {
        for (int i = rows.size() - 1; i >= 0; i--) {
            DimensionRow row = rows.get(i);
            if (row.validFrom() <= time) {
                return row.values();
            }
        }
        return null;
    }

    /**
     * Writes this state.
     *
     * @param columns what the rows are made of; they are written along
     */
    public void write(FieldSchema columns, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(rulesGeneration);
        seenIds.write(out);
        log.write(out);
        sessions.write(out);
        bans.write(out);
        closedWindows.write(out);
        Texts.writeVarInt(openWindows.size(), out);
        for (BoardValue value : openWindows) {
            value.write(out);
        }
        writeRows(columns, out);
        out.writeBoolean(profilePublished);
        out.writeBoolean(parkedInVain);
        Texts.writeVarInt(parkedEvents, out);
        out.writeLong(parkedUntil);
        out.writeLong(closedWindowsExpireAt);
        out.writeLong(retractionsExpireAt);
        out.writeLong(erasedUntil);
        out.writeLong(erasureExpiresAt);
        out.writeLong(eraseAt);
        out.writeLong(arrivalTimer);
        out.writeLong(wallTimer);
    }

    private void writeRows(FieldSchema columns, DataOutput out) throws IOException {
        Texts.writeVarInt(rows.size(), out);
        if (rows.isEmpty()) {
            return;
        }
        out.writeInt(columns.fingerprint());
        Texts.write(columns.toString(), out);
        for (DimensionRow row : rows) {
            row.write(columns, out);
        }
    }

    /**
     * Reads a state of any released version.
     *
     * @param columns the declaration in force, which may have changed since the state was written
     */
    public static PlayerState read(FieldSchema columns, DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("player state of version " + version + " is not known");
        }
        long generation = in.readLong();
        PlayerState state =
                new PlayerState(
                        SeenIds.read(in),
                        EventLog.read(in),
                        OpenSessions.read(in),
                        Bans.read(in),
                        ClosedWindows.read(in));
        state.rulesGeneration = generation;
        int values = Texts.readVarInt(in);
        for (int i = 0; i < values; i++) {
            state.openWindows.add(BoardValue.read(in));
        }
        state.readRows(columns, in);
        state.profilePublished = in.readBoolean();
        state.parkedInVain = in.readBoolean();
        state.parkedEvents = Texts.readVarInt(in);
        state.parkedUntil = in.readLong();
        state.closedWindowsExpireAt = in.readLong();
        state.retractionsExpireAt = in.readLong();
        state.erasedUntil = in.readLong();
        state.erasureExpiresAt = in.readLong();
        state.eraseAt = in.readLong();
        state.arrivalTimer = in.readLong();
        state.wallTimer = in.readLong();
        return state;
    }

    private void readRows(FieldSchema columns, DataInput in) throws IOException {
        int count = Texts.readVarInt(in);
        if (count == 0) {
            return;
        }
        int fingerprint = in.readInt();
        byte[] declaration = Texts.readBytes(in);
        if (fingerprint == columns.fingerprint()) {
            for (int i = 0; i < count; i++) {
                rows.add(DimensionRow.read(columns, in));
            }
            return;
        }
        FieldSchema written = FieldSchema.parse(new String(declaration, StandardCharsets.UTF_8));
        for (int i = 0; i < count; i++) {
            rows.add(DimensionRow.read(written, in).withColumns(written, columns));
        }
    }
}
