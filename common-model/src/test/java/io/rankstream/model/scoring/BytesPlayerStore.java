package io.rankstream.model.scoring;

import io.rankstream.model.event.DeadLetter;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.ParsedRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps closed windows as bytes, as a state backend does: what is changed of one that was read is
 * lost unless it is written back.
 */
final class BytesPlayerStore extends MemoryPlayerStore {

    private final Map<ValueKey, byte[]> closedWindows = new HashMap<>();

    private final List<DeadLetter> unreadable = new ArrayList<>();
    private int accesses;
    private int writes;

    /** How often anything was looked for. */
    int accesses() {
        return accesses;
    }

    /** How often a closed window was written. */
    int writes() {
        return writes;
    }

    @Override
    boolean isEmpty() {
        return super.isEmpty() && closedWindows.isEmpty();
    }

    @Override
    public BoardValue closedWindow(ValueKey key) {
        accesses++;
        byte[] bytes = closedWindows.get(key);
        return bytes == null ? null : read(bytes);
    }

    @Override
    public void putClosedWindow(BoardValue value) {
        writes++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            value.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closedWindows.put(ValueKey.of(value), bytes.toByteArray());
    }

    @Override
    public void removeClosedWindow(ValueKey key) {
        closedWindows.remove(key);
    }

    @Override
    public List<BoardValue> closedWindows() {
        accesses++;
        List<BoardValue> values = new ArrayList<>();
        closedWindows.values().forEach(bytes -> values.add(read(bytes)));
        return values;
    }

    /** Adds a dead letter to what waits, as if its event could not be read any more. */
    void spoil(DeadLetter letter) {
        unreadable.add(letter);
    }

    @Override
    public List<ParsedRecord> takeParked() {
        List<ParsedRecord> taken = super.takeParked();
        taken.add(new ParsedRecord(List.of(), List.copyOf(unreadable), 0));
        unreadable.clear();
        return taken;
    }

    @Override
    public void clearScores() {
        super.clearScores();
        closedWindows.clear();
    }

    @Override
    public byte[] idChunk(long chunkKey) {
        accesses++;
        return super.idChunk(chunkKey);
    }

    @Override
    public boolean isIdIndexed(EventId id) {
        accesses++;
        return super.isIdIndexed(id);
    }

    @Override
    public byte[] logChunk(long number) {
        accesses++;
        return super.logChunk(number);
    }

    @Override
    public Long retraction(EventId id) {
        accesses++;
        return super.retraction(id);
    }

    @Override
    public Map<EventId, Long> retractions() {
        accesses++;
        return super.retractions();
    }

    private static BoardValue read(byte[] bytes) {
        try {
            return BoardValue.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
