package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.SessionFacts;
import io.rankstream.model.field.FieldSchema;
import io.rankstream.model.field.FieldValues;
import io.rankstream.model.field.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
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

    private static final long HEAP_BYTES = 200;
    private static final long TOUCHED_HEAP_BYTES = 80;

    private static final int EVENT = 0;
    private static final int SESSION = 1;
    private static final int ADJUSTMENT = 2;

    private final String declaration;
    private final Set<ValueKey> touched = new LinkedHashSet<>();
    private int count;
    private long newest = NOTHING;
    private final Bytes entries;

    /**
     * @param declaration of the event fields, as {@link FieldSchema#toString} writes it
     */
    LogChunk(String declaration) {
        this(declaration, new Bytes());
    }

    private LogChunk(String declaration, Bytes entries) {
        this.declaration = declaration;
        this.entries = entries;
    }

    String declaration() {
        return declaration;
    }

    /** How many entries there are. */
    int count() {
        return count;
    }

    /** How many bytes they take. */
    int length() {
        return entries.size();
    }

    /** The latest event time, or {@code Long.MIN_VALUE}. */
    long newest() {
        return newest;
    }

    /** Values that entries may count in; may be changed. */
    Set<ValueKey> touched() {
        return touched;
    }

    void append(LogEntry entry, FieldSchema fields) {
        try {
            write(entry, fields, new DataOutputStream(entries));
        } catch (IOException e) {
            throw new IllegalStateException("memory refuses bytes", e);
        }
        count++;
        newest = Math.max(newest, entry.event().eventTime());
    }

    private static void write(LogEntry entry, FieldSchema fields, DataOutput out)
            throws IOException {
        GameplayEvent event = entry.event();
        int kind = entry.isAdjustment() ? ADJUSTMENT : event.session() == null ? EVENT : SESSION;
        out.writeByte(kind);
        out.writeLong(event.eventTime());
        out.writeLong(event.arrivalTime());
        event.id().write(out);
        if (kind == ADJUSTMENT) {
            out.writeInt(entry.trackId());
            Texts.write(entry.amount().toPlainString(), out);
        } else if (kind == SESSION) {
            event.session().write(out);
        } else {
            Texts.write(event.eventType(), out);
            event.fields().write(fields, out);
        }
    }

    /**
     * The entries, in their order.
     *
     * @param fields the declaration in force, which may have changed since they were written
     */
    List<LogEntry> entries(String playerId, FieldSchema fields) throws IOException {
        boolean asDeclared = declaration.equals(fields.toString());
        FieldSchema written = asDeclared ? fields : FieldSchema.parse(declaration);
        DataInput in = new DataInputStream(entries.toInput());
        List<LogEntry> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(read(playerId, written, fields, in));
        }
        return list;
    }

    private static LogEntry read(
            String playerId, FieldSchema written, FieldSchema fields, DataInput in)
            throws IOException {
        int kind = in.readByte();
        long eventTime = in.readLong();
        long arrivalTime = in.readLong();
        EventId id = EventId.read(in);
        if (kind == ADJUSTMENT) {
            GameplayEvent event = bare(playerId, eventTime, arrivalTime, id, fields);
            return LogEntry.ofAdjustment(event, in.readInt(), new BigDecimal(Texts.read(in)));
        }
        if (kind == SESSION) {
            return LogEntry.ofEvent(
                    GameplayEvent.ofSession(
                            playerId, eventTime, arrivalTime, id, SessionFacts.read(in), fields));
        }
        String type = Texts.read(in);
        FieldValues values = FieldValues.read(written, in);
        if (!written.equals(fields)) {
            values = values.convert(written, fields);
        }
        return LogEntry.ofEvent(
                new GameplayEvent(playerId, eventTime, arrivalTime, id, type, values, null, null));
    }

    /** An event of which no more is known than when it counts. */
    static GameplayEvent bare(
            String playerId, long eventTime, long arrivalTime, EventId id, FieldSchema fields) {
        return new GameplayEvent(
                playerId, eventTime, arrivalTime, id, null, new FieldValues(fields), null, null);
    }

    /** How much memory it takes, about. */
    long heapBytes() {
        return HEAP_BYTES + entries.capacity() + touched.size() * TOUCHED_HEAP_BYTES;
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(entries.size() + 256);
        try {
            write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new IllegalStateException("memory refuses bytes", e);
        }
        return bytes.toByteArray();
    }

    static LogChunk of(byte[] bytes) throws IOException {
        return read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Texts.write(declaration, out);
        out.writeLong(newest);
        Texts.writeVarInt(touched.size(), out);
        for (ValueKey key : touched) {
            key.write(out);
        }
        Texts.writeVarInt(count, out);
        entries.write(out);
    }

    static LogChunk read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("log chunk of version " + version + " is not known");
        }
        String declaration = Texts.read(in);
        long newest = in.readLong();
        List<ValueKey> touched = new ArrayList<>();
        int keys = Texts.readVarInt(in);
        for (int i = 0; i < keys; i++) {
            touched.add(ValueKey.read(in));
        }
        int count = Texts.readVarInt(in);
        LogChunk chunk = new LogChunk(declaration, new Bytes(Texts.readBytes(in)));
        chunk.newest = newest;
        chunk.touched.addAll(touched);
        chunk.count = count;
        return chunk;
    }

    /** Bytes to which more are added in place. */
    private static final class Bytes extends ByteArrayOutputStream {

        private static final int AT_FIRST = 128;

        Bytes() {
            super(AT_FIRST);
        }

        Bytes(byte[] bytes) {
            super(0);
            buf = bytes;
            count = bytes.length;
        }

        int capacity() {
            return buf.length;
        }

        InputStream toInput() {
            return new ByteArrayInputStream(buf, 0, count);
        }

        void write(DataOutput out) throws IOException {
            Texts.writeBytes(buf, count, out);
        }
    }
}
