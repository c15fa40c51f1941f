package io.rankstream.leaderboard.operator;

import io.rankstream.leaderboard.config.ScoringConfig;
import io.rankstream.model.event.EventId;
import io.rankstream.model.event.EventParser;
import io.rankstream.model.event.GameplayEvent;
import io.rankstream.model.event.ParsedRecord;
import io.rankstream.model.scoring.BoardValue;
import io.rankstream.model.scoring.PlayerStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/** Keeps the colder state of the current key's player in keyed state. */
final class KeyedPlayerStore implements PlayerStore {

    private final Map<String, EventParser> parsers;
    private final MapState<Long, byte[]> idChunks;
    private final MapState<EventId, Boolean> indexedIds;
    private final MapState<Tuple2<Integer, Long>, BoardValue> closedWindows;
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
                                Types.TUPLE(Types.INT, Types.LONG),
                                ScoringTypes.BOARD_VALUE));
        parkedEvents =
                context.getListState(
                        new ListStateDescriptor<>("parked-events", ScoringTypes.PARKED_EVENT));
    }

    @Override
    public byte[] idChunk(long chunkKey) throws IOException {
        return io(() -> idChunks.get(chunkKey));
    }

    @Override
    public void putIdChunk(long chunkKey, byte[] ids) throws IOException {
        io(
                () -> {
                    idChunks.put(chunkKey, ids);
                    return null;
                });
    }

    @Override
    public void removeIdChunk(long chunkKey) throws IOException {
        io(
                () -> {
                    idChunks.remove(chunkKey);
                    return null;
                });
    }

    @Override
    public boolean isIdIndexed(EventId id) throws IOException {
        return io(() -> indexedIds.contains(id));
    }

    @Override
    public void indexId(EventId id) throws IOException {
        io(
                () -> {
                    indexedIds.put(id, true);
                    return null;
                });
    }

    @Override
    public void removeIndexedId(EventId id) throws IOException {
        io(
                () -> {
                    indexedIds.remove(id);
                    return null;
                });
    }

    @Override
    public BoardValue closedWindow(int trackId, long windowStart) throws IOException {
        return io(() -> closedWindows.get(Tuple2.of(trackId, windowStart)));
    }

    @Override
    public void putClosedWindow(BoardValue value) throws IOException {
        io(
                () -> {
                    closedWindows.put(Tuple2.of(value.trackId(), value.windowStart()), value);
                    return null;
                });
    }

    @Override
    public void removeClosedWindow(BoardValue value) throws IOException {
        io(
                () -> {
                    closedWindows.remove(Tuple2.of(value.trackId(), value.windowStart()));
                    return null;
                });
    }

    @Override
    public List<BoardValue> closedWindows() throws IOException {
        return io(
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
        io(
                () -> {
                    parkedEvents.add(ParkedEvent.of(event));
                    return null;
                });
    }

    @Override
    public List<ParsedRecord> takeParked() throws IOException {
        return io(
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
    public void clear() throws IOException {
        io(
                () -> {
                    idChunks.clear();
                    indexedIds.clear();
                    closedWindows.clear();
                    parkedEvents.clear();
                    return null;
                });
    }

    /** An access to keyed state, which declares to throw anything. */
    private interface Access<T> {

        T run() throws Exception;
    }

    private static <T> T io(Access<T> access) throws IOException {
        try {
            return access.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
