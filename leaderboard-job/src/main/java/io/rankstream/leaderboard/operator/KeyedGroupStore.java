package io.rankstream.leaderboard.operator;

import io.rankstream.model.scoring.Accumulator;
import io.rankstream.model.scoring.GroupState;
import io.rankstream.model.scoring.GroupStore;
import io.rankstream.model.scoring.TextHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/** Keeps the colder state of the current key's group in keyed state. */
final class KeyedGroupStore implements GroupStore {

    private final MapState<Integer, GroupState> groups;
    private final MapState<Tuple2<Integer, String>, Accumulator> contributions;
    private final MapState<Tuple2<Integer, TextHash>, Integer> distinctValues;
    private int trackId;

    /**
     * @param groups the groups of the current key by track
     */
    KeyedGroupStore(RuntimeContext context, MapState<Integer, GroupState> groups) {
        this.groups = groups;
        contributions =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "contributions",
                                Types.TUPLE(Types.INT, Types.STRING),
                                ScoringTypes.ACCUMULATOR));
        distinctValues =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "distinct-values",
                                Types.TUPLE(Types.INT, ScoringTypes.TEXT_HASH),
                                Types.INT));
    }

    /** Says of which of the groups of the current key all else is. */
    void setTrack(int id) {
        trackId = id;
    }

    @Override
    public boolean isTakenOver(Predicate<GroupState> mayStandFor) throws IOException {
        return KeyedState.get(
                () -> {
                    for (GroupState other : groups.values()) {
                        if (other.key().trackId() != trackId && mayStandFor.test(other)) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    @Override
    public Accumulator contribution(String playerId) throws IOException {
        return KeyedState.get(() -> contributions.get(Tuple2.of(trackId, playerId)));
    }

    @Override
    public void putContribution(String playerId, Accumulator contribution) throws IOException {
        KeyedState.run(() -> contributions.put(Tuple2.of(trackId, playerId), contribution));
    }

    @Override
    public void removeContribution(String playerId) throws IOException {
        KeyedState.run(() -> contributions.remove(Tuple2.of(trackId, playerId)));
    }

    @Override
    public void visitContributions(Visitor visitor) throws IOException {
        KeyedState.run(
                () -> {
                    for (Map.Entry<Tuple2<Integer, String>, Accumulator> entry :
                            contributions.entries()) {
                        if (entry.getKey().f0 == trackId) {
                            visitor.visit(entry.getValue());
                        }
                    }
                });
    }

    @Override
    public int contributors(TextHash value) throws IOException {
        Integer players = KeyedState.get(() -> distinctValues.get(Tuple2.of(trackId, value)));
        return players == null ? 0 : players;
    }

    @Override
    public void putContributors(TextHash value, int players) throws IOException {
        KeyedState.run(
                () -> {
                    if (players == 0) {
                        distinctValues.remove(Tuple2.of(trackId, value));
                    } else {
                        distinctValues.put(Tuple2.of(trackId, value), players);
                    }
                });
    }

    @Override
    public void clear() throws IOException {
        KeyedState.run(
                () -> {
                    clear(contributions);
                    clear(distinctValues);
                });
    }

    private <K, V> void clear(MapState<Tuple2<Integer, K>, V> state) throws Exception {
        List<Tuple2<Integer, K>> keys = new ArrayList<>();
        for (Tuple2<Integer, K> key : state.keys()) {
            if (key.f0 == trackId) {
                keys.add(key);
            }
        }
        for (Tuple2<Integer, K> key : keys) {
            state.remove(key);
        }
    }
}
