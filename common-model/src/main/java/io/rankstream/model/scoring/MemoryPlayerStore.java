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
class MemoryPlayerStore implements PlayerStore {

    private final Map<Long, byte[]> idChunks = new HashMap<>();
    private final Set<EventId> indexedIds = new HashSet<>();
    private final Map<ValueKey, BoardValue> closedWindows = new HashMap<>();
    private final Map<Long, byte[]> logChunks = new HashMap<>();
    private final Map<EventId, Long> retractions = new HashMap<>();
    private final List<GameplayEvent> parked = new ArrayList<>();

    /** Whether nothing is kept. */
    boolean isEmpty() {
        return idChunks.isEmpty()
                && indexedIds.isEmpty()
                && closedWindows.isEmpty()
                && logChunks.isEmpty()
                && retractions.isEmpty()
                && parked.isEmpty();
    }

    @Override
    public byte[] idChunk(long chunkKey) {
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
    public BoardValue closedWindow(ValueKey key) {
        return closedWindows.get(key);
    }

    @Override
    public void putClosedWindow(BoardValue value) {
        closedWindows.put(ValueKey.of(value), value);
    }

    @Override
    public void removeClosedWindow(ValueKey key) {
        closedWindows.remove(key);
    }

    @Override
    public List<BoardValue> closedWindows() {
        return new ArrayList<>(closedWindows.values());
    }

    @Override
    public long leastIdChunk() {
        return idChunks.keySet().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    @Override
    public byte[] logChunk(long number) {
        return logChunks.get(number);
    }

    @Override
    public void putLogChunk(long number, byte[] chunk) {
        logChunks.put(number, chunk);
    }

    @Override
    public void removeLogChunk(long number) {
        logChunks.remove(number);
    }

    @Override
    public Long retraction(EventId id) {
        return retractions.get(id);
    }

    @Override
    public void putRetraction(EventId id, long arrivalTime) {
        retractions.put(id, arrivalTime);
    }

    @Override
    public void removeRetraction(EventId id) {
        retractions.remove(id);
    }

    @Override
    public Map<EventId, Long> retractions() {
        return new HashMap<>(retractions);
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
    public void clearScores() {
        closedWindows.clear();
        logChunks.clear();
        parked.clear();
    }
}
