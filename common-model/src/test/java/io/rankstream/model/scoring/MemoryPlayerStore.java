package io.rankstream.model.scoring;

import io.rankstream.model.event.EventId;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The colder state of one player, on the heap. */
final class MemoryPlayerStore implements PlayerStore {

    private record Window(int trackId, long start) {}

    private final Map<Long, byte[]> idChunks = new HashMap<>();
    private final Set<EventId> indexedIds = new HashSet<>();
    private final Map<Window, BoardValue> closedWindows = new HashMap<>();
    private final List<GameplayEvent> parked = new ArrayList<>();
    private int reads;

    /** How often a chunk or the index was read. */
    int reads() {
        return reads;
    }

    boolean isEmpty() {
        return idChunks.isEmpty()
                && indexedIds.isEmpty()
                && closedWindows.isEmpty()
                && parked.isEmpty();
    }

    @Override
    public byte[] idChunk(long chunkKey) {
        reads++;
        return idChunks.get(chunkKey);
    }

    @Override
    public void putIdChunk(long chunkKey, byte[] ids) {
        idChunks.put(chunkKey, ids);
    }

    @Override
    public void removeIdChunk(long chunkKey) {
        idChunks.remove(chunkKey);
    }

    @Override
    public boolean isIdIndexed(EventId id) {
        reads++;
        return indexedIds.contains(id);
    }

    @Override
    public void indexId(EventId id) {
        indexedIds.add(id);
    }

    @Override
    public void removeIndexedId(EventId id) {
        indexedIds.remove(id);
    }

    @Override
    public BoardValue closedWindow(int trackId, long windowStart) {
        return closedWindows.get(new Window(trackId, windowStart));
    }

    @Override
    public void putClosedWindow(BoardValue value) {
        closedWindows.put(new Window(value.trackId(), value.windowStart()), value);
    }

    @Override
    public void removeClosedWindow(BoardValue value) {
        closedWindows.remove(new Window(value.trackId(), value.windowStart()));
    }

    @Override
    public List<BoardValue> closedWindows() {
        return new ArrayList<>(closedWindows.values());
    }

    @Override
    public void park(GameplayEvent event) {
        parked.add(event);
    }

    @Override
    public List<ParsedRecord> takeParked() {
        List<ParsedRecord> taken = new ArrayList<>();
        for (GameplayEvent event : parked) {
            taken.add(new ParsedRecord(List.of(event), List.of(), event.arrivalTime()));
        }
        parked.clear();
        return taken;
    }

    @Override
    public void clear() {
        idChunks.clear();
        indexedIds.clear();
        closedWindows.clear();
        parked.clear();
    }
}
