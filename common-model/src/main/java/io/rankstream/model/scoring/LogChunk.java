package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.SessionFacts;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.PackedInput;
import io.rankstream.model.field.PackedOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Some entries of an {@link EventLog}, in the order they were scored, and which values they may
 * count in.
 *
 * <p>Entries stay bytes until one is asked for: most leave without ever being read one by one.
 */
final class LogChunk {

    private static final byte VERSION = 1;
    private static final long NOTHING = Long.MIN_VALUE;
    private static final long MILLIS_PER_SECOND = 1_000;

    private static final long HEAP_BYTES = 100;
    private static final long TOUCHED_HEAP_BYTES = 80;

    private static final int EVENT = 0;
    private static final int SESSION = 1;
    private static final int ADJUSTMENT = 2;

    private static final int KIND_BITS = 2;
    private static final int KIND = 3;

    /**
     * In front of an id that is nowhere else: the code of its source; what is larger says where.
     */
    private static final int SOURCES = 8;

    private static final byte[] NO_BYTES = {};

    /** What an id takes that is nowhere else. */
    private static final int ID_BYTES = 1 + 2 * Long.BYTES;

    private static final int ENTRIES_AT_FIRST = 32;

    /** What there is to see for a chunk that is stored by itself. */
    private static final SeenIds NO_IDS = new SeenIds();

    /** What the entries are made of: one and the same for nearly all players. */
    private static final class Declaration {

        private static volatile Declaration latest = new Declaration("");

        private final String text;
        private final byte[] bytes;

        private Declaration(String text) {
            this.text = text;
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        private static Declaration of(String text) {
            Declaration known = latest;
            if (known.text.equals(text)) {
                return known;
            }
            Declaration other = new Declaration(text);
            latest = other;
            return other;
        }

        private static Declaration read(PackedInput in) throws IOException {
            Declaration known = latest;
            byte[] bytes = in.readBytes(known.bytes);
            return bytes == known.bytes ? known : of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private final Declaration declaration;

    /** The types of events; an entry has the number of its own. */
    private List<String> types = List.of();

    /** The time of the first entry; that of an entry is the difference. */
    private long first;

    private long newest = NOTHING;

    /** The ids of the entries. */
    private final IdList ids;

    /** All else of the entries. */
    private final PackedOutput entries;

    /** What {@link #touched} is read from, one after the other; null for nothing. */
    private PackedOutput noted;

    /** Values that entries may count in; null as long as nobody asked. */
    private Set<ValueKey> touched;

    /**
     * @param declaration of the event fields, as {@link FieldSchema#toString} writes it
     */
    LogChunk(String declaration) {
        this(Declaration.of(declaration), new IdList(), new PackedOutput(ENTRIES_AT_FIRST));
    }

    private LogChunk(Declaration declaration, IdList ids, PackedOutput entries) {
        this.declaration = declaration;
        this.ids = ids;
        this.entries = entries;
    }

    String declaration() {
        return declaration.text;
    }

    /** How many entries there are. */
    int count() {
        return ids.size();
    }

    /** How many bytes they take. */
    int length() {
        return ids.size() * ID_BYTES + entries.size();
    }

    /** The latest event time, or {@code Long.MIN_VALUE}. */
    long newest() {
        return newest;
    }

    /** Values that entries may count in; may be changed. */
    Set<ValueKey> touched() throws IOException {
        if (touched == null) {
            touched = new LinkedHashSet<>();
            if (noted != null) {
                PackedInput in = noted.toInput();
                while (in.available() > 0) {
                    touched.add(ValueKey.read(fullSecond(), in));
                }
                noted = null;
            }
        }
        return touched;
    }

    /** Adds to {@link #touched} what is not in there. */
    void note(ValueKey key) {
        if (touched != null) {
            touched.add(key);
            return;
        }
        if (noted == null) {
            noted = new PackedOutput(ENTRIES_AT_FIRST);
        }
        key.write(fullSecond(), noted);
    }

    /** The one that the first entry is of. */
    private long fullSecond() {
        return Math.floorDiv(first, MILLIS_PER_SECOND) * MILLIS_PER_SECOND;
    }

    void append(LogEntry entry, FieldSchema fields) {
        GameplayEvent event = entry.event();
        long time = event.eventTime();
        if (ids.isEmpty()) {
            first = time;
        }
        int kind = entry.isAdjustment() ? ADJUSTMENT : event.session() == null ? EVENT : SESSION;
        int type = kind == EVENT ? numberOf(event.eventType()) : 0;
        entries.writeUnsigned((type << KIND_BITS) | kind);
        entries.writeSigned(time - first);
        entries.writeSigned(event.arrivalTime() - time);
        if (kind == ADJUSTMENT) {
            entries.writeUnsigned(Integer.toUnsignedLong(entry.trackId()));
            entries.writeText(entry.amount().toPlainString());
        } else if (kind == SESSION) {
            SessionFacts session = event.session();
            entries.writeSigned(session.count());
            entries.writeSigned(session.durationMillis());
            entries.writeSigned(session.start() - time);
        } else {
            event.fields().pack(fields, entries);
        }
        ids.add(event.id());
        newest = Math.max(newest, time);
    }

    /** The number of a type of events, from 1 on; 0 is none. */
    private int numberOf(String type) {
        if (type == null) {
            return 0;
        }
        int index = types.indexOf(type);
        if (index < 0) {
            index = types.size();
            if (index == 0) {
                types = new ArrayList<>(1);
            }
            types.add(type);
        }
        return index + 1;
    }

    /**
     * The entries, in their order.
     *
     * @param fields the declaration in force, which may have changed since they were written
     */
    List<LogEntry> entries(String playerId, FieldSchema fields) throws IOException {
        boolean asDeclared = declaration.text.equals(fields.toString());
        FieldSchema written = asDeclared ? fields : FieldSchema.parse(declaration.text);
        PackedInput in = entries.toInput();
        List<LogEntry> list = new ArrayList<>(count());
        for (int i = 0; i < count(); i++) {
            list.add(read(playerId, written, fields, ids.get(i), in));
        }
        return list;
    }

    private LogEntry read(
            String playerId, FieldSchema written, FieldSchema fields, EventId id, PackedInput in)
            throws IOException {
        int head = in.readCount();
        long time = first + in.readSigned();
        long arrival = time + in.readSigned();
        if ((head & KIND) == ADJUSTMENT) {
            GameplayEvent event = bare(playerId, time, arrival, id, fields);
            int trackId = (int) in.readUnsigned();
            return LogEntry.ofAdjustment(event, trackId, new BigDecimal(in.readText()));
        }
        if ((head & KIND) == SESSION) {
            SessionFacts session =
                    new SessionFacts(in.readSigned(), in.readSigned(), time + in.readSigned());
            return LogEntry.ofEvent(
                    GameplayEvent.ofSession(playerId, time, arrival, id, session, fields));
        }
        int number = head >>> KIND_BITS;
        String type = number == 0 ? null : types.get(number - 1);
        FieldValues values = FieldValues.unpack(written, in);
        if (!written.equals(fields)) {
            values = values.convert(written, fields);
        }
        return LogEntry.ofEvent(
                new GameplayEvent(playerId, time, arrival, id, type, values, null, null));
    }

    /** An event of which no more is known than when it counts. */
    static GameplayEvent bare(
            String playerId, long eventTime, long arrivalTime, EventId id, FieldSchema fields) {
        return new GameplayEvent(
                playerId, eventTime, arrivalTime, id, null, new FieldValues(fields), null, null);
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return HEAP_BYTES
                + ids.heapBytes()
                + entries.capacity()
                + (noted == null ? 0 : noted.capacity())
                + (touched == null ? 0 : touched.size() * TOUCHED_HEAP_BYTES);
    }

    byte[] toBytes() {
        PackedOutput out = new PackedOutput(length() + 256);
        out.write(VERSION);
        write(0, NO_IDS, out);
        return out.toBytes();
    }

    static LogChunk of(byte[] bytes) throws IOException {
        PackedInput in = new PackedInput(bytes);
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("log chunk of version " + version + " is not known");
        }
        return read(0, NO_IDS, in);
    }

    /**
     * Writes it as a part of something that has a version.
     *
     * @param near a full second that most times are near to, epoch milliseconds
     * @param seen ids that are written already
     */
    void write(long near, SeenIds seen, PackedOutput out) {
        out.writeBytes(declaration.bytes);
        out.writeUnsigned(count());
        out.writeSigned(first - near);
        out.writeSigned(newest - first);
        writeIds(seen, out);
        out.writeAll(entries);
        out.writeUnsigned(types.size());
        for (String type : types) {
            out.writeText(type);
        }
        writeTouched(out);
    }

    private void writeTouched(PackedOutput out) {
        if (noted == null && (touched == null || touched.isEmpty())) {
            out.writeBytes(NO_BYTES);
        } else if (touched == null) {
            out.writeAll(noted);
        } else {
            PackedOutput keys = new PackedOutput(touched.size() * ENTRIES_AT_FIRST);
            for (ValueKey key : touched) {
                key.write(fullSecond(), keys);
            }
            out.writeAll(keys);
        }
    }

    /**
     * Of an id that was seen only says after how many it came, the last one first: the next is
     * mostly the one before it.
     */
    private void writeIds(SeenIds seen, PackedOutput out) {
        SeenIds.Places places = seen.places();
        int guess = 0;
        for (int i = count() - 1; i >= 0; i--) {
            int place = places.of(ids, i);
            if (place == SeenIds.NOT_HERE) {
                ids.get(i).pack(out);
            } else {
                out.writeUnsigned(SOURCES + PackedOutput.zigzag(place - guess));
                guess = place + 1;
            }
        }
    }

    static LogChunk read(long near, SeenIds seen, PackedInput in) throws IOException {
        Declaration declaration = Declaration.read(in);
        int count = in.readCount();
        long first = near + in.readSigned();
        long newest = first + in.readSigned();
        IdList ids = readIds(count, seen, in);
        LogChunk chunk = new LogChunk(declaration, ids, in.readOutput(ENTRIES_AT_FIRST));
        chunk.first = first;
        chunk.newest = newest;
        for (int types = in.readCount(); types > 0; types--) {
            chunk.numberOf(in.readText());
        }
        PackedOutput noted = in.readOutput(0);
        chunk.noted = noted.size() == 0 ? null : noted;
        return chunk;
    }

    private static IdList readIds(int count, SeenIds seen, PackedInput in) throws IOException {
        IdList ids = IdList.ofSize(count);
        SeenIds.ByPlace placed = seen.byPlace();
        int guess = 0;
        for (int i = count - 1; i >= 0; i--) {
            long head = in.readUnsigned();
            if (head < SOURCES) {
                ids.set(i, (byte) head, in.readLong(), in.readLong());
            } else {
                int place = guess + (int) PackedInput.unzigzag(head - SOURCES);
                placed.copy(place, ids, i);
                guess = place + 1;
            }
        }
        return ids;
    }
}
