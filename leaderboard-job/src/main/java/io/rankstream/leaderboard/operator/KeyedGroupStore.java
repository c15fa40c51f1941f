package io.rankstream.leaderboard.operator;

import io.rankstream.model.scoring.Accumulator;
import io.rankstream.model.scoring.GroupStore;
import io.rankstream.model.scoring.TextHash;
import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/** Keeps the colder state of the current key's group in keyed state. */
final class KeyedGroupStore implements GroupStore {

    private final MapState<String, Accumulator> contributions;
    private final MapState<TextHash, Integer> distinctValues;

    KeyedGroupStore(RuntimeContext context) {
        contributions =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "contributions", Types.STRING, ScoringTypes.ACCUMULATOR));
        distinctValues =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "distinct-values", ScoringTypes.TEXT_HASH, Types.INT));
    }

    @Override
    public Accumulator contribution(String playerId) throws IOException {
        return KeyedState.get(() -> contributions.get(playerId));
    }

    @Override
    public void putContribution(String playerId, Accumulator contribution) throws IOException {
        KeyedState.run(() -> contributions.put(playerId, contribution));
    }

    @Override
    public void removeContribution(String playerId) throws IOException {
        KeyedState.run(() -> contributions.remove(playerId));
    }

    @Override
    public void visitContributions(Visitor visitor) throws IOException {
        KeyedState.run(
                () -> {
                    for (Accumulator contribution : contributions.values()) {
                        visitor.visit(contribution);
                    }
                });
    }

    @Override
    public int contributors(TextHash value) throws IOException {
        Integer players = KeyedState.get(() -> distinctValues.get(value));
        return players == null ? 0 : players;
    }

    @Override
    public void putContributors(TextHash value, int players) throws IOException {
        KeyedState.run(
                () -> {
                    if (players == 0) {
                        distinctValues.remove(value);
                    } else {
                        distinctValues.put(value, players);
                    }
                });
    }

    @Override
    public void clear() throws IOException {
        KeyedState.run(
                () -> {
                    contributions.clear();
                    distinctValues.clear();
                });
    }
}
