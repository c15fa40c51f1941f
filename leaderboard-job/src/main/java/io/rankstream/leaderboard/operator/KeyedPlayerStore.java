package io.rankstream.leaderboard.operator;

import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.scoring.BoardValue;
import io.rankstream.model.scoring.PlayerStore;
import io.rankstream.model.scoring.ValueKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/** Keeps the colder state of the current key's player in keyed state. */
final class KeyedPlayerStore implements PlayerStore {

    private final Map<String, EventParser> parsers;
    private final MapState<Long, byte[]> idChunks;
    private final MapState<EventId, Boolean> indexedIds;
    private final MapState<ValueKey, BoardValue> closedWindows;
    private final MapState<Long, byte[]> logChunks;
    private final MapState<EventId, Long> retractions;
    private final ListState<ParkedEvent> parkedEvents;

    KeyedPlayerStore(RuntimeContext context, ScoringConfig config) {
        parsers = config.newParsers();
        idChunks =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "id-chunks",
                                Types.LONG,
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        indexedIds =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "indexed-ids", ScoringTypes.EVENT_ID, Types.BOOLEAN));
        closedWindows =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "closed-windows",
                                ScoringTypes.VALUE_KEY,
                                ScoringTypes.BOARD_VALUE));
        logChunks =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "log-chunks",
                                Types.LONG,
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        retractions =
                context.getMapState(
                        new MapStateDescriptor<>("retractions", ScoringTypes.EVENT_ID, Types.LONG));
        parkedEvents =
                context.getListState(
                        new ListStateDescriptor<>("parked-events", ScoringTypes.PARKED_EVENT));
    }

    @Override
    public byte[] idChunk(long chunkKey) throws IOException {
        return KeyedState.get(() -> idChunks.get(chunkKey));
    }

    @Override
    public void putIdChunk(long chunkKey, byte[] ids) throws IOException {
        KeyedState.run(() -> idChunks.put(chunkKey, ids));
    }

    @Override
    public void removeIdChunk(long chunkKey) throws IOException {
        KeyedState.run(() -> idChunks.remove(chunkKey));
    }

    @Override
    public long leastIdChunk() throws IOException {
        return KeyedState.get(
                () -> {
                    long least = Long.MAX_VALUE;
                    for (Long key : idChunks.keys()) {
                        least = Math.min(least, key);
                    }
                    return least;
                });
    }

    @Override
    public byte[] logChunk(long number) throws IOException {
        return KeyedState.get(() -> logChunks.get(number));
    }

    @Override
    public void putLogChunk(long number, byte[] chunk) throws IOException {
        KeyedState.run(() -> logChunks.put(number, chunk));
    }

    @Override
    public void removeLogChunk(long number) throws IOException {
        KeyedState.run(() -> logChunks.remove(number));
    }

    @Override
    public Long retraction(EventId id) throws IOException {
        return KeyedState.get(() -> retractions.get(id));
    }

    @Override
    public void putRetraction(EventId id, long arrivalTime) throws IOException {
        KeyedState.run(() -> retractions.put(id, arrivalTime));
    }

    @Override
    public void removeRetraction(EventId id) throws IOException {
        KeyedState.run(() -> retractions.remove(id));
    }

    @Override
    public Map<EventId, Long> retractions() throws IOException {
        return KeyedState.get(
                () -> {
                    Map<EventId, Long> copy = new HashMap<>();
                    for (Map.Entry<EventId, Long> retraction : retractions.entries()) {
                        copy.put(retraction.getKey(), retraction.getValue());
                    }
                    return copy;
                });
    }

    @Override
    public boolean isIdIndexed(EventId id) throws IOException {
        return KeyedState.get(() -> indexedIds.contains(id));
    }

    @Override
    public void indexId(EventId id) throws IOException {
        KeyedState.run(() -> indexedIds.put(id, true));
    }

    @Override
    public void removeIndexedId(EventId id) throws IOException {
        KeyedState.run(() -> indexedIds.remove(id));
    }

    @Override
    public BoardValue closedWindow(ValueKey key) throws IOException {
        return KeyedState.get(() -> closedWindows.get(key));
    }

    @Override
    public void putClosedWindow(BoardValue value) throws IOException {
        KeyedState.run(() -> closedWindows.put(ValueKey.of(value), value));
    }

    @Override
    public void removeClosedWindow(ValueKey key) throws IOException {
        KeyedState.run(() -> closedWindows.remove(key));
    }

    @Override
    public List<BoardValue> closedWindows() throws IOException {
        return KeyedState.get(
                () -> {
                    List<BoardValue> values = new ArrayList<>();
                    for (BoardValue value : closedWindows.values()) {
                        values.add(value);
                    }
                    return values;
                });
    }

    @Override
    public void park(GameplayEvent event) throws IOException {
        KeyedState.run(() -> parkedEvents.add(ParkedEvent.of(event)));
    }

    @Override
    public List<ParsedRecord> takeParked() throws IOException {
        return KeyedState.get(
                () -> {
                    List<ParsedRecord> events = new ArrayList<>();
                    for (ParkedEvent parked : parkedEvents.get()) {
                        events.add(parked.parseAgain(parsers));
                    }
                    parkedEvents.clear();
                    return events;
                });
    }

    @Override
    public void clearScores() throws IOException {
        KeyedState.run(
                () -> {
                    closedWindows.clear();
                    logChunks.clear();
                    parkedEvents.clear();
                });
    }
}
