package io.rankstream.model.scoring;

import io.rankstream.model.dimension.DimensionRow;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    // What there is; the first seven are the usual ones, and take one byte.
    private static final int LOG = 1;
    private static final int CLOSED_WINDOWS = 1 << 1;
    private static final int CLOSED_WINDOWS_EXPIRE = 1 << 2;
    private static final int ROWS = 1 << 3;
    private static final int PROFILE_PUBLISHED = 1 << 4;
    private static final int SESSIONS = 1 << 5;
    private static final int BANS = 1 << 6;
    private static final int PARKED_IN_VAIN = 1 << 7;
    private static final int PARKED = 1 << 8;
    private static final int RETRACTIONS_EXPIRE = 1 << 9;
    private static final int ERASED = 1 << 10;
    private static final int ERASURE_EXPIRES = 1 << 11;
    private static final int ERASE = 1 << 12;

    private static final int DELETED = 1;
    private static final int SNAPSHOT = 1 << 1;

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
    final List<BoardValue> openWindows;

    /** In the order of their validity; the last is the newest. */
    final List<DimensionRow> rows = new ArrayList<>(0);

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

    /**
     * When the first open window closes, on the arrival clock; {@code Long.MIN_VALUE} while that is
     * not known. It is not written.
     */
    long nextCloseAt = Long.MIN_VALUE;

    /** Where to look first: boards ask one after the other, each time in the same order. */
    private int nextWindow;

    public PlayerState() {
        this(
                new SeenIds(),
                new EventLog(),
                new OpenSessions(),
                new Bans(),
                new ClosedWindows(),
                new ArrayList<>());
    }

    private PlayerState(
            SeenIds seenIds,
            EventLog log,
            OpenSessions sessions,
            Bans bans,
            ClosedWindows closedWindows,
            List<BoardValue> openWindows) {
        this.seenIds = seenIds;
        this.log = log;
        this.sessions = sessions;
        this.bans = bans;
        this.closedWindows = closedWindows;
        this.openWindows = openWindows;
    }

    /**
     * Forgets everything but the rows, what was said of the player, the ids of events, which are
     * not to count again.
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

    /** What {@link #setNextCloseAt} is to be told of the same state read again. */
    public long nextCloseAt() {
        return nextCloseAt;
    }

    /** Spares one that was just read a look at all of its windows. */
    public void setNextCloseAt(long nextCloseAt) {
        this.nextCloseAt = nextCloseAt;
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
    public void write(FieldSchema columns, PackedOutput out) {
        out.write(VERSION);
        int flags = flags();
        out.writeUnsigned(flags);
        out.writeUnsigned(rulesGeneration);
        seenIds.write(out);
        long near = seenIds.near();
        if ((flags & LOG) != 0) {
            log.write(near, seenIds, out);
        }
        if ((flags & SESSIONS) != 0) {
            sessions.write(near, out);
        }
        if ((flags & BANS) != 0) {
            writeBans(out);
        }
        if ((flags & CLOSED_WINDOWS) != 0) {
            closedWindows.write(near, out);
        }
        out.writeUnsigned(openWindows.size());
        for (BoardValue value : openWindows) {
            value.write(near, out);
        }
        if ((flags & ROWS) != 0) {
            writeRows(columns, near, out);
        }
        if ((flags & PARKED) != 0) {
            out.writeUnsigned(parkedEvents);
            out.writeSigned(parkedUntil - near);
        }
        writeTime(flags & CLOSED_WINDOWS_EXPIRE, closedWindowsExpireAt, near, out);
        writeTime(flags & RETRACTIONS_EXPIRE, retractionsExpireAt, near, out);
        writeTime(flags & ERASED, erasedUntil, near, out);
        writeTime(flags & ERASURE_EXPIRES, erasureExpiresAt, near, out);
        writeTime(flags & ERASE, eraseAt, near, out);
    }

    private void writeBans(PackedOutput out) {
        try {
            bans.write(new DataOutputStream(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int flags() {
        return (log.isUnused() ? 0 : LOG)
                | (closedWindows.areNone() ? 0 : CLOSED_WINDOWS)
                | (closedWindowsExpireAt == NEVER ? 0 : CLOSED_WINDOWS_EXPIRE)
                | (rows.isEmpty() ? 0 : ROWS)
                | (profilePublished ? PROFILE_PUBLISHED : 0)
                | (sessions.isEmpty() ? 0 : SESSIONS)
                | (bans.isEmpty() ? 0 : BANS)
                | (parkedInVain ? PARKED_IN_VAIN : 0)
                | (parkedEvents == 0 && parkedUntil == NEVER ? 0 : PARKED)
                | (retractionsExpireAt == NEVER ? 0 : RETRACTIONS_EXPIRE)
                | (erasedUntil == Long.MIN_VALUE ? 0 : ERASED)
                | (erasureExpiresAt == NEVER ? 0 : ERASURE_EXPIRES)
                | (eraseAt == NEVER ? 0 : ERASE);
    }

    private static void writeTime(int flag, long time, long near, PackedOutput out) {
        if (flag != 0) {
            out.writeSigned(time - near);
        }
    }

    private void writeRows(FieldSchema columns, long near, PackedOutput out) {
        out.writeText(columns.toString());
        out.writeText(rows.get(0).key());
        out.writeUnsigned(rows.size());
        for (DimensionRow row : rows) {
            out.write((row.isDeleted() ? DELETED : 0) | (row.isSnapshot() ? SNAPSHOT : 0));
            if (!row.isSnapshot()) {
                out.writeSigned(row.validFrom() - near);
            }
            if (!row.isDeleted()) {
                row.values().pack(columns, out);
            }
        }
    }

    /**
     * Reads a state of any released version.
     *
     * @param columns the declaration in force, which may have changed since the state was written
     */
    public static PlayerState read(FieldSchema columns, PackedInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("player state of version " + version + " is not known");
        }
        int flags = in.readCount();
        long generation = in.readUnsigned();
        SeenIds seen = SeenIds.read(in);
        long near = seen.near();
        PlayerState state =
                new PlayerState(
                        seen,
                        (flags & LOG) == 0 ? new EventLog() : EventLog.read(near, seen, in),
                        (flags & SESSIONS) == 0 ? new OpenSessions() : OpenSessions.read(near, in),
                        (flags & BANS) == 0 ? new Bans() : Bans.read(new DataInputStream(in)),
                        (flags & CLOSED_WINDOWS) == 0
                                ? new ClosedWindows()
                                : ClosedWindows.read(near, in),
                        readValues(near, in));
        state.rulesGeneration = generation;
        if ((flags & ROWS) != 0) {
            state.readRows(columns, near, in);
        }
        state.profilePublished = (flags & PROFILE_PUBLISHED) != 0;
        state.parkedInVain = (flags & PARKED_IN_VAIN) != 0;
        if ((flags & PARKED) != 0) {
            state.parkedEvents = in.readCount();
            state.parkedUntil = near + in.readSigned();
        }
        state.closedWindowsExpireAt = readTime(flags & CLOSED_WINDOWS_EXPIRE, NEVER, near, in);
        state.retractionsExpireAt = readTime(flags & RETRACTIONS_EXPIRE, NEVER, near, in);
        state.erasedUntil = readTime(flags & ERASED, Long.MIN_VALUE, near, in);
        state.erasureExpiresAt = readTime(flags & ERASURE_EXPIRES, NEVER, near, in);
        state.eraseAt = readTime(flags & ERASE, NEVER, near, in);
        return state;
    }

    private static List<BoardValue> readValues(long near, PackedInput in) throws IOException {
        int count = in.readCount();
        List<BoardValue> values = new ArrayList<>(Math.min(count, in.available()) + 2);
        for (int i = 0; i < count; i++) {
            values.add(BoardValue.read(near, in));
        }
        return values;
    }

    private static long readTime(int flag, long otherwise, long near, PackedInput in)
            throws IOException {
        return flag == 0 ? otherwise : near + in.readSigned();
    }

    private void readRows(FieldSchema columns, long near, PackedInput in) throws IOException {
        String declaration = in.readText();
        boolean asDeclared = declaration.equals(columns.toString());
        FieldSchema written = asDeclared ? columns : FieldSchema.parse(declaration);
        String key = in.readText();
        int count = in.readCount();
        for (int i = 0; i < count; i++) {
            byte flags = in.readByte();
            long validFrom =
                    (flags & SNAPSHOT) == 0
                            ? near + in.readSigned()
                            : DimensionRow.FROM_THE_BEGINNING;
            DimensionRow row =
                    (flags & DELETED) == 0
                            ? DimensionRow.of(key, validFrom, FieldValues.unpack(written, in))
                            : DimensionRow.deleted(key, validFrom);
            rows.add(asDeclared ? row : row.withColumns(written, columns));
        }
    }
}
